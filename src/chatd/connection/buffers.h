/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BUFFERS_H
#define CHATD_BUFFERS_H

/*
 * Bufferevents that a worker lends to its connections.
 *
 * A connection needs one only while it has input that is no whole request yet
 * or output that its socket did not take: the buffers keep both directions.
 * Most have neither, and a bufferevent takes 1.1 KiB.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

struct bufferevent;
struct event_base;
struct queue_total;
struct stats;

/* The bufferevents of one worker that nobody has borrowed. */
struct buffers {
	struct event_base *base;    /* borrowed */
	struct stats *stats;        /* borrowed; counts output that waits */
	struct queue_total *queues; /* borrowed; counts both directions */
	struct bufferevent **spare;
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
 * Lend a bufferevent without a socket, with empty buffers that may be used as
 * they are.  Return NULL if there is no memory.
 */
struct bufferevent *buffers_take(struct buffers *buffers);

/* Give one back; its buffers must be empty. */
void buffers_return(struct buffers *buffers, struct bufferevent *lent);

/* Free those that were not needed since the last call. */
void buffers_trim(struct buffers *buffers);

/* Say whether there are more than a quiet worker needs. */
bool buffers_have_surplus(const struct buffers *buffers);

#endif
