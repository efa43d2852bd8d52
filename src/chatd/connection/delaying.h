/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DELAYING_H
#define CHATD_DELAYING_H

/*
 * What a connection's own request caused besides its reply, kept back for
 * echo_delay.
 *
 * Many clients take whatever one recv() returns for one reply, and two writes a
 * microsecond apart arrive in one.  An echo that came from another process
 * would be milliseconds away; so is ours, for a client that has sent nothing
 * more yet.
 *
 * There is at most one such delivery for a connection, and nothing overtakes
 * it: whatever else the connection is sent sends it first, be it the reply to
 * the next request, what somebody else says or the last bytes before the end.
 * So the order is what it would be without a delay, others cannot make a
 * connection keep more than one line, and whoever goes on waits for nothing.
 * The lines that are kept count towards queue_total_max, and none is kept while
 * that is nearly reached.
 *
 * A tick of the loop is twelve times the usual delay, and would be seen by
 * people.  So there is one timer for each worker, which is set for the first
 * line of its list, and for nothing when the list is empty.  Owner thread only.
 */

#include <stddef.h>
#include <stdint.h>

#include <event2/event_struct.h>

#include "common/list.h"

struct connection;
struct connections;

/* Called for a connection whose line is to be sent: it has to be taken. */
typedef void delaying_due_cb(struct connection *connection);

/* The lines of one worker. */
struct delaying {
	struct list waiting; /* the one that is due first is first */
	struct event timer;
	delaying_due_cb *due;
};

/* A line that is kept; it is the connection's, in what it has borrowed. */
struct delayed {
	struct list place;
	struct connection *connection;
	uint64_t due_ns; /* CLOCK_MONOTONIC */
	size_t size;
	char bytes[];
};

/* Begin without any; due is called for each that has waited long enough. */
void delaying_init(struct connections *connections, delaying_due_cb *due);

/* Forget the timer; no connection may be left. */
void delaying_clear(struct connections *connections);

/*
 * Keep a line of size bytes, and return where the caller writes it, before it
 * does anything else.  Return NULL where it has to be sent at once: without a
 * delay, while output waits for the socket anyway, or for want of memory.  The
 * connection may have no line yet.
 */
char *delaying_keep(struct connection *connection, size_t size);

/*
 * Take the line of connection, which has one (delaying_has() says so), to send
 * it.  The caller frees it.
 */
struct delayed *delaying_take(struct connection *connection);

/* Have the line of connection, if it has one, sent as if it were due. */
void delaying_hurry(struct connection *connection);

/* Free the line of connection, if it has one. */
void delaying_drop(struct connection *connection);

#endif
