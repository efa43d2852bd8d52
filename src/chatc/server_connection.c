/* SPDX-License-Identifier: MIT */
/*
 * A TCP connection on libevent's bufferevent.
 *
 * One thing is not obvious: a server that is full says so and resets the
 * connection, and the reset may be noticed before the words are read.  So
 * whatever ends a connection, the bytes that the kernel still holds are read
 * first.
 *
 * The owner may close or reopen the connection from any event.  After each call
 * into the owner, the code here therefore checks whether the bufferevent is
 * still the same.
 */

#include "chatc/server_connection.h"

#include <err.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>

/* How long one address may take to accept. */
#define SERVER_CONNECTION_CONNECT_SECONDS 10

/*
 * A server that has gone without a word, or a link that is dead, is noticed
 * after these together (tcp(7)), and so is what is sent and never acknowledged.
 */
#define SERVER_CONNECTION_IDLE_SECONDS  60
#define SERVER_CONNECTION_PROBE_SECONDS 10
#define SERVER_CONNECTION_PROBES        3
#define SERVER_CONNECTION_UNHEARD_MS    60000

/* What is read and handed over at a time. */
#define SERVER_CONNECTION_PIECE_BYTES ((size_t)16 * 1024)

struct server_connection {
	struct event_base *base;          /* borrowed */
	const struct addrinfo *addresses; /* borrowed */
	const struct server_connection_events *events;
	void *context;                  /* the owner's */
	const struct addrinfo *address; /* tried or used now */
	struct bufferevent *bev;        /* NULL while closed */
	struct event *retry;            /* goes on to the next address */
	int last_error; /* errno of the last address that failed */
	bool connected;
	bool finishing; /* shut down once all is sent */
};

static void server_connection_try(struct server_connection *connection);

static void
server_connection_failed(struct server_connection *connection, int error)
{
	server_connection_close(connection);
	connection->last_error = error;
	connection->address = connection->address->ai_next;

	/* Through the loop: the owner expects no event while it calls. */
	event_active(connection->retry, EV_TIMEOUT, 0);
}

static void
server_connection_retry_cb(evutil_socket_t fd, short what, void *argument)
{
	struct server_connection *connection = argument;

	(void)fd;
	(void)what;
	if (connection->address != NULL)
		server_connection_try(connection);
	else
		connection->events->failed(
		    connection->context, strerror(connection->last_error));
}

static void
server_connection_read_cb(struct bufferevent *bev, void *argument)
{
	struct server_connection *connection = argument;
	struct evbuffer *input = bufferevent_get_input(bev);
	char piece[SERVER_CONNECTION_PIECE_BYTES];
	int size;

	while (connection->bev == bev) {
		size = evbuffer_remove(input, piece, sizeof(piece));
		if (size <= 0)
			break;
		connection->events->received(
		    connection->context, piece, (size_t)size);
	}
}

/* Read what has come but libevent has not read, because writing failed. */
static void
server_connection_drain(
    struct server_connection *connection, struct bufferevent *bev)
{
	char piece[SERVER_CONNECTION_PIECE_BYTES];
	ssize_t size;

	server_connection_read_cb(bev, connection);
	while (connection->bev == bev) {
		size = recv(
		    bufferevent_getfd(bev), piece, sizeof(piece), MSG_DONTWAIT);
		if (size <= 0)
			break;
		connection->events->received(
		    connection->context, piece, (size_t)size);
	}
}

static void
server_connection_write_cb(struct bufferevent *bev, void *argument)
{
	struct server_connection *connection = argument;

	if (connection->finishing)
		(void)shutdown(bufferevent_getfd(bev), SHUT_WR);
	else
		connection->events->sent(connection->context);
}

/*
 * Set what a socket of chat needs; without it, all goes on a little worse.  Not
 * every system knows all of it.
 */
static void
server_connection_set_up(evutil_socket_t fd)
{
	static const struct {
		int level, option, value;
	} rows[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
#ifdef TCP_KEEPIDLE
		{ IPPROTO_TCP, TCP_KEEPIDLE, SERVER_CONNECTION_IDLE_SECONDS },
		{ IPPROTO_TCP, TCP_KEEPINTVL, SERVER_CONNECTION_PROBE_SECONDS },
		{ IPPROTO_TCP, TCP_KEEPCNT, SERVER_CONNECTION_PROBES },
#endif
#ifdef TCP_USER_TIMEOUT
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, SERVER_CONNECTION_UNHEARD_MS },
#endif
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		(void)setsockopt(fd, rows[i].level, rows[i].option,
		    &rows[i].value, sizeof(rows[i].value));
}

