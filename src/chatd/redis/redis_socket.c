/* SPDX-License-Identifier: MIT */
/*
 * Callbacks come from the loop alone: a socket of this machine that is open at
 * once becomes writable all the same, and what is written waits for an event
 * that is made active, which runs when all others of the turn have.
 */

#include "chatd/redis/redis_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "chatd/net/transport.h"
#include "chatd/tls/tls_trust.h"

_Static_assert(REDIS_SOCKET_RECEIVE_BYTES >= TLS_RECEIVE_BYTES,
    "a session of TLS needs that much room");

enum redis_loss
redis_socket_loss(int error)
{
	switch (error) {
	case ETIMEDOUT:
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAGAIN: /* a unix socket whose queue is full */
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return REDIS_SILENT;
	case EACCES:
	case EPERM:
	case EPROTO: /* TLS; a server ends so that wants a certificate */
		return REDIS_DENIED;
	default:
		return REDIS_REFUSED;
	}
}

static void
redis_socket_fail(struct redis_socket *at, int error)
{
	at->events->failed(redis_socket_loss(error),
	    error == 0        ? "it has ended the connection"
	    : error == EPROTO ? "TLS has failed"
			      : strerror(error),
	    !at->is_open, at->argument);
}

/* ---- writing ------------------------------------------------------------- */

static bool
redis_socket_has_output(const struct redis_socket *at)
{
	return evbuffer_get_length(at->output) > 0 || transport_owes(at->tls);
}

static void
redis_socket_flush(struct redis_socket *at)
{
	while (redis_socket_has_output(at)) {
		if (transport_send_buffer(at->fd, at->tls, at->output) >= 0)
			continue;
		if (!transport_may_retry(errno))
			redis_socket_fail(at, errno);
		else if (event_add(&at->writable, NULL) != 0)
			redis_socket_fail(at, ENOMEM);
		return;
	}
}

static void
redis_socket_end_of_turn_cb(evutil_socket_t fd, short what, void *argument)
{
	struct redis_socket *at = argument;

	(void)fd;
	(void)what;
	if (at->is_open && !event_pending(&at->writable, EV_WRITE, NULL))
		redis_socket_flush(at);
}

/* ---- opening ------------------------------------------------------------- */

static void
redis_socket_finish_opening(struct redis_socket *at)
{
	at->is_shaking_hands = false;
	at->is_open = true;
	if (event_add(&at->readable, NULL) != 0)
		redis_socket_fail(at, ENOMEM);
	else
		at->events->opened(at->argument);
}

static void
redis_socket_shake_hands(struct redis_socket *at)
{
	struct event *next = NULL;

	switch (tls_session_handshake(at->tls, at->reason)) {
	case TLS_DONE:
		redis_socket_finish_opening(at);
		return;
	case TLS_WANTS_TO_READ:
		next = &at->readable;
		break;
	case TLS_WANTS_TO_WRITE:
		event_del(&at->readable);
		next = &at->writable;
		break;
	case TLS_FAILED:
		at->events->failed(
		    REDIS_DENIED, at->reason, true, at->argument);
		return;
	}
	if (event_add(next, NULL) != 0)
		redis_socket_fail(at, ENOMEM);
}

