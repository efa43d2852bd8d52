/* SPDX-License-Identifier: MIT */
/*
 * One timer for all deadlines, which runs only while there are any: a daemon
 * whose users are all quiet sleeps.
 */

#include "chatd/event/loop.h"

#include <string.h>

#include <event2/event.h>

static bool
loop_has_deadlines(const struct loop *loop)
{
	const struct deadline_list *list = loop->lists;

	while (list != NULL && list_is_empty(&list->deadlines))
		list = list->next;
	return list != NULL;
}

static void
loop_tick_cb(evutil_socket_t fd, short what, void *argument)
{
	struct loop *loop = argument;

	(void)fd;
	(void)what;
	loop->ticks++;
	for (struct deadline_list *list = loop->lists; list != NULL;
	     list = list->next)
		deadline_expire(list, loop->ticks);
	if (!loop_has_deadlines(loop)) {
		event_del(loop->tick);
		loop->is_ticking = false;
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
loop_init(struct loop *loop)
{
	memset(loop, 0, sizeof(*loop));
	loop->base = loop_new_base();
	if (loop->base == NULL)
		return -1;
	loop->tick = event_new(loop->base, -1, EV_PERSIST, loop_tick_cb, loop);
	if (loop->tick != NULL)
		return 0;
	loop_clear(loop);
	return -1;
}

void
loop_clear(struct loop *loop)
{
	if (loop->tick != NULL)
		event_free(loop->tick);
	if (loop->base != NULL)
		event_base_free(loop->base);
	memset(loop, 0, sizeof(*loop));
}

void
loop_add_deadlines(
    struct loop *loop, struct deadline_list *list, deadline_expired_cb *expired)
{
	struct deadline_list **end = &loop->lists;

	deadline_list_init(list, expired);
	while (*end != NULL)
		end = &(*end)->next;
	*end = list;
}

void
loop_set_deadline(struct loop *loop, struct deadline_list *list,
    struct deadline *deadline, uint64_t milliseconds)
{
	static const struct timeval tick = { .tv_usec = DEADLINE_TICK_MS *
							1000 };

	deadline_set(
	    list, deadline, loop->ticks + deadline_ticks(milliseconds));
	if (!loop->is_ticking && event_add(loop->tick, &tick) == 0)
		loop->is_ticking = true;
}

void
loop_begin_slice(struct loop *loop)
{
	(void)loop_turn_ns(loop);
	loop->slice_ends_ns = clock_monotonic_ns() + LOOP_SLICE_NS;
}

bool
loop_slice_is_over(struct loop *loop)
{
	(void)loop_turn_ns(loop);
	return clock_monotonic_ns() >= loop->slice_ends_ns;
}

void
loop_end_slice(struct loop *loop)
{
	if (loop_slice_is_over(loop))
		event_base_loopbreak(loop->base);
}

uint64_t
loop_end_turn(struct loop *loop)
{
	uint64_t began_ns = loop->turn_began_ns;

	loop->turn_began_ns = 0;
	return began_ns != 0 ? clock_monotonic_ns() - began_ns : 0;
}
