/* SPDX-License-Identifier: MIT */
/*
 * A TCP connection on libevent's bufferevent, or TLS on it.
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
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>

#include "chatc/server_socket.h"
#include "chatc/trust/channel.h"
#include "chatc/trust/trust.h"
#include "encryption/encrypted_socket.h"

/* How long one address may take to accept, and for the handshake. */
#define SERVER_CONNECTION_CONNECT_SECONDS 10

/* What is read and handed over at a time. */
#define SERVER_CONNECTION_PIECE_BYTES ((size_t)16 * 1024)

struct server_connection {
	struct event_base *base;          /* borrowed */
	const struct addrinfo *addresses; /* borrowed */
	struct trust *trust;              /* borrowed; NULL: in clear */
	const struct server_connection_events *events;
	void *context;                  /* the owner's */
	const struct addrinfo *address; /* tried or used now */
	struct bufferevent *bev;        /* NULL while closed */
	struct event *retry;            /* goes on to the next address */
	struct event *deadline;         /* of an address that is tried */
	const char *last_why;           /* why the last one failed */
	bool connected;
	bool has_heard; /* anything on this connection */
	bool finishing; /* shut down once all is sent */
};

static void server_connection_try(struct server_connection *connection);

static void
server_connection_failed(struct server_connection *connection, const char *why)
{
	server_connection_close(connection);
	connection->last_why = why;
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
		    connection->context, connection->last_why);
}

/* Say whether the server is there, so that it is the handshake that lasts. */
static bool
server_connection_is_shaking_hands(const struct server_connection *connection)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);

	return connection->trust != NULL &&
	       getpeername(bufferevent_getfd(connection->bev),
		   (struct sockaddr *)&peer, &size) == 0;
}

static void
server_connection_deadline_cb(evutil_socket_t fd, short what, void *argument)
{
	struct server_connection *connection = argument;

	(void)fd;
	(void)what;
	server_connection_failed(connection,
	    server_connection_is_shaking_hands(connection)
		? "no answer to the TLS handshake; perhaps it does not speak "
		  "TLS there"
		: strerror(ETIMEDOUT));
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
		connection->has_heard = true;
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
		size = connection->trust != NULL
			   ? encrypted_socket_receive(
				 channel_ssl(bev), piece, sizeof(piece))
			   : recv(bufferevent_getfd(bev), piece, sizeof(piece),
				 MSG_DONTWAIT);
		if (size <= 0)
			break;
		connection->has_heard = true;
		connection->events->received(
		    connection->context, piece, (size_t)size);
	}
}

static void
server_connection_write_cb(struct bufferevent *bev, void *argument)
{
	struct server_connection *connection = argument;

	if (!connection->finishing) {
		connection->events->sent(connection->context);
		return;
	}
	if (connection->trust != NULL)
		encrypted_socket_end(channel_ssl(bev));
	(void)shutdown(bufferevent_getfd(bev), SHUT_WR);
}

static void
server_connection_established(struct server_connection *connection)
{
	connection->connected = true;
	event_del(connection->deadline);
	server_socket_set_up(bufferevent_getfd(connection->bev));
	bufferevent_enable(connection->bev, EV_READ);
	connection->events->connected(connection->context,
	    connection->trust != NULL ||
		server_socket_is_private(connection->address->ai_addr));
}

/* The handshake is over: go on if the server is trusted. */
static void
server_connection_encrypted(struct server_connection *connection)
{
	struct ssl_st *ssl = channel_ssl(connection->bev);
	const char *words;
	enum trust_verdict verdict = trust_judge(
	    connection->trust, ssl, &words);

	if (verdict == TRUST_REFUSED) {
		server_connection_close(connection);
		connection->events->refused(connection->context, words);
		return;
	}
	connection->events->encrypted(connection->context,
	    encrypted_socket_version(ssl), verdict == TRUST_NEW ? words : NULL);
	server_connection_established(connection);
}

/*
 * Say whether a connection that has failed was established for a moment, and
 * has left words to read.
 */
