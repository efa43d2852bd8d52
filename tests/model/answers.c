/* SPDX-License-Identifier: MIT */
/* What each answer says about names, rooms and texts. */

#include "model/answers.h"

#include <inttypes.h>

#include "model/actor.h"
#include "model/ledger.h"
#include "model/lists.h"

static void
answers_fail(const struct world *world, const struct actor *actor,
    const struct event *event)
{
	const struct pending *pending = actor_pending((struct actor *)actor);

	world_fail(world,
	    "session %" PRIu32 " (%s): answer %d (\"%.*s\") to request %d",
	    actor->session, actor->wire->protocol, (int)event->kind,
	    (int)event->name.size, event->name.bytes,
	    pending != NULL ? (int)pending->kind : -1);
}

/* ---- names --------------------------------------------------------------- */

/* Fail if somebody has the name who has not begun to give it back. */
static void
answers_check_granted(const struct world *world, const struct pending *pending)
{
	const struct stay *stay = pending->name->holders.first;

	if (pending->is_refused || pending->name == world->echo ||
	    pending->name == world->server)
		world_fail(
		    world, "nobody may be called %s", pending->name->text);
	for (; stay != NULL; stay = stay->next)
		if (stay != pending->holder && stay->certain_from != NEVER &&
		    stay_goes_on(stay) && stay_goes_on(pending->holder))
			world_fail(world,
			    "sessions %" PRIu32 " and %" PRIu32
			    " are both called %s",
			    stay->session, pending->holder->session,
			    pending->name->text);
}

/*
 * Fail unless somebody else can have had the name.  That those have not, who
 * are elsewhere, was certainly known when all was settled.
 */
static void
answers_check_taken(const struct world *world, const struct pending *pending)
{
	const struct stay *stay = pending->name->holders.first;
	uint32_t session = pending->holder->session;

	if (pending->name == world->echo || pending->name == world->server)
		return;
	for (; stay != NULL; stay = stay->next)
		if (stay != pending->holder &&
		    stay_is_possible(stay,
			world_is_near(world, stay->session, session)
			    ? pending->began
			    : world->settled,
			world->now))
			return;
	world_fail(world, "the name %s is free", pending->name->text);
}

static void
answers_enter(
    struct world *world, struct actor *actor, const struct pending *pending)
{
	struct stay *hearing = actor->hearing[pending->room];

	if (pending->member == NULL)
		return;
	pending->member->certain_from = world->now;
	if (pending->hearing != NULL)
		pending->hearing->certain_from = world->now;
	else if (hearing != NULL && hearing->certain_from == NEVER)
		hearing->certain_from = world->now;
	actor->hears[pending->room] = true;
	ledger_confirm(world, pending->entry);
}

/* The name is known by which the actor, which was renamed, leaves. */
static void
answers_settle_left(
    struct world *world, struct entry *left, struct entry *never)
{
	if (left == NULL)
		return;
	left->is_either = false;
	ledger_refuse(world, never);
}

static void
answers_grant(
    struct world *world, struct actor *actor, const struct pending *pending)
{
	struct session *session = &world->sessions[actor->session];

	answers_check_granted(world, pending);
	pending->holder->certain_from = world->now;
	if (pending->kind == REQUEST_LOGIN) {
		session->named = world->now;
		actor->presence->certain_from = world->now;
		world->tally.logins++;
		answers_enter(world, actor, pending);
	} else {
		stay_has_ended(actor->holder, world->now);
		if (pending->entry != NULL)
			ledger_confirm(world, pending->entry);
		answers_settle_left(
		    world, pending->left_renamed, pending->left);
	}
	actor->holder = pending->holder;
	actor->name = pending->name;
	if (actor->state == ACTOR_STRANGER)
		actor->state = ACTOR_PRESENT;
}

static void
answers_refuse_name(
    struct world *world, struct actor *actor, const struct pending *pending)
{
	/* It never was, so nothing of it is possible from here on. */
	stay_has_ended(pending->holder, world->now);
	if (pending->entry != NULL)
		ledger_refuse(world, pending->entry);
	answers_settle_left(world, pending->left, pending->left_renamed);
	stay_has_ended(pending->member, world->now);
	stay_has_ended(pending->hearing, world->now);
	if (pending->kind == REQUEST_LOGIN) {
		stay_has_ended(actor->presence, world->now);
		actor->presence = NULL;
		world->sessions[actor->session].claimed = NEVER;
	} else if (!actor->holder->is_gone) {
		actor->holder->certain_to = NEVER;
	}
	if (actor->wire->ends_when_refused) {
		actor->member[LOBBY] = actor->hearing[LOBBY] = NULL;
		/* What was asked after it is not answered. */
		actor_begin_end(world, actor,
		    actor->pending_end - actor->pending_start > 1);
	}
}

