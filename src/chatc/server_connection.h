/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SERVER_CONNECTION_H
#define CHATD_CHATC_SERVER_CONNECTION_H

/*
 * The client's only connection, which can be opened again after it has ended.
 */

#include <stdbool.h>
#include <stddef.h>

struct addrinfo;
struct server_connection;
struct event_base;
struct trust;

/* What a connection reports to its owner; why is a short text for people. */
struct server_connection_events {
	/* is_private: nobody but the server, or this machine, can read it. */
	void (*connected)(void *context, bool is_private);
	/*
	 * It is encrypted in this version, and will be connected() next.
	 * new_key is the fingerprint of a key that is remembered from now on,
	 * or NULL.  The connection must not be closed from here.
	 */
	void (*encrypted)(
	    void *context, const char *version, const char *new_key);
	/* No address has accepted the connection. */
	void (*failed)(void *context, const char *why);
	void (*received)(void *context, const char *bytes, size_t size);
	/* All that was queued is on its way. */
	void (*sent)(void *context);
	/*
	 * The server is not to be trusted, or does not take us, and no other
	 * connection to it would be better: lines as those of trust.h.
	 */
	void (*refused)(void *context, const char *lines);
	/* It has ended, in whatever way; all that had come was received(). */
	void (*ended)(void *context, const char *why);
};

/*
 * Return a connection that is not open yet, or NULL if there is no memory.  It
 * tries the addresses in turn; they and events are borrowed and must outlive
 * it, and so is trust, which encrypts it; NULL leaves it in clear.
 */
struct server_connection *server_connection_new(struct event_base *base,
    const struct addrinfo *addresses, struct trust *trust,
    const struct server_connection_events *events, void *context);

/* Close and free the connection; NULL is allowed.  No event may call this. */
void server_connection_free(struct server_connection *connection);

/* Connect, after closing what is open.  An event reports the outcome. */
void server_connection_open(struct server_connection *connection);

/* Queue bytes to be sent in one piece.  A closed connection drops them. */
void server_connection_send(
    struct server_connection *connection, const char *bytes, size_t size);

/* Say whether something is still queued, so that sent() will be called. */
bool server_connection_is_sending(const struct server_connection *connection);

/* Send what is queued and then the end of the stream, but go on receiving. */
void server_connection_finish(struct server_connection *connection);

/* Close without an event.  Events may call this. */
void server_connection_close(struct server_connection *connection);

#endif
