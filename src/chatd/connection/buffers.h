/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BUFFERS_H
#define CHATD_BUFFERS_H

/*
 * Buffers that a worker lends to its connections.
 *
 * A connection needs them only while it has input that is no whole request yet
 * or output that its socket did not take.  Most have neither, and a bufferevent
 * takes 1.1 KiB.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include <event2/event_struct.h>

#include "common/list.h"

struct bufferevent;
struct buffers;
struct connection;
struct delayed;
struct event_base;
struct queue_total;
struct stats;

/* What is lent to one connection. */
struct lent_buffers {
	struct bufferevent *both;      /* directions; owned */
	struct event writable;         /* backlog.c's */
	struct list place;             /* its, too, as the next */
	struct connection *connection; /* whose output waits */
	struct delayed *delayed;       /* delaying.c's */
	struct buffers *pool;          /* that they belong to */
	/* Bytes of output; all but the last two are sharing.c's: */
	size_t shared;      /* that are counted elsewhere */
	size_t part;        /* of these, that are its own all the same */
	size_t first_share; /* what was added before it; SIZE_MAX: none */
	struct list shares;
	size_t added;   /* altogether */
	size_t counted; /* that are counted here */
};

/* The buffers of one worker that nobody has borrowed. */
struct buffers {
	struct event_base *base;    /* borrowed */
	struct stats *stats;        /* borrowed; counts output that waits */
	struct queue_total *queues; /* borrowed; counts both directions */
	struct lent_buffers **spare;
	size_t count; /* of spare ones */
	size_t capacity;
	size_t least; /* the smallest count since the last trim */
};

/* Begin without any; the others are borrowed for good. */
void buffers_init(struct buffers *buffers, struct event_base *base,
    struct stats *stats, struct queue_total *queues);

/* Free the spare ones; none may be lent. */
void buffers_clear(struct buffers *buffers);

/*
 * Lend buffers, which are empty and may be used as they are.  Return NULL if
 * there is no memory.
 */
struct lent_buffers *buffers_take(struct buffers *buffers);

/* Give them back; they must be empty. */
void buffers_return(struct buffers *buffers, struct lent_buffers *lent);

/* The input and the output that lent holds. */
struct evbuffer *buffers_input(const struct lent_buffers *lent);
struct evbuffer *buffers_output(const struct lent_buffers *lent);

/* Free those that were not needed since the last call. */
void buffers_trim(struct buffers *buffers);

/* Say whether there are more than a quiet worker needs. */
bool buffers_have_surplus(const struct buffers *buffers);

#endif
