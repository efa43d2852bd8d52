/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CHANNEL_H
#define CHATD_CHATC_CHANNEL_H

/*
 * Bytes through TLS, in two ways: by a bufferevent, for who waits in the loop;
 * and on a socket, for who waits with poll(2).  What is received and sent is as
 * with recv(2) and send(2).  Whoever writes to a socket has to ignore SIGPIPE.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct bufferevent;
struct event_base;
struct ssl_st;

/*
 * Return a bufferevent without a socket, which does a handshake as soon as it
 * is connected, and reports that as BEV_EVENT_CONNECTED.  It frees ssl and
 * closes its socket.  Return NULL if there is no memory; then ssl is freed.
 */
struct bufferevent *channel_new(struct event_base *base, struct ssl_st *ssl);

/* Return what channel_new() was given. */
struct ssl_st *channel_ssl(struct bufferevent *bev);

/* Return OpenSSL's error after BEV_EVENT_ERROR, or 0 if it was the socket's. */
unsigned long channel_take_error(struct bufferevent *bev);

/*
 * Go on with the handshake at a non-blocking socket, to which the first call
 * ties ssl.  Return POLLIN or POLLOUT to be waited for; 0 when it is done; -1
 * if it has failed, with OpenSSL's error in *error_r or, if that is 0, errno,
 * where 0 is the end of the stream.
 */
int channel_shake_hands(struct ssl_st *ssl, int fd, unsigned long *error_r);

/* Receive and send; EPROTO stands for all errors of OpenSSL's. */
ssize_t channel_receive(struct ssl_st *ssl, char *bytes, size_t size);
ssize_t channel_send(struct ssl_st *ssl, const char *bytes, size_t size);

/* Say whether something can be received although the socket has nothing. */
bool channel_has_more(const struct ssl_st *ssl);

/* Return OpenSSL's error after EPROTO, and forget it. */
unsigned long channel_last_error(void);

/* Return the words that OpenSSL has for an error of its own; constant. */
const char *channel_describe_error(unsigned long error);

/*
 * Tell the server that nothing more comes, if the socket takes it now.  It is
 * told once.
 */
void channel_end_sending(struct ssl_st *ssl);

/* Return the version, such as "TLSv1.3"; it is constant. */
const char *channel_version(const struct ssl_st *ssl);

/* Free ssl, unless a bufferevent has it; NULL is allowed. */
void channel_free(struct ssl_st *ssl);

#endif
