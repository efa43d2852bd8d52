/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FLUSH_QUEUE_H
#define CHATD_FLUSH_QUEUE_H

/*
 * The connections of a worker that have something to write at the end of the
 * turn, in the order in which their output began.  Owner thread only.
 */

#include <stddef.h>

struct connection;

struct flush_queue {
	struct connection *first;
	struct connection *last;
	size_t count;
};

/* Put connection into its worker's queue, unless it is there. */
void flush_queue_add(struct connection *connection);

/* Take the first connection out and return it, or NULL if there is none. */
struct connection *flush_queue_take(struct flush_queue *queue);

#endif
