/* SPDX-License-Identifier: MIT */
/*
 * A list for each kind, since all deadlines of a kind are as long as each
 * other: so each list is in order without a search.  What is done when the time
 * has come is in connections.c.
 */

#include "chatd/connection/due.h"

#include "chatd/connection/connection_private.h"
#include "chatd/event/loop.h"

/* How long a peer may have stopped reading before that is seen. */
#define DUE_STALL_LOOK_MS DEADLINE_TICK_MS

static void
due_set(struct connection *c, enum due due, struct deadline_list *list,
    uint64_t milliseconds)
{
	c->due_for = (uint8_t)due;
	loop_set_deadline(c->set->loop, list, &c->deadline, milliseconds);
}

enum due
due_for(const struct connection *c)
{
	return (enum due)c->due_for;
}

void
due_set_login(struct connection *c)
{
	due_set(c, DUE_LOGIN, &c->set->logins, c->set->limits.login_timeout_ms);
}

void
due_set_stall(struct connection *c)
{
	due_set(c, DUE_STALL, &c->set->stalls, DUE_STALL_LOOK_MS);
}

void
due_set_look(struct connection *c)
{
	due_set(c, DUE_LOOK, &c->set->silence.looks,
	    c->set->limits.irc_ping_ms / SILENCE_LOOKS);
}

void
due_set_look_next_tick(struct connection *c)
{
	due_set(c, DUE_LOOK, &c->set->silence.put_off, 0);
}

void
due_set_answer(struct connection *c)
{
	due_set(c, DUE_ANSWER, &c->set->silence.answers,
	    c->set->limits.irc_ping_ms);
}

void
due_set_linger(struct connection *c, uint64_t milliseconds)
{
	due_set(c, DUE_LINGER, &c->set->lingers, milliseconds);
}

void
due_clear(struct connection *c)
{
	deadline_clear(&c->deadline);
	c->due_for = DUE_NOTHING;
}