static void
server_connection_established(struct server_connection *connection)
{
	connection->connected = true;
	server_connection_set_up(bufferevent_getfd(connection->bev));
	bufferevent_set_timeouts(connection->bev, NULL, NULL);
	bufferevent_enable(connection->bev, EV_READ);
	connection->events->connected(connection->context);
}

/*
 * Say whether a connection that has failed was established for a moment, and
 * has left words to read.
 */
static bool
server_connection_has_spoken(struct bufferevent *bev)
{
	char byte;

	return recv(bufferevent_getfd(bev), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >
	       0;
}

static void
server_connection_event_cb(struct bufferevent *bev, short what, void *argument)
{
	struct server_connection *connection = argument;
	int error = EVUTIL_SOCKET_ERROR();
	const char *why;

	if (what & BEV_EVENT_CONNECTED) {
		server_connection_established(connection);
		return;
	}
	if (what & BEV_EVENT_TIMEOUT)
		error = ETIMEDOUT;
	if (!connection->connected && !server_connection_has_spoken(bev)) {
		server_connection_failed(connection, error);
		return;
	}
	if (!connection->connected)
		server_connection_established(connection);
	why = what & BEV_EVENT_EOF ? "the server closed it" : strerror(error);
	server_connection_drain(connection, bev);
	if (connection->bev != bev)
		return;
	server_connection_close(connection);
	connection->events->ended(connection->context, why);
}

static void
server_connection_try(struct server_connection *connection)
{
	struct timeval timeout = { SERVER_CONNECTION_CONNECT_SECONDS, 0 };
	const struct addrinfo *address = connection->address;

	connection->bev = bufferevent_socket_new(
	    connection->base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (connection->bev == NULL)
		errx(EX_OSERR, "out of memory");
	bufferevent_setcb(connection->bev, server_connection_read_cb,
	    server_connection_write_cb, server_connection_event_cb, connection);
	bufferevent_set_timeouts(connection->bev, NULL, &timeout);
	if (bufferevent_socket_connect(connection->bev, address->ai_addr,
		(int)address->ai_addrlen) == -1)
		server_connection_failed(connection, EVUTIL_SOCKET_ERROR());
}

struct server_connection *
server_connection_new(struct event_base *base, const struct addrinfo *addresses,
    const struct server_connection_events *events, void *context)
{
	struct server_connection *connection = calloc(1, sizeof(*connection));

	if (connection == NULL)
		return NULL;
	connection->base = base;
	connection->addresses = addresses;
	connection->events = events;
	connection->context = context;
	connection->retry = evtimer_new(
	    base, server_connection_retry_cb, connection);
	if (connection->retry == NULL) {
		free(connection);
		return NULL;
	}
	return connection;
}

void
server_connection_free(struct server_connection *connection)
{
	if (connection == NULL)
		return;
	server_connection_close(connection);
	event_free(connection->retry);
	free(connection);
}

void
server_connection_open(struct server_connection *connection)
{
	server_connection_close(connection);
	connection->address = connection->addresses;
	server_connection_try(connection);
}

void
server_connection_send(
    struct server_connection *connection, const char *bytes, size_t size)
{
	if (connection->bev != NULL &&
	    bufferevent_write(connection->bev, bytes, size) == -1)
		errx(EX_OSERR, "out of memory");
}

bool
server_connection_is_sending(const struct server_connection *connection)
{
	return connection->bev != NULL &&
	       evbuffer_get_length(bufferevent_get_output(connection->bev)) > 0;
}

void
server_connection_finish(struct server_connection *connection)
{
	if (connection->bev == NULL)
		return;
	connection->finishing = true;
	if (evbuffer_get_length(bufferevent_get_output(connection->bev)) == 0)
		server_connection_write_cb(connection->bev, connection);
}

void
server_connection_close(struct server_connection *connection)
{
	event_del(connection->retry);
	connection->connected = false;
	connection->finishing = false;
	if (connection->bev != NULL)
		bufferevent_free(connection->bev);
	connection->bev = NULL;
}