static void
redis_socket_finish_connecting(struct redis_socket *at)
{
	int error = 0;
	socklen_t size = sizeof(error);

	if (getsockopt(at->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		error = errno;
	if (error != 0) {
		redis_socket_fail(at, error);
	} else if (at->tls != NULL) {
		at->is_shaking_hands = true;
		redis_socket_shake_hands(at);
	} else {
		redis_socket_finish_opening(at);
	}
}

static void
redis_socket_writable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct redis_socket *at = argument;

	(void)fd;
	(void)what;
	if (at->is_open)
		redis_socket_flush(at);
	else if (at->is_shaking_hands)
		redis_socket_shake_hands(at);
	else
		redis_socket_finish_connecting(at);
}

/* ---- reading ------------------------------------------------------------- */

/* Return whether there may be more. */
static bool
redis_socket_receive(struct redis_socket *at)
{
	ssize_t got = transport_receive(
	    at->fd, at->tls, at->input, sizeof(at->input));

	if (got > 0) {
		at->events->received(
		    (struct slice){ at->input, (size_t)got }, at->argument);
		return at->fd != -1 && (got == (ssize_t)sizeof(at->input) ||
					   transport_is_over(at->tls));
	}
	if (got == 0)
		redis_socket_fail(at, 0);
	else if (!transport_may_retry(errno))
		redis_socket_fail(at, errno);
	return false;
}

static void
redis_socket_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct redis_socket *at = argument;

	(void)fd;
	(void)what;
	if (at->is_shaking_hands) {
		redis_socket_shake_hands(at);
		return;
	}
	for (int i = 0; i < REDIS_SOCKET_RECEIVES_MAX; i++) {
		if (!redis_socket_receive(at))
			break;
	}
}

/* ---- exported ------------------------------------------------------------ */

int
redis_socket_init(struct redis_socket *at, struct event_base *base,
    const struct redis_socket_events *events, void *argument)
{
	at->base = base;
	at->events = events;
	at->argument = argument;
	at->fd = -1;
	at->output = evbuffer_new();
	if (at->output == NULL)
		return -1;
	return event_assign(
	    &at->end_of_turn, base, -1, 0, redis_socket_end_of_turn_cb, at);
}

void
redis_socket_clear(struct redis_socket *at)
{
	redis_socket_close(at);
	event_del(&at->end_of_turn);
	evbuffer_free(at->output);
}

/* Have events of the new descriptor, and begin to connect it. */
static int
redis_socket_connect(
    struct redis_socket *at, const struct sockaddr *address, socklen_t size)
{
	const int on = 1;

	/* What is written together has been put together already. */
	if (address->sa_family != AF_UNIX)
		(void)setsockopt(
		    at->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(at->fd, address, size) != 0 && errno != EINPROGRESS)
		return -1;
	event_assign(&at->readable, at->base, at->fd, EV_READ | EV_PERSIST,
	    redis_socket_readable_cb, at);
	event_assign(&at->writable, at->base, at->fd, EV_WRITE,
	    redis_socket_writable_cb, at);
	if (event_add(&at->writable, NULL) == 0)
		return 0;
	errno = ENOMEM;
	return -1;
}

int
redis_socket_open(struct redis_socket *at, const struct sockaddr *address,
    socklen_t size, struct tls_trust *tls, const char *host)
{
	int error;

	at->fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (at->fd == -1)
		return -1;
	if (tls != NULL)
		at->tls = tls_trust_begin(tls, at->fd, host);
	errno = ENOMEM;
	if ((tls == NULL || at->tls != NULL) &&
	    redis_socket_connect(at, address, size) == 0)
		return 0;
	error = errno;
	redis_socket_close(at);
	errno = error;
	return -1;
}

void
redis_socket_close(struct redis_socket *at)
{
	if (at->fd == -1)
		return;
	if (event_initialized(&at->readable))
		event_del(&at->readable);
	if (event_initialized(&at->writable))
		event_del(&at->writable);
	event_del(&at->end_of_turn);
	transport_close(at->fd, at->tls);
	evbuffer_drain(at->output, evbuffer_get_length(at->output));
	memset(&at->readable, 0, sizeof(at->readable));
	memset(&at->writable, 0, sizeof(at->writable));
	at->fd = -1;
	at->tls = NULL;
	at->is_open = at->is_shaking_hands = false;
}

struct evbuffer *
redis_socket_output(struct redis_socket *at)
{
	return at->output;
}

void
redis_socket_write(struct redis_socket *at)
{
	event_active(&at->end_of_turn, 0, 0);
}
