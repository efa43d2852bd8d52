/* SPDX-License-Identifier: MIT */
/*
 * Whatever has come since a question is an answer to it.  Of a connection that
 * is not read nobody knows whether something has, so it counts as one that has
 * just said something.
 */

#include "chatd/connection/silence.h"

#include "chatd/connection/connection_private.h"
#include "chatd/connection/due.h"
#include "chatd/core/protocol.h"
#include "chatd/event/loop.h"
#include "common/container.h"

/* Return the connection whose deadline it was; it is due for nothing now. */
static struct connection *
silence_take_due(struct deadline *deadline)
{
	struct connection *c = container_of(
	    deadline, struct connection, deadline);

	due_clear(c);
	return c;
}

/* Say whether one more may be asked in this tick, and count it. */
static bool
silence_may_ask(struct connections *set)
{
	struct silence *silence = &set->silence;

	if (silence->tick != set->loop->ticks) {
		silence->tick = set->loop->ticks;
		silence->asked = 0;
	}
	if (silence->asked == SILENCE_QUESTIONS)
		return false;
	silence->asked++;
	return true;
}

static uint32_t
silence_seconds(const struct connection *c)
{
	return connection_clock_s(c->set) - c->last_input_s;
}

static void
silence_look_cb(struct deadline *deadline)
{
	struct connection *c = silence_take_due(deadline);
	uint32_t seconds = silence_seconds(c);

	if (!reading_is_on(&c->reading) ||
	    (uint64_t)seconds * 1000 < c->set->limits.irc_ping_ms) {
		due_set_look(c);
		return;
	}
	if (!silence_may_ask(c->set)) {
		due_set_look_next_tick(c);
		return;
	}
	c->protocol->silent(c, seconds, false);
	/* Its output may wait by now, and then that is what it is due for. */
	if (c->phase != CONNECTION_OPEN || due_for(c) != DUE_NOTHING)
		return;
	c->asked_at = (uint32_t)c->bytes_in;
	due_set_answer(c);
}

static void
silence_answer_cb(struct deadline *deadline)
{
	struct connection *c = silence_take_due(deadline);

	if (!reading_is_on(&c->reading) || c->asked_at != (uint32_t)c->bytes_in)
		due_set_look(c);
	else
		c->protocol->silent(c, silence_seconds(c), true);
}

void
silence_init(struct connections *set)
{
	struct silence *silence = &set->silence;

	loop_add_deadlines(set->loop, &silence->looks, silence_look_cb);
	loop_add_deadlines(set->loop, &silence->put_off, silence_look_cb);
	loop_add_deadlines(set->loop, &silence->answers, silence_answer_cb);
}

void
silence_watch(struct connection *c)
{
	if (c->phase == CONNECTION_OPEN && c->claim != NULL &&
	    c->protocol->silent != NULL && c->set->limits.irc_ping_ms > 0)
		due_set_look(c);
	else
		due_clear(c);
}

bool
silence_is_watched(const struct connection *c)
{
	return due_for(c) == DUE_LOOK || due_for(c) == DUE_ANSWER;
}
