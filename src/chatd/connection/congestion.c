/* SPDX-License-Identifier: MIT */
/*
 * A sender is held by the worker that it is on, and a receiver on another
 * worker has that worker told.  The senders that are held are in one list,
 * which is walked when a receiver is congested no more: before that, it has
 * read a quarter of send_queue_max, so the walk is paid for.
 *
 * If a worker cannot be told for want of memory that a receiver is congested no
 * more, it is told later, and then of all receivers here.  Without memory to
 * hold a sender it is not held; that it cannot fill the memory either is seen
 * to elsewhere.
 */

#include "chatd/connection/congestion.h"

#include <stdlib.h>

#include "chatd/connection/charging.h"
#include "chatd/connection/connection_private.h"
#include "chatd/core/stats.h"
#include "chatd/event/loop.h"
#include "common/clock.h"
#include "common/container.h"

/* A sender that waits for a receiver. */
struct hold {
	struct list place; /* among those of the worker */
	struct connection *sender;
	struct address receiver;
	size_t waiting; /* bytes, for the receiver, when it was held */
};

static struct hold *
hold_of(struct list *place)
{
	return container_of(place, struct hold, place);
}

static void
hold_free(struct hold *hold)
{
	hold->sender->hold = NULL;
	list_remove(&hold->place);
	free(hold);
}

static void
hold_release(struct hold *hold)
{
	struct connection *sender = hold->sender;

	hold_free(hold);
	reading_go_on_next_turn(
	    &sender->set->queue, &sender->reading, READING_RECEIVER);
}

/* ---- senders ------------------------------------------------------------- */

/* Count an event for a congested receiver, and say whether it is too much. */
static bool
congestion_is_over_share(struct connection *sender, size_t size)
{
	size_t share = sender->set->limits.send_queue_max / 16;
	uint32_t now_s = (uint32_t)(loop_turn_ns(sender->set->loop) /
				    CLOCK_NS_PER_S);

	if (sender->congesting_s != now_s) {
		sender->congesting_s = now_s;
		sender->congesting_bytes = 0;
	}
	if (sender->congesting_bytes <= share)
		sender->congesting_bytes += (uint32_t)size;
	return sender->congesting_bytes > share;
}

static void
congestion_stop_sender(
    struct connection *sender, struct address receiver, size_t waiting)
{
	struct hold *hold = sender->hold;

	if (hold == NULL) {
		hold = malloc(sizeof(*hold));
		if (hold == NULL)
			return;
		*hold = (struct hold){ .sender = sender };
		sender->hold = hold;
		list_append(&sender->set->holds, &hold->place);
		reading_stop(
		    &sender->set->queue, &sender->reading, READING_RECEIVER);
		stats_add(sender->set->services.stats, STAT_SENDERS_HELD, 1);
	} else if (hold->waiting >= waiting) {
		return;
	}
	hold->receiver = receiver;
	hold->waiting = waiting;
}

void
congestion_hold(struct connections *set, struct address sender,
    struct address receiver, size_t waiting, size_t size)
{
	struct connection *c = slots_find(&set->slots, sender);

	if (c == NULL || c->phase != CONNECTION_OPEN)
		return;
	charging_slow_down(c);
	if (congestion_is_over_share(c, size) ||
	    waiting > set->limits.send_queue_max)
		congestion_stop_sender(c, receiver, waiting);
}

void
congestion_release(struct connections *set, struct address receiver)
{
	struct list *place = set->holds.next;

	while (place != &set->holds) {
		struct hold *hold = hold_of(place);

		place = place->next;
		if (address_equals(hold->receiver, receiver) ||
		    (address_generation(receiver) == 0 &&
			address_worker(hold->receiver) ==
			    address_worker(receiver)))
			hold_release(hold);
	}
}

/* ---- receivers ----------------------------------------------------------- */

/* Have other workers told, now or later. */
static void
congestion_tell_others(struct connections *set, struct address receiver)
{
	if (!set->owner->eased(set, receiver) &&
	    !deadline_is_set(&set->ease_later))
		loop_set_deadline(
		    set->loop, &set->eases, &set->ease_later, DEADLINE_TICK_MS);
}

static void
congestion_ease_later_cb(struct deadline *deadline)
{
	struct connections *set = container_of(
	    deadline, struct connections, ease_later);

	congestion_tell_others(set, address_make(set->slots.worker, 0, 0));
}

static void
congestion_ease(struct connection *receiver)
{
	if (!receiver->is_congested)
		return;
	receiver->is_congested = false;
	congestion_release(receiver->set, receiver->address);
	if (receiver->holds_others)
		congestion_tell_others(receiver->set, receiver->address);
	receiver->holds_others = false;
}

void
congestion_note_event(struct connection *receiver, size_t waiting, size_t size)
{
	struct connections *set = receiver->set;
	struct address sender = set->cause;

	if (!receiver->is_congested &&
	    waiting <= set->limits.send_queue_max / 2)
		return;
	receiver->is_congested = true;
	if (sender.value == 0)
		return;
	set->is_cause_counted = true;
	if (set->is_cause_free)
		size = 0;
	if (address_worker(sender) == set->slots.worker) {
		congestion_hold(set, sender, receiver->address, waiting, size);
	} else {
		receiver->holds_others = true;
		set->owner->congested(
		    set, sender, receiver->address, waiting, size);
	}
}

void
congestion_begin_part(struct connections *set, bool is_counted)
{
	set->is_cause_free = set->is_cause_counted = is_counted;
}

bool
congestion_end_part(struct connections *set)
{
	set->is_cause_free = false;
	return set->is_cause_counted;
}

void
congestion_note_sent(struct connection *c, size_t waiting)
{
	if (c->phase != CONNECTION_OPEN ||
	    waiting > c->set->limits.send_queue_max / 4)
		return;
	congestion_ease(c);
	reading_go_on_next_turn(&c->set->queue, &c->reading, READING_BACKLOG);
}

void
congestion_end(struct connection *c)
{
	if (c->hold != NULL)
		hold_free(c->hold);
	congestion_ease(c);
}

/* ---- all of them --------------------------------------------------------- */

void
congestion_init(struct connections *set)
{
	list_init(&set->holds);
	loop_add_deadlines(set->loop, &set->eases, congestion_ease_later_cb);
}

void
congestion_clear(struct connections *set)
{
	deadline_clear(&set->ease_later);
}
