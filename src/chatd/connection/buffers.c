/* SPDX-License-Identifier: MIT */
/*
 * A stack, so that few bufferevents are in use and those are in the cache.
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

void
buffers_clear(struct buffers *buffers)
{
	while (buffers->count > 0)
		bufferevent_free(buffers->spare[--buffers->count]);
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

/* As above, for output. */
static void
buffers_count_output_cb(struct evbuffer *output,
    const struct evbuffer_cb_info *info, void *argument)
{
	const struct buffers *buffers = argument;

	buffers_count_cb(output, info, buffers->queues);
	stats_add(buffers->stats, STAT_QUEUED_BYTES,
	    (uint64_t)info->n_added - (uint64_t)info->n_deleted);
}

struct bufferevent *
buffers_take(struct buffers *buffers)
{
	struct bufferevent *lent;

	if (buffers->count > 0) {
		lent = buffers->spare[--buffers->count];
		if (buffers->count < buffers->least)
			buffers->least = buffers->count;
		return lent;
	}
	lent = transport_new_buffers(buffers->base);
	if (lent == NULL)
		return NULL;
	if (evbuffer_add_cb(bufferevent_get_output(lent),
		buffers_count_output_cb, buffers) == NULL ||
	    evbuffer_add_cb(bufferevent_get_input(lent), buffers_count_cb,
		buffers->queues) == NULL) {
		bufferevent_free(lent);
		return NULL;
	}
	return lent;
}

static bool
buffers_keep(struct buffers *buffers, struct bufferevent *returned)
{
	if (buffers->count == BUFFERS_SPARE_MAX)
		return false;
	if (buffers->count == buffers->capacity) {
		size_t capacity = buffers->capacity > 0 ? buffers->capacity * 2
							: 16;
		struct bufferevent **spare = realloc(
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
buffers_return(struct buffers *buffers, struct bufferevent *lent)
{
	if (!buffers_keep(buffers, lent))
		bufferevent_free(lent);
}

void
buffers_trim(struct buffers *buffers)
{
	while (buffers->least > 0 && buffers->count > BUFFERS_SPARE_KEPT) {
		bufferevent_free(buffers->spare[--buffers->count]);
		buffers->least--;
	}
	buffers->least = buffers->count;
}

bool
buffers_have_surplus(const struct buffers *buffers)
{
	return buffers->count > BUFFERS_SPARE_KEPT;
}
