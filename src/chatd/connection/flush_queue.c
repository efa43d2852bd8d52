/* SPDX-License-Identifier: MIT */
/*
 * Singly linked, because a connection only ever leaves it at the front: one
 * that is closed meanwhile is passed over there.
 */

#include "chatd/connection/flush_queue.h"

#include "chatd/connection/connection_private.h"

void
flush_queue_add(struct connection *c)
{
	struct flush_queue *queue = &c->set->unflushed;

	if (c->is_unflushed)
		return;
	c->is_unflushed = true;
	c->next_unflushed = NULL;
	if (queue->first == NULL)
		queue->first = c;
	else
		queue->last->next_unflushed = c;
	queue->last = c;
	queue->count++;
}

struct connection *
flush_queue_take(struct flush_queue *queue)
{
	struct connection *c = queue->first;

	if (c == NULL)
		return NULL;
	queue->first = c->next_unflushed;
	queue->count--;
	c->is_unflushed = false;
	return c;
}
