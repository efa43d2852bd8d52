/* SPDX-License-Identifier: MIT */
/*
 * A walk over all connections finds the worst.  It is taken only while much
 * waits, and again only after one was cut, or a tick later.
 */

#include "chatd/connection/shedding.h"

#include <stdatomic.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/connection_private.h"
#include "chatd/core/queue_total.h"
#include "chatd/event/loop.h"
#include "common/container.h"

/*
 * Nobody is cut for less than this.  If no connection has more, what waits is
 * not theirs: mail, lines for rooms and texts for the disk have their own
 * bounds.
 */
#define SHEDDING_LEAST_BYTES 65536

struct shedding_search {
	struct connection *worst;
	size_t waiting; /* bytes */
};

static void
shedding_visit(struct connection *c, struct shedding_search *search)
{
	size_t waiting = backlog_own_bytes(c);

	if (waiting <= search->waiting)
		return;
	search->worst = c;
	search->waiting = waiting;
}

/* Find the worst connection of this worker, and say how bad it is. */
static struct shedding_search
shedding_find_worst(struct connections *set)
{
	struct shedding_search search = { .waiting = 0 };
	const struct list *stalls = &set->stalls.deadlines;

	for (uint32_t i = 0; i < set->slots.used; i++) {
		if (set->slots.slots[i].connection != NULL)
			shedding_visit(set->slots.slots[i].connection, &search);
	}
	/* Those that are ending have no slot any more, but may have much. */
	for (const struct list *place = stalls->next; place != stalls;
	     place = place->next)
		shedding_visit(
		    container_of(place, struct connection, deadline.place),
		    &search);
	atomic_store_explicit(&set->services.queues->worst[set->slots.worker],
	    search.waiting, memory_order_relaxed);
	return search;
}

/* Say whether no other worker has a worse one. */
static bool
shedding_is_worst(const struct connections *set, size_t waiting)
{
	for (unsigned int i = 0; i < ADDRESS_WORKERS_MAX; i++) {
		if (i != set->slots.worker &&
		    atomic_load_explicit(&set->services.queues->worst[i],
			memory_order_relaxed) > waiting)
			return false;
	}
	return waiting > SHEDDING_LEAST_BYTES;
}

/* Look again a tick later. */
static void
shedding_look_later(struct connections *set)
{
	if (!deadline_is_set(&set->look))
		loop_set_deadline(
		    set->loop, &set->looks, &set->look, DEADLINE_TICK_MS);
}

static void
shedding_look_cb(struct deadline *deadline)
{
	struct connections *set = container_of(
	    deadline, struct connections, look);

	set->has_looked = false;
	if (queue_total_is_nearly_full(set->services.queues)) {
		(void)shedding_find_worst(set);
		shedding_look_later(set);
	} else {
		atomic_store_explicit(
		    &set->services.queues->worst[set->slots.worker], 0,
		    memory_order_relaxed);
	}
}

void
shedding_init(struct connections *set)
{
	loop_add_deadlines(set->loop, &set->looks, shedding_look_cb);
}

void
shedding_clear(struct connections *set)
{
	deadline_clear(&set->look);
}

void
shedding_note(const struct connection *c)
{
	size_t waiting = backlog_own_bytes(c);
	atomic_size_t *worst =
	    &c->set->services.queues->worst[c->set->slots.worker];

	if (waiting > atomic_load_explicit(worst, memory_order_relaxed))
		atomic_store_explicit(worst, waiting, memory_order_relaxed);
}

bool
shedding_end_turn(struct connections *set)
{
	const struct queue_total *queues = set->services.queues;

	if (!queue_total_is_nearly_full(queues))
		return false;
	/* What was said before is long ago. */
	if (!deadline_is_set(&set->look))
		(void)shedding_find_worst(set);
	shedding_look_later(set);
	loop_begin_slice(set->loop);
	while (queue_total_is_over(queues) && !set->has_looked &&
	       !loop_slice_is_over(set->loop)) {
		struct shedding_search search = shedding_find_worst(set);

		if (!shedding_is_worst(set, search.waiting)) {
			set->has_looked = true;
			return true;
		}
		connection_close(search.worst, CLOSE_QUEUES_FULL);
	}
	return false;
}
