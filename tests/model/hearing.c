/* SPDX-License-Identifier: MIT */
/* Events one by one, and the end of the stream. */

#include "model/hearing.h"

#include <inttypes.h>

#include "model/actor.h"
#include "model/answers.h"
#include "model/ledger.h"
#include "model/ledger_private.h"
#include "model/trace.h"

static void
hearing_take(
    struct world *world, struct actor *actor, const struct event *event)
{
	world_tick(world);
	trace_event(world, actor, event);
	switch (event->kind) {
	case EVENT_DELIVERED:
	case EVENT_SAID:
		ledger_hear_text(world, actor, event);
		break;
	case EVENT_JOINED:
	case EVENT_LEFT:
	case EVENT_RENAMED:
		ledger_hear_notice(world, actor, event);
		break;
	case EVENT_NOTHING:
		break;
	case EVENT_KICKED:
		if (actor->reason == NULL)
			world_fail(world, "session %" PRIu32 " was not kicked",
			    actor->session);
		break;
	default:
		answers_take(world, actor, event);
		break;
	}
}

void
hearing_has_ended(struct world *world, struct actor *actor)
{
	for (size_t i = actor->pending_start; i < actor->pending_end; i++) {
		const struct pending *pending = &actor->pending[i];

		world->tally.unread_names += pending->name != NULL &&
					     pending->holder != NULL;
		world->tally.unread_lists += pending->kind == REQUEST_LIST ||
					     pending->kind ==
						 REQUEST_LIST_ROOM ||
					     (pending->kind == REQUEST_LOGIN &&
						 actor->wire->has_guests);
		stay_has_ended(pending->holder, world->now);
		stay_has_ended(pending->member, world->now);
		stay_has_ended(pending->hearing, world->now);
	}
	stay_has_ended(actor->holder, world->now);
	stay_has_ended(actor->presence, world->now);
	for (unsigned int room = 0; room < ROOMS; room++) {
		stay_has_ended(actor->member[room], world->now);
		stay_has_ended(actor->hearing[room], world->now);
	}
	ledger_end_session(world, actor->session);
}

/* The connection has ended, which must be what was asked for. */
static void
hearing_end(struct world *world, struct actor *actor)
{
	world_tick(world);
	if (actor->state != ACTOR_LEAVING)
		world_fail(world, "session %" PRIu32 " (%s) was cut",
		    actor->session, actor->wire->protocol);
	if (actor->peer.in.start < actor->peer.in.end)
		world_fail(world,
		    "session %" PRIu32 " (%s) ends in half an event",
		    actor->session, actor->wire->protocol);
	if (actor->peer.was_reset && !actor->is_cut)
		world_fail(world, "session %" PRIu32 " (%s) was reset",
		    actor->session, actor->wire->protocol);
	if (actor->reason != NULL &&
	    !ledger_is_marked(actor->reason, actor->slot))
		world_fail(world, "session %" PRIu32 " was not told why: %s",
		    actor->session, ledger_describe(world, actor->reason));
	answers_end(world, actor);
	hearing_has_ended(world, actor);
	peer_close(&actor->peer);
	actor_end(actor);
}

/* Whoever hears of somebody, and not in which room, shares one with them. */
static void
hearing_complete(
    const struct world *world, const struct actor *actor, struct event *event)
{
	if (actor->wire->is_in_one_room && event->room.size == 0)
		event->room = slice_of(world->rooms[actor_room(actor)].name);
}

void
hearing_read(struct world *world, struct actor *actor)
{
	const char *own_name;
	struct event event;
	size_t size;

	peer_fill(&actor->peer);
	while (actor->peer.in.start < actor->peer.in.end) {
		own_name = actor->name != NULL ? actor->name->text : "";
		size = actor->wire->read(
		    actor->peer.in.bytes + actor->peer.in.start,
		    actor->peer.in.end - actor->peer.in.start, own_name,
		    &event);
		if (size == 0)
			break;
		hearing_complete(world, actor, &event);
		hearing_take(world, actor, &event);
		peer_take(&actor->peer, size);
	}
	if (actor->peer.has_ended)
		hearing_end(world, actor);
}
