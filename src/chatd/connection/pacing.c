/* SPDX-License-Identifier: MIT */
/*
 * A tick handles no input: it puts those that may go on into the queue for
 * their turn, so that many of them are handled in slices.  Those that wait have
 * new rates looked at by the same tick, so a reload need not look for them.
 */

#include "chatd/connection/pacing.h"

#include <poll.h>

#include "chatd/connection/connection_log.h"
#include "chatd/core/rate.h"
#include "chatd/event/loop.h"
#include "common/container.h"

/* Let out what has leaked by now. */
static void
pacing_let_out(struct connection *c)
{
	uint64_t now_ms = loop_turn_ns(c->set->loop) / CLOCK_NS_PER_MS;

	rate_let_out(&c->sent, &c->set->limits.rates, (uint32_t)now_ms);
}

/* Say whether it may send more by now. */
static bool
pacing_has_room(struct connection *c)
{
	const struct rates *rates = &c->set->limits.rates;

	pacing_let_out(c);
	return rate_requests(&c->sent, rates) > 0 &&
	       rate_takes_bytes(&c->sent, rates);
}

/* The first time a user has to wait is worth a line, and nobody else's is. */
static void
pacing_log(struct connection *c)
{
	bool is_bytes = !rate_takes_bytes(&c->sent, &c->set->limits.rates);

	if (c->has_waited)
		return;
	c->has_waited = true;
	connection_log(c, c->claim != NULL ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG,
	    "has to wait: it sends more than %s allows",
	    is_bytes ? "byte_rate" : "message_rate");
}

static void
pacing_hold(struct connection *c)
{
	struct connections *set = c->set;

	reading_stop(&set->queue, &c->reading, READING_RATE);
	stats_add(set->services.stats, STAT_RATE_WAITS, 1);
	pacing_log(c);
	if (!deadline_is_set(&set->next_pace))
		loop_set_deadline(set->loop, &set->paces, &set->next_pace, 0);
}

/*
 * Say whether the peer has reset the connection, of which no event tells while
 * it is not read.  One that has only finished sending gets all its answers.
 */
static bool
pacing_is_reset(const struct connection *c)
{
	struct pollfd socket = { .fd = connection_fd(c) };

	return poll(&socket, 1, 0) > 0 && (socket.revents & POLLERR) != 0;
}

static struct connection *
pacing_connection_of(struct list *place)
{
	return container_of(container_of(place, struct reading, queued),
	    struct connection, reading);
}

/* Close those whose peer is gone; the end of one may end others. */
static void
pacing_close_all(struct list *gone)
{
	struct list *first;

	while ((first = list_first(gone)) != NULL)
		connection_close(pacing_connection_of(first), CLOSE_RESET);
}

static void
pacing_tick_cb(struct deadline *deadline)
{
	struct connections *set = container_of(
	    deadline, struct connections, next_pace);
	struct list *place = set->queue.paced.next;
	struct list gone;

	list_init(&gone);
	while (place != &set->queue.paced) {
		struct connection *c = pacing_connection_of(place);

		place = place->next;
		if (pacing_is_reset(c)) {
			list_remove(&c->reading.queued);
			list_append(&gone, &c->reading.queued);
		} else if (pacing_has_room(c)) {
			reading_go_on_next_turn(
			    &set->queue, &c->reading, READING_RATE);
		}
	}
	pacing_close_all(&gone);
	if (!list_is_empty(&set->queue.paced))
		loop_set_deadline(set->loop, &set->paces, &set->next_pace, 0);
}

void
pacing_note_bytes(struct connection *c, size_t bytes)
{
	/* What was sent before this has had its time to leak. */
	pacing_let_out(c);
	rate_put_bytes(&c->sent, bytes);
}

bool
pacing_stops(struct connection *c)
{
	if (pacing_has_room(c))
		return false;
	pacing_hold(c);
	return true;
}

bool
pacing_begin_turn(struct connection *c)
{
	pacing_let_out(c);
	c->reading.requests = rate_requests(&c->sent, &c->set->limits.rates);
	if (c->reading.requests > 0)
		return true;
	pacing_hold(c);
	return false;
}

void
pacing_end_turn(struct connection *c)
{
	uint16_t had = rate_requests(&c->sent, &c->set->limits.rates);

	rate_put_requests(&c->sent, (uint16_t)(had - c->reading.requests));
	if (reading_is_on(&c->reading))
		(void)pacing_stops(c);
}

void
connection_count_request(struct connection *c)
{
	/* The last one that is allowed ends the turn. */
	if (--c->reading.requests == 0)
		c->reading.budget = 0;
}

void
connection_return_request(struct connection *c)
{
	c->reading.requests++;
}

void
pacing_init(struct connections *set)
{
	loop_add_deadlines(set->loop, &set->paces, pacing_tick_cb);
}

void
pacing_clear(struct connections *set)
{
	deadline_clear(&set->next_pace);
}
