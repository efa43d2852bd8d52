/* SPDX-License-Identifier: MIT */
/*
 * Buffers are lent, not owned: a connection has a page while a turn gives it
 * output, and a bufferevent while it has an unfinished line or output that the
 * socket did not take.  One that sits idle has neither, which is what makes
 * many idle users cheap: a bufferevent alone takes 1.1 KiB.  Both are lent last
 * in, first out, so that few of them are in use and those are in the cache.
 */

#include "chatd/event/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/connection/connection.h"
#include "chatd/memory/allocator.h"

/* Spare buffers beyond this many go back to the allocator at once. */
#define LOOP_SPARE_BUFFERS_MAX 256

/* And beyond this many, when nobody borrowed them for a while. */
#define LOOP_SPARE_BUFFERS_KEPT 4

/*
 * How long memory must have been idle to be given back.  It takes a page fault
 * for each 4 KiB to have it again, so what a busy room needs in each of its
 * turns has to stay.
 */
#define LOOP_TRIM_MS 1000

/* One write of a backlog may be as large as one read. */
#define LOOP_BACKLOG_WRITE_BYTES 65536

/*
 * After a storm of whatever kind there are more empty chunks or more spare
 * buffers than a quiet worker needs.
 */
static bool
loop_has_surplus(const struct loop *loop)
{
	return loop->pages.chunk_count > 1 ||
	       loop->connections.empty_count > 1 ||
	       loop->spare.count > LOOP_SPARE_BUFFERS_KEPT;
}

/* Give back what was not needed since the last time. */
static void
loop_trim(struct loop *loop)
{
	struct spare_buffers *spare = &loop->spare;

	slab_trim(&loop->connections, 1);
	slab_trim(&loop->pages, loop->pages_most - loop->pages_lent + 1);
	loop->pages_most = loop->pages_lent;
	while (spare->least > 0 && spare->count > LOOP_SPARE_BUFFERS_KEPT) {
		bufferevent_free(spare->items[--spare->count]);
		spare->least--;
	}
	spare->least = spare->count;
	loop->free_what_can_be(loop);
	loop->trimmed = true;
}

static void
loop_tick_cb(evutil_socket_t fd, short what, void *argument)
{
	struct loop *loop = argument;

	(void)fd;
	(void)what;
	loop->now++;
	connection_expire(loop);
	if (deadline_take_expired(&loop->lists, loop->now) != NULL)
		loop->lists_due(loop);
	if (deadline_take_expired(&loop->trims, loop->now) != NULL)
		loop_trim(loop);
	if (loop->logins.first == NULL && loop->stalls.first == NULL &&
	    loop->lingers.first == NULL && loop->lists.first == NULL &&
	    loop->trims.first == NULL) {
		event_del(loop->tick);
		loop->ticking = false;
	}
}

static struct event_base *
loop_new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	if (config == NULL)
		return NULL;
	/* One thread owns the base, so its locks would guard nothing. */
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

