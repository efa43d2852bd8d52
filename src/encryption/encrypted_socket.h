/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENCRYPTED_SOCKET_H
#define CHATD_ENCRYPTED_SOCKET_H

/*
 * TLS on the socket of a client, as chatc and chatd-bench have it.  Whom to
 * trust is theirs to say.  What is received and sent is as with recv(2) and
 * send(2).  The sockets are borrowed and non-blocking, and writing to one may
 * raise SIGPIPE, which the program has to ignore.
 *
 * A context is one thread's, as are its connections.  Without OpenSSL there is
 * none, and no other function may be called.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ssl_ctx_st;
struct ssl_st;

/* Say whether this program was built with TLS. */
bool encrypted_socket_is_there(void);

/*
 * Return a context for TLS 1.2 or newer, which verifies nothing yet, or NULL if
 * there is no memory.  Servers may end without a word, as many do, and a send
 * may be repeated from elsewhere.
 */
struct ssl_ctx_st *encrypted_socket_new_context(void);

/*
 * Go on with the handshake at a socket, to which the first call ties ssl.
 * Return POLLIN or POLLOUT to be waited for; 0 when it is done; -1 if it has
 * failed, with OpenSSL's error in *error_r or, if that is 0, errno, where 0 is
 * the end of the stream.
 */
int encrypted_socket_shake_hands(
    struct ssl_st *ssl, int fd, unsigned long *error_r);

/* Receive and send; EPROTO stands for all errors of OpenSSL's. */
ssize_t encrypted_socket_receive(struct ssl_st *ssl, char *bytes, size_t size);
ssize_t encrypted_socket_send(
    struct ssl_st *ssl, const char *bytes, size_t size);

/* Say whether something can be received although the socket has nothing. */
bool encrypted_socket_has_more(const struct ssl_st *ssl);

/* Return OpenSSL's error after EPROTO, and forget it. */
unsigned long encrypted_socket_last_error(void);

/* Return the words that OpenSSL has for an error of its own; constant. */
const char *encrypted_socket_describe_error(unsigned long error);

/*
 * Tell the server that nothing more comes, if the socket takes it now.  It is
 * told once.
 */
void encrypted_socket_end(struct ssl_st *ssl);

/* Return the version, such as "TLSv1.3"; it is constant. */
const char *encrypted_socket_version(const struct ssl_st *ssl);

/* Free the state of a connection; NULL is allowed.  Nobody is told. */
void encrypted_socket_free(struct ssl_st *ssl);

#endif