static bool
server_connection_has_spoken(
    const struct server_connection *connection, struct bufferevent *bev)
{
	char byte;

	return connection->trust == NULL && recv(bufferevent_getfd(bev), &byte,
						1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Report the refusal, if this is what the end of a connection comes from. */
static bool
server_connection_ends_refused(
    struct server_connection *connection, unsigned long error)
{
	const char *words;

	if (connection->trust == NULL)
		return false;
	words = trust_explain(
	    connection->trust, channel_ssl(connection->bev), error);
	if (words == NULL)
		return false;
	server_connection_close(connection);
	connection->events->refused(connection->context, words);
	return true;
}

/* A connection has ended that was there, or nearly. */
static void
server_connection_ended(
    struct server_connection *connection, const char *why, unsigned long error)
{
	struct bufferevent *bev = connection->bev;

	server_connection_drain(connection, bev);
	if (connection->bev != bev)
		return;
	if (error == 0 && connection->trust != NULL)
		error = encrypted_socket_last_error();
	/* Whoever has talked to us takes us: it may do so again. */
	if (!connection->has_heard &&
	    server_connection_ends_refused(connection, error))
		return;
	if (error != 0)
		why = encrypted_socket_describe_error(error);
	server_connection_close(connection);
	connection->events->ended(connection->context, why);
}

static void
server_connection_event_cb(struct bufferevent *bev, short what, void *argument)
{
	struct server_connection *connection = argument;
	int socket_error = EVUTIL_SOCKET_ERROR();
	bool has_ended = (what & BEV_EVENT_EOF) != 0;
	const char *why = has_ended ? "the server closed it"
				    : strerror(socket_error);
	unsigned long error;

	if (what & BEV_EVENT_CONNECTED) {
		if (connection->trust != NULL)
			server_connection_encrypted(connection);
		else
			server_connection_established(connection);
		return;
	}
	error = connection->trust != NULL ? channel_take_error(bev) : 0;
	if (!connection->connected &&
	    !server_connection_has_spoken(connection, bev)) {
		if (server_connection_ends_refused(connection, error))
			return;
		if (connection->trust != NULL &&
		    (has_ended || socket_error == ECONNRESET ||
			socket_error == EPIPE))
			why = "it hangs up in the TLS handshake; perhaps it "
			      "does not speak TLS there";
		server_connection_failed(connection, why);
		return;
	}
	if (!connection->connected)
		server_connection_established(connection);
	server_connection_ended(connection, why, error);
}

static struct bufferevent *
server_connection_new_bufferevent(struct server_connection *connection)
{
	return connection->trust != NULL
		   ? channel_new(
			 connection->base, trust_begin(connection->trust))
		   : bufferevent_socket_new(
			 connection->base, -1, BEV_OPT_CLOSE_ON_FREE);
}

static void
server_connection_try(struct server_connection *connection)
{
	struct timeval timeout = { SERVER_CONNECTION_CONNECT_SECONDS, 0 };
	const struct addrinfo *address = connection->address;

	connection->bev = server_connection_new_bufferevent(connection);
	if (connection->bev == NULL)
		errx(EX_OSERR, "out of memory");
	bufferevent_setcb(connection->bev, server_connection_read_cb,
	    server_connection_write_cb, server_connection_event_cb, connection);
	event_add(connection->deadline, &timeout);
	if (bufferevent_socket_connect(connection->bev, address->ai_addr,
		(int)address->ai_addrlen) == -1)
		server_connection_failed(
		    connection, strerror(EVUTIL_SOCKET_ERROR()));
}

struct server_connection *
server_connection_new(struct event_base *base, const struct addrinfo *addresses,
    struct trust *trust, const struct server_connection_events *events,
    void *context)
{
	struct server_connection *connection = calloc(1, sizeof(*connection));

	if (connection == NULL)
		return NULL;
	connection->base = base;
	connection->addresses = addresses;
	connection->trust = trust;
	connection->events = events;
	connection->context = context;
	connection->retry = evtimer_new(
	    base, server_connection_retry_cb, connection);
	connection->deadline = evtimer_new(
	    base, server_connection_deadline_cb, connection);
	if (connection->retry != NULL && connection->deadline != NULL)
		return connection;
	if (connection->retry != NULL)
		event_free(connection->retry);
	free(connection);
	return NULL;
}

void
server_connection_free(struct server_connection *connection)
{
	if (connection == NULL)
		return;
	server_connection_close(connection);
	event_free(connection->retry);
	event_free(connection->deadline);
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
	event_del(connection->deadline);
	connection->connected = false;
	connection->has_heard = false;
	connection->finishing = false;
	if (connection->bev != NULL)
		bufferevent_free(connection->bev);
	connection->bev = NULL;
}