int
loop_init(struct loop *loop, unsigned int worker, const struct limits *limits)
{
	memset(loop, 0, sizeof(*loop));
	slots_init(&loop->slots, worker);
	slab_init(&loop->connections, connection_bytes());
	slab_init(&loop->pages, sizeof(struct output_page));
	errno = ENOMEM;
	loop->base = loop_new_base();
	if (loop->base == NULL)
		return -1;
	loop->tick = event_new(loop->base, -1, EV_PERSIST, loop_tick_cb, loop);
	if (loop->tick == NULL || loop_set_limits(loop, limits) != 0) {
		loop_clear(loop);
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void
loop_clear(struct loop *loop)
{
	while (loop->spare.count > 0)
		bufferevent_free(loop->spare.items[--loop->spare.count]);
	free(loop->spare.items);
	slab_clear(&loop->pages);
	if (loop->tick != NULL)
		event_free(loop->tick);
	if (loop->base != NULL)
		event_base_free(loop->base);
	free(loop->read_buffer);
	slab_clear(&loop->connections);
	slots_clear(&loop->slots);
}

int
loop_set_limits(struct loop *loop, const struct limits *limits)
{
	/* What may be left unfinished in front of one more read. */
	size_t unfinished = limits->line_max > limits->message_max
				? limits->line_max
				: limits->message_max;
	size_t size = LOOP_READ_BYTES + unfinished + 2 * NAME_MAX_BYTES;

	/* Never smaller: somebody's unfinished input may be as long as that. */
	if (size > loop->read_buffer_size) {
		char *buffer = realloc(loop->read_buffer, size);

		if (buffer == NULL)
			return -1;
		loop->read_buffer = buffer;
		loop->read_buffer_size = size;
	}
	loop->limits = *limits;
	return 0;
}

void
loop_set_deadline(struct loop *loop, struct deadline_list *list,
    struct deadline *deadline, uint64_t milliseconds)
{
	static const struct timeval tick = { .tv_usec = DEADLINE_TICK_MS *
							1000 };

	deadline_set(list, deadline, loop->now + deadline_ticks(milliseconds));
	if (!loop->ticking && event_add(loop->tick, &tick) == 0)
		loop->ticking = true;
}

uint64_t
loop_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/*
 * Give back what can be, when there is reason to.  The allocator comes last,
 * when all else is done: it goes through all that is free, and libevent frees
 * a bufferevent some time after it was told to.
 */
static void
loop_care_for_memory(struct loop *loop)
{
	if (loop_has_surplus(loop)) {
		loop_set_deadline(
		    loop, &loop->trims, &loop->trim, LOOP_TRIM_MS);
	} else if (loop->trimmed) {
		allocator_trim();
	}
	loop->trimmed = false;
}

void
loop_end_turn(struct loop *loop)
{
	if (loop->trim.list == NULL)
		loop_care_for_memory(loop);
	if (loop->turn_began_ns == 0)
		return;
	stats_add_turn(loop->stats, loop_clock_ns() - loop->turn_began_ns);
	loop->turn_began_ns = 0;
}

struct output_page *
loop_take_page(struct loop *loop)
{
	struct output_page *page = slab_take(&loop->pages);

	if (page == NULL)
		return NULL;
	page->used = 0;
	if (++loop->pages_lent > loop->pages_most)
		loop->pages_most = loop->pages_lent;
	return page;
}

void
loop_return_page(struct loop *loop, struct output_page *page)
{
	slab_give(&loop->pages, page);
	loop->pages_lent--;
}

/* Output came to wait for a socket, or waits no longer. */
static void
loop_queue_cb(struct evbuffer *output, const struct evbuffer_cb_info *info,
    void *argument)
{
	const struct loop *loop = argument;

	(void)output;
	stats_add(loop->stats, STAT_QUEUED_BYTES,
	    (uint64_t)info->n_added - (uint64_t)info->n_deleted);
}

struct bufferevent *
loop_take_buffers(struct loop *loop)
{
	struct bufferevent *buffers;

	if (loop->spare.count > 0) {
		buffers = loop->spare.items[--loop->spare.count];
		if (loop->spare.count < loop->spare.least)
			loop->spare.least = loop->spare.count;
		return buffers;
	}
	buffers = bufferevent_socket_new(loop->base, -1, 0);
	if (buffers == NULL)
		return NULL;
	/* libevent starts with EV_WRITE on, which would watch descriptor -1. */
	bufferevent_disable(buffers, EV_READ | EV_WRITE);
	bufferevent_set_max_single_write(buffers, LOOP_BACKLOG_WRITE_BYTES);
	evbuffer_unfreeze(bufferevent_get_input(buffers), 0);
	evbuffer_unfreeze(bufferevent_get_output(buffers), 1);
	if (evbuffer_add_cb(
		bufferevent_get_output(buffers), loop_queue_cb, loop) == NULL) {
		bufferevent_free(buffers);
		return NULL;
	}
	return buffers;
}

static bool
loop_keep_spare(struct spare_buffers *spare, struct bufferevent *buffers)
{
	if (spare->count == LOOP_SPARE_BUFFERS_MAX)
		return false;
	if (spare->count == spare->capacity) {
		size_t capacity = spare->capacity > 0 ? spare->capacity * 2
						      : 16;
		struct bufferevent **items = realloc(
		    spare->items, capacity * sizeof(*items));

		if (items == NULL)
			return false;
		spare->items = items;
		spare->capacity = capacity;
	}
	spare->items[spare->count++] = buffers;
	return true;
}

void
loop_return_buffers(struct loop *loop, struct bufferevent *buffers)
{
	if (!loop_keep_spare(&loop->spare, buffers))
		bufferevent_free(buffers);
}
