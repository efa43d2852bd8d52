/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TRANSPORT_H
#define CHATD_TRANSPORT_H

/*
 * What lies between a connection's bytes and its socket: the one place where a
 * chat connection receives, sends, waits to send the rest, and hangs up.
 *
 * Over plain TCP or a unix socket bytes pass as they are; where there is a
 * session of TLS, it has them.  Neither a connection nor a protocol has to
 * know. The functions of every message are inline, so that what is not
 * encrypted pays for one test of a pointer.
 *
 * fd is a non-blocking socket, and tls its session, whose handshake has ended,
 * or NULL.  Thread of the connection that owns them only.
 */

#include <sys/socket.h>

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include "chatd/tls/tls_session.h"

struct bufferevent;
struct evbuffer;

/*
 * How long a peer may acknowledge nothing of what the kernel sends it, or have
 * no room for it, until the kernel gives it up: half a minute is how long a
 * peer that is gone without a word keeps its name.
 */
#define TRANSPORT_USER_TIMEOUT_MS 30000

/* The kernel's own time-out, a quarter of an hour. */
#define TRANSPORT_NO_USER_TIMEOUT 0

/*
 * Receive up to size bytes, which is TLS_RECEIVE_BYTES at least.  Return how
 * many came, 0 at the end of what the peer sends, or -1 with errno set;
 * transport_may_retry() tells whether that is the end.
 */
static inline ssize_t
transport_receive(int fd, struct tls_session *tls, char *bytes, size_t size)
{
	if (tls != NULL)
		return tls_session_receive(tls, bytes, size);
	return recv(fd, bytes, size, 0);
}

/*
 * Return how many bytes the peer has sent for what transport_receive() has just
 * returned: records of TLS are longer than what is in them.
 */
static inline size_t
transport_take_received(struct tls_session *tls, ssize_t got)
{
	if (tls != NULL)
		return tls_session_take_received(tls);
	return got > 0 ? (size_t)got : 0;
}

/*
 * Send size bytes.  Return how many were taken, or -1 with errno set; see
 * transport_owes().
 */
static inline ssize_t
transport_send(int fd, struct tls_session *tls, const char *bytes, size_t size)
{
	if (tls != NULL)
		return tls_session_send(tls, bytes, size);
	return send(fd, bytes, size, MSG_NOSIGNAL);
}

/*
 * Say whether bytes that have been taken wait for the socket to take more: then
 * transport_send_buffer() has to be called when it does, even without output.
 */
static inline bool
transport_owes(const struct tls_session *tls)
{
	return tls != NULL && tls_session_owes(tls);
}

/*
 * Say whether there is an end or an error to receive although the socket, which
 * may have nothing to read, does not say so.
 */
static inline bool
transport_is_over(const struct tls_session *tls)
{
	return tls != NULL && tls_session_is_over(tls);
}

/* Say whether this errno of a call means that a later one may succeed. */
static inline bool
transport_may_retry(int error)
{
	return error == EAGAIN || error == EINTR || error == ENOBUFS ||
	       error == ENOMEM;
}

/* The most that is sent of a buffer at once: as much as is read at once. */
#define TRANSPORT_SEND_BYTES 65536

/*
 * Send what output holds, TRANSPORT_SEND_BYTES at most, and take off what the
 * socket has taken.  Return how many bytes that was, or -1 with errno set as
 * transport_send() does.  With a session of TLS it may be a record more.
 */
ssize_t transport_send_buffer(
    int fd, struct tls_session *tls, struct evbuffer *output);

/*
 * Return a bufferevent of base without a socket: its buffers are empty and may
 * be used as they are.  Return NULL if there is no memory.
 */
struct bufferevent *transport_new_buffers(struct event_base *base);

/*
 * Call writable(fd, what, argument) once, when the socket takes something again
 * or has failed.  Return 0, or -1 if there is no memory.
 */
int transport_await_sending(struct event *event, struct event_base *base,
    int fd, event_callback_fn writable, void *argument);

/* Call it no more; event has been given to the function above. */
void transport_stop_awaiting(struct event *event);

/*
 * Store how many bytes the kernel holds that the peer has not acknowledged, a
 * FIN counted as one.  A unix socket counts the memory that they take, which
 * changes only when the peer reads or is sent something: that will do to tell
 * whether it reads.  Return 0, or -1 with errno set.
 */
int transport_get_unacknowledged(int fd, uint32_t *bytes_r);

/*
 * Return how many bytes the kernel was given when the connection has sent
 * bytes, modulo 2^32: records of TLS are longer than what is in them.
 */
static inline uint32_t
transport_given(const struct tls_session *tls, uint64_t bytes)
{
	return tls != NULL ? tls_session_sent(tls) : (uint32_t)bytes;
}

/*
 * Have the kernel give the peer up after this long, a day at most, in place of
 * TRANSPORT_USER_TIMEOUT_MS, which every socket has at first.  The kernel knows
 * at once when the peer at a unix socket is gone, and refuses this there.
 */
void transport_set_user_timeout(int fd, uint64_t milliseconds);

/* Tell the peer that nothing more comes.  Return 0, or -1 with errno set. */
int transport_end_sending(int fd, struct tls_session *tls);

/*
 * Have transport_close() reset the connection in place of ending it, if it can
 * be told: a unix socket has no reset, and just ends.
 */
void transport_reset_on_close(int fd);

/*
 * Close the socket and free the session; what the kernel holds is sent, if it
 * can be.
 */
void transport_close(int fd, struct tls_session *tls);

/* Send size bytes if the socket takes them at once, and close it. */
void transport_refuse(
    int fd, struct tls_session *tls, const char *bytes, size_t size);

#endif
