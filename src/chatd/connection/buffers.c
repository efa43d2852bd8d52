/* SPDX-License-Identifier: MIT */
/*
 * A stack, so that few buffers are in use and those are in the cache.
 */

#include "chatd/connection/buffers.h"

#include <stdint.h>
#include <stdlib.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "chatd/core/queue_total.h"
#include "chatd/core/stats.h"
#include "chatd/net/transport.h"

/* Spare ones beyond this many go back to the allocator at once. */
#define BUFFERS_SPARE_MAX 256

/* And beyond this many, when nobody has borrowed them for a while. */
#define BUFFERS_SPARE_KEPT 4

void
buffers_init(struct buffers *buffers, struct event_base *base,
    struct stats *stats, struct queue_total *queues)
{
	*buffers = (struct buffers){
		.base = base, .stats = stats, .queues = queues
	};
}

static void
lent_free(struct lent_buffers *lent)
{
	if (lent->both != NULL)
		bufferevent_free(lent->both);
	free(lent);
}

void
buffers_clear(struct buffers *buffers)
{
	while (buffers->count > 0)
		lent_free(buffers->spare[--buffers->count]);
	free(buffers->spare);
	buffers->spare = NULL;
	buffers->capacity = 0;
}

/* Bytes came to wait, or wait no longer. */
static void
buffers_count_cb(struct evbuffer *either, const struct evbuffer_cb_info *info,
    void *argument)
{
	(void)either;
	queue_total_add(argument, info->n_added - info->n_deleted);
}

/*
 * As above, for output.  A part of what is shared may have been sent, and all
 * of it still lies in memory.
 */
static void
buffers_count_output_cb(struct evbuffer *output,
    const struct evbuffer_cb_info *info, void *argument)
{
	struct lent_buffers *lent = argument;
	size_t size = evbuffer_get_length(output);
	size_t own = size - lent->shared;

	lent->added += info->n_added;
	if (lent->added - size > lent->first_share)
		own += lent->added - size - lent->first_share;
	queue_total_add(lent->pool->queues, own - lent->counted);
	lent->counted = own;
	stats_add(lent->pool->stats, STAT_QUEUED_BYTES,
	    (uint64_t)info->n_added - (uint64_t)info->n_deleted);
}

static struct lent_buffers *
lent_new(struct buffers *buffers)
{
	struct lent_buffers *lent = calloc(1, sizeof(*lent));

	if (lent == NULL)
		return NULL;
	lent->pool = buffers;
	lent->first_share = SIZE_MAX;
	list_init(&lent->shares);
	lent->both = transport_new_buffers(buffers->base);
	if (lent->both != NULL &&
	    evbuffer_add_cb(
		buffers_output(lent), buffers_count_output_cb, lent) != NULL &&
	    evbuffer_add_cb(
		buffers_input(lent), buffers_count_cb, buffers->queues) != NULL)
		return lent;
	lent_free(lent);
	return NULL;
}

struct lent_buffers *
buffers_take(struct buffers *buffers)
{
	struct lent_buffers *lent;

	if (buffers->count == 0)
		return lent_new(buffers);
	lent = buffers->spare[--buffers->count];
	if (buffers->count < buffers->least)
		buffers->least = buffers->count;
	return lent;
}

static bool
buffers_keep(struct buffers *buffers, struct lent_buffers *returned)
{
	if (buffers->count == BUFFERS_SPARE_MAX)
		return false;
	if (buffers->count == buffers->capacity) {
		size_t capacity = buffers->capacity > 0 ? buffers->capacity * 2
							: 16;
		struct lent_buffers **spare = realloc(
		    buffers->spare, capacity * sizeof(*spare));

		if (spare == NULL)
			return false;
		buffers->spare = spare;
		buffers->capacity = capacity;
	}
	buffers->spare[buffers->count++] = returned;
	return true;
}

void
buffers_return(struct buffers *buffers, struct lent_buffers *lent)
{
	if (!buffers_keep(buffers, lent))
		lent_free(lent);
}

struct evbuffer *
buffers_input(const struct lent_buffers *lent)
{
	return bufferevent_get_input(lent->both);
}

struct evbuffer *
buffers_output(const struct lent_buffers *lent)
{
	return bufferevent_get_output(lent->both);
}

void
buffers_trim(struct buffers *buffers)
{
	while (buffers->least > 0 && buffers->count > BUFFERS_SPARE_KEPT) {
		lent_free(buffers->spare[--buffers->count]);
		buffers->least--;
	}
	buffers->least = buffers->count;
}

bool
buffers_have_surplus(const struct buffers *buffers)
{
	return buffers->count > BUFFERS_SPARE_KEPT;
}
