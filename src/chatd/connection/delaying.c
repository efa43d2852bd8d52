/* SPDX-License-Identifier: MIT */
/*
 * The lines come in the order in which they are due, because all of them wait
 * equally long; only a reload that shortens the delay makes one walk.
 */

#include "chatd/connection/delaying.h"

#include <stdlib.h>

#include <event2/event.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/connection_private.h"
#include "chatd/core/queue_total.h"
#include "chatd/core/stats.h"
#include "chatd/event/loop.h"
#include "common/clock.h"
#include "common/container.h"

static struct delayed *
delayed_of(struct list *place)
{
	return container_of(place, struct delayed, place);
}

/* ---- the timer ----------------------------------------------------------- */

/* Set the timer for the first line.  Return 0, or -1 if there is no memory. */
static int
delaying_set_timer(struct connections *set)
{
	uint64_t due_ns = delayed_of(set->delaying.waiting.next)->due_ns;
	uint64_t now_ns = loop_turn_ns(set->loop);
	uint64_t left_us = due_ns > now_ns ? (due_ns - now_ns) / 1000 + 1 : 0;
	const struct timeval left = {
		.tv_sec = (time_t)(left_us / 1000000),
		.tv_usec = (suseconds_t)(left_us % 1000000),
	};

	return event_add(&set->delaying.timer, &left);
}

static void
delaying_timer_cb(evutil_socket_t fd, short what, void *argument)
{
	struct connections *set = argument;
	struct list *waiting = &set->delaying.waiting;

	(void)fd;
	(void)what;
	while (!list_is_empty(waiting) &&
	       delayed_of(waiting->next)->due_ns <= loop_turn_ns(set->loop) &&
	       !loop_slice_is_over(set->loop))
		set->delaying.due(delayed_of(waiting->next)->connection);
	/* It was set just now, so that there is memory to set it again. */
	if (!list_is_empty(waiting))
		(void)delaying_set_timer(set);
}

void
delaying_init(struct connections *set, delaying_due_cb *due)
{
	list_init(&set->delaying.waiting);
	set->delaying.due = due;
	evtimer_assign(
	    &set->delaying.timer, set->loop->base, delaying_timer_cb, set);
}

void
delaying_clear(struct connections *set)
{
	event_del(&set->delaying.timer);
}

/* ---- the lines ----------------------------------------------------------- */

/* Say whether a line for c may wait. */
static bool
delaying_is_allowed(const struct connection *c)
{
	return c->set->limits.echo_delay_ms > 0 && !c->is_backlogged &&
	       !queue_total_is_nearly_full(c->set->services.queues);
}

static void
delaying_insert(struct connections *set, struct delayed *delayed)
{
	struct list *before = set->delaying.waiting.previous;

	while (before != &set->delaying.waiting &&
	       delayed_of(before)->due_ns > delayed->due_ns)
		before = before->previous;
	list_insert_after(before, &delayed->place);
}

/* Put it in front of the timer.  Return false if that cannot be set. */
static bool
delaying_begin(struct connections *set, struct delayed *delayed)
{
	delaying_insert(set, delayed);
	if (set->delaying.waiting.next != &delayed->place ||
	    delaying_set_timer(set) == 0)
		return true;
	list_remove(&delayed->place);
	return false;
}

char *
delaying_keep(struct connection *c, size_t size)
{
	struct connections *set = c->set;
	struct delayed *delayed;

	if (!delaying_is_allowed(c) || !backlog_borrow(c))
		return NULL;
	delayed = malloc(sizeof(*delayed) + size);
	if (delayed == NULL)
		return NULL;
	*delayed = (struct delayed){
		.connection = c,
		.due_ns = loop_turn_ns(set->loop) +
			  set->limits.echo_delay_ms * CLOCK_NS_PER_MS,
		.size = size,
	};
	if (!delaying_begin(set, delayed)) {
		free(delayed);
		return NULL;
	}
	c->buffers->delayed = delayed;
	/* Nothing may go onto the page without a question now. */
	if (c->page != NULL)
		page_seal(c->page);
	queue_total_add(set->services.queues, size);
	stats_add(set->services.stats, STAT_QUEUED_BYTES, size);
	return delayed->bytes;
}

struct delayed *
delaying_take(struct connection *c)
{
	struct delayed *delayed = c->buffers->delayed;

	list_remove(&delayed->place);
	queue_total_subtract(c->set->services.queues, delayed->size);
	stats_add(c->set->services.stats, STAT_QUEUED_BYTES,
	    -(uint64_t)delayed->size);
	c->buffers->delayed = NULL;
	backlog_return_empty(c);
	return delayed;
}

void
delaying_hurry(struct connection *c)
{
	if (delaying_has(c))
		c->set->delaying.due(c);
}

void
delaying_drop(struct connection *c)
{
	if (delaying_has(c))
		free(delaying_take(c));
}