static void
answers_take_name(struct world *world, struct actor *actor,
    const struct pending *pending, const struct event *event)
{
	bool is_guest = actor->wire->has_guests && actor->name == NULL;

	if (event->kind != EVENT_LIST && event->name.size > 0 &&
	    !slice_is(event->name, pending->name->text))
		answers_fail(world, actor, event);
	if (event->kind == EVENT_NAMED ||
	    (event->kind == EVENT_LIST && is_guest)) {
		answers_grant(world, actor, pending);
		if (is_guest)
			lists_check(world, actor, pending, event);
	} else if (event->kind == EVENT_NAME_TAKEN) {
		answers_check_taken(world, pending);
		world->tally.in_use++;
		answers_refuse_name(world, actor, pending);
	} else if (event->kind == EVENT_NAME_REFUSED && pending->is_refused) {
		world->tally.bad_names += !actor->wire->checks_names;
		answers_refuse_name(world, actor, pending);
	} else {
		answers_fail(world, actor, event);
	}
	actor->is_waiting = false;
}

/* ---- texts and rooms ----------------------------------------------------- */

static bool
answers_refuses(const struct world *world, const struct actor *actor,
    const struct pending *pending, const struct event *event)
{
	if (event->kind == EVENT_TEXT_REFUSED)
		return pending->is_refused;
	if (event->kind != EVENT_NOBODY)
		return false;
	return !actor->wire->is_silent ||
	       (pending->kind == REQUEST_SEND &&
		   world_is_same(world, event->name, pending->name->text));
}

static bool
answers_is_silent(const struct actor *actor, const struct pending *pending)
{
	return actor->wire->is_silent &&
	       (pending->kind == REQUEST_SEND || pending->kind == REQUEST_SAY);
}

static void
answers_take_room(struct world *world, struct actor *actor,
    const struct pending *pending, const struct event *event)
{
	bool is_join = pending->kind == REQUEST_JOIN;
	bool is_done = event->kind ==
		       (is_join ? EVENT_JOIN_DONE : EVENT_LEAVE_DONE);

	if (is_done ? !world_is_same(
			  world, event->room, world->rooms[pending->room].name)
		    : event->kind != EVENT_NOBODY)
		answers_fail(world, actor, event);
	if (is_done == pending->is_refused)
		answers_fail(world, actor, event);
	if (is_join) {
		answers_enter(world, actor, pending);
	} else if (is_done) {
		stay_has_ended(pending->member, world->now);
		stay_has_ended(pending->hearing, world->now);
		actor->hears[pending->room] = false;
		ledger_confirm(world, pending->entry);
	}
}

/* What answers a request that concerns nobody else. */
static const enum event_kind answers_wanted[REQUEST_KINDS] = {
	[REQUEST_LIST] = EVENT_LIST,
	[REQUEST_LIST_ROOM] = EVENT_LIST_ROOM,
	[REQUEST_NONSENSE] = EVENT_NONSENSE,
	[REQUEST_TOO_LONG] = EVENT_TEXT_REFUSED,
	[REQUEST_QUIT] = EVENT_GOODBYE,
};

static void
answers_take_other(struct world *world, struct actor *actor,
    const struct pending *pending, const struct event *event)
{
	bool is_empty_room = pending->kind == REQUEST_LIST_ROOM &&
			     event->kind == EVENT_NOBODY;
	enum event_kind wanted = answers_wanted[pending->kind];

	if (event->kind != wanted && !is_empty_room)
		answers_fail(world, actor, event);
	if (wanted == EVENT_LIST || wanted == EVENT_LIST_ROOM)
		lists_check(world, actor, pending, event);
}

/* ---- all of them --------------------------------------------------------- */

void
answers_take(
    struct world *world, struct actor *actor, const struct event *event)
{
	struct pending *pending = actor_pending(actor);
	struct pending taken;

	while (pending != NULL && answers_is_silent(actor, pending) &&
	       !answers_refuses(world, actor, pending, event)) {
		ledger_confirm(world, pending->entry);
		actor_take_pending(actor);
		pending = actor_pending(actor);
	}
	if (pending == NULL)
		answers_fail(world, actor, event);
	taken = *pending;
	switch (taken.kind) {
	case REQUEST_LOGIN:
	case REQUEST_RENAME:
		answers_take_name(world, actor, &taken, event);
		break;
	case REQUEST_SEND:
	case REQUEST_SAY:
		if (answers_refuses(world, actor, &taken, event))
			ledger_refuse(world, taken.entry);
		else if (event->kind == EVENT_SENT)
			ledger_confirm(world, taken.entry);
		else
			answers_fail(world, actor, event);
		break;
	case REQUEST_JOIN:
	case REQUEST_LEAVE:
		answers_take_room(world, actor, &taken, event);
		break;
	default:
		answers_take_other(world, actor, &taken, event);
		break;
	}
	actor_take_pending(actor);
}

void
answers_end(struct world *world, struct actor *actor)
{
	struct pending *pending;

	if (actor->is_cut)
		return;
	while ((pending = actor_pending(actor)) != NULL) {
		if (!answers_is_silent(actor, pending))
			world_fail(world,
			    "session %" PRIu32 " (%s): no answer to request %d",
			    actor->session, actor->wire->protocol,
			    (int)pending->kind);
		ledger_confirm(world, pending->entry);
		actor_take_pending(actor);
	}
}
