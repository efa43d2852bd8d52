/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONNECTION_H
#define CHATD_CHATC_CONNECTION_H

/*
 * The client's one connection, which can be opened again after it has ended.
 */

#include <stddef.h>

struct addrinfo;
struct connection;
struct event_base;

/* What a connection tells its owner; why is a short text for people. */
struct connection_events {
	void (*connected)(void *context);
	/* No address took the connection. */
	void (*failed)(void *context, const char *why);
	void (*received)(void *context, const char *bytes, size_t size);
	/* It has ended, however; everything that had come was received(). */
	void (*ended)(void *context, const char *why);
};

/*
 * Return a connection that is not open yet.  It tries the addresses in turn;
 * they and events are borrowed and must outlive it.
 */
struct connection *connection_new(struct event_base *base,
    const struct addrinfo *addresses, const struct connection_events *events,
    void *context);

/* Close it and free it; NULL is allowed.  Not from within its events. */
void connection_free(struct connection *connection);

/* Connect.  An open connection is closed first.  The outcome is an event. */
void connection_open(struct connection *connection);

/* Queue bytes to be sent in one piece. */
void connection_send(
    struct connection *connection, const char *bytes, size_t size);

/* Send what is queued, then the end of the stream; it can still receive. */
void connection_finish(struct connection *connection);

/* Close without an event.  May be called from within the events. */
void connection_close(struct connection *connection);

#endif
