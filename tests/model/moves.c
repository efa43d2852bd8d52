/* SPDX-License-Identifier: MIT */
/*
 * Every choice is drawn from the world's dice.  What has come from the daemon
 * by then decides only who can do what.
 */

#include "model/moves.h"

#include <stdio.h>

#include "model/actor.h"
#include "model/operator.h"
#include "model/servers.h"

/* Names that users take: so few that they often meet. */
#define NAMES_PER_ACTOR_PERCENT 150

static const struct wire *const moves_wires[] = {
	[LISTENER_HELLO] = &wire_hello,
	[LISTENER_SIZED] = &wire_sized,
	[LISTENER_FRAMED] = &wire_framed,
	[LISTENER_PLAIN] = &wire_plain,
	[LISTENER_IRC] = &wire_irc,
};

void
plan_draw(struct dice *dice, struct plan *plan, bool folds)
{
	*plan = (struct plan){
		.workers = 2 + dice_roll(dice, 3),
		.actors = 20 + dice_roll(dice, 130),
		.rounds = 3 + dice_roll(dice, 4),
		.moves = 100 + dice_roll(dice, 500),
		.wires = { 40, 20, 20, 20, folds ? 40 : 0 },
		.leaving = dice_roll(dice, 80),
		.letter_max = dice_percent(dice, 20) ? 2000 : 60,
		.burst_max = dice_percent(dice, 80) ? 12 : 120,
		.is_orderly = dice_percent(dice, 40),
		.is_crowded = dice_percent(dice, 20),
	};
	/* So many on one worker that what they say is told in slices. */
	if (plan->is_crowded) {
		plan->actors = ACTORS_MAX - dice_roll(dice, 90);
		plan->workers = 1 + dice_roll(dice, 2);
		plan->moves = 150;
		plan->wires[1] = 2;
		plan->wires[2] = plan->wires[3] = 60;
		plan->wires[4] = folds ? 60 : 0;
		plan->leaving = dice_roll(dice, 20);
		plan->letter_max = 60;
		plan->burst_max = 40;
	}
}

/* ---- choices ------------------------------------------------------------- */

/* Write a name that may be taken; one in fifty is none. */
static void
moves_draw_name(struct world *world, char *text, size_t size)
{
	uint32_t count = (uint32_t)world->actor_count *
			 NAMES_PER_ACTOR_PERCENT / 100;
	uint32_t number = dice_roll(&world->dice, count);
	uint32_t odd = dice_roll(&world->dice, 100);

	if (odd == 0)
		snprintf(text, size, "server");
	else if (odd == 1)
		snprintf(text, size, "echobot");
	else if (odd < 4)
		snprintf(text, size, "no!name%u", number);
	else
		snprintf(text, size, "user%u", number);
}

/* Return an actor that has a name and stays, if one is soon found, or NULL. */
static struct actor *
moves_draw_present(struct world *world)
{
	struct actor *actor;

	for (int i = 0; i < 20; i++) {
		actor = &world->actors[dice_roll(
		    &world->dice, (uint32_t)world->actor_count)];
		if (actor->state == ACTOR_PRESENT && !actor->is_waiting)
			return actor;
	}
	return NULL;
}

/* Return whom to write to: mostly somebody who is there. */
static struct name *
moves_draw_receiver(struct world *world, const struct actor *sender)
{
	uint32_t roll = dice_roll(&world->dice, 100);
	const struct actor *actor = moves_draw_present(world);
	char text[40];

	if (roll < 4)
		return sender->name;
	if (roll < 8)
		return world->echo;
	if (roll < 80 && actor != NULL)
		return actor->name;
	snprintf(text, sizeof(text), "user%u",
	    dice_roll(&world->dice, (uint32_t)world->actor_count * 2));
	return world_name(world, slice_of(text));
}

static uint32_t
moves_draw_size(struct world *world, const struct plan *plan)
{
	return dice_percent(&world->dice, 80)
		   ? dice_roll(&world->dice, 40)
		   : dice_roll(&world->dice, plan->letter_max);
}

/* ---- coming and leaving -------------------------------------------------- */

void
moves_come(struct world *world, const struct plan *plan, struct actor *actor)
{
	size_t wire = dice_choose(&world->dice, plan->wires, 5);
	char name[40];

	actor_connect(world, actor, moves_wires[wire], (unsigned int)wire);
	moves_draw_name(world, name, sizeof(name));
	/* Some think about it, and some never say anything. */
	if (dice_percent(&world->dice, 90))
		actor_ask_name(world, actor, name);
}

void
moves_leave(struct world *world, struct actor *actor, bool is_orderly)
{
	static const unsigned int ways[] = { 3, 2, 3, 2, 1 };
	size_t way = dice_choose(&world->dice, ways, is_orderly ? 2 : 5);

	if (way == 1 && actor->wire->has_requests[REQUEST_QUIT]) {
		actor_quit(world, actor);
		return;
	}
	if (way == 4 && actor->state == ACTOR_PRESENT && !actor->is_waiting) {
		operator_kick(world, actor);
		return;
	}
	if (way <= 1) {
		/* What has no end is dropped, and disturbs nothing. */
		if (dice_percent(&world->dice, 30))
			peer_put(&actor->peer, "0", 1);
		actor_begin_end(world, actor, false);
		peer_finish(&actor->peer);
		return;
	}
	actor_begin_end(world, actor, true);
	peer_flush(&actor->peer);
	if (way == 2)
		peer_close(&actor->peer);
	else
		peer_abort(&actor->peer);
}

/* ---- what somebody does who is there ------------------------------------- */

enum move {
	MOVE_SEND,
	MOVE_BURST,
	MOVE_SAY,
	MOVE_JOIN,
	MOVE_LEAVE,
	MOVE_LIST,
	MOVE_LIST_ROOM,
	MOVE_RENAME,
	MOVE_NONSENSE,
	MOVE_BAD,
	MOVE_TOO_LONG,
	MOVE_KINDS
};

static const unsigned int moves_weights[MOVE_KINDS] = { 40, 8, 15, 12, 6, 3, 3,
	4, 2, 2, 1 };

/* Send a letter, and ask something that is answered. */
static void
moves_send(struct world *world, const struct plan *plan, struct actor *actor)
{
	char nobody[40];

	actor_send(world, actor, moves_draw_receiver(world, actor),
	    moves_draw_size(world, plan), false);
	if (!actor->wire->is_silent)
		return;
	snprintf(nobody, sizeof(nobody), "nobody%u", actor->session);
	actor_send(world, actor, world_name(world, slice_of(nobody)), 1, false);
}

static unsigned int
moves_draw_room(struct world *world, const struct actor *actor)
{
	unsigned int room = dice_roll(&world->dice, ROOMS);

	return actor->wire->is_in_one_room ? actor_room(actor) : room;
}

static void
moves_say(struct world *world, const struct plan *plan, struct actor *actor,
    bool is_bad)
{
	unsigned int room = actor->wire->is_in_lobby
				? LOBBY
				: moves_draw_room(world, actor);

	if (!actor->wire->has_requests[REQUEST_SAY])
		actor_send(world, actor, actor->name,
		    moves_draw_size(world, plan), is_bad);
	else
		actor_say(
		    world, actor, room, moves_draw_size(world, plan), is_bad);
	if (actor->wire->is_silent)
		actor_list(world, actor);
}

/* Send and say in turn, without waiting for an answer. */
static void
moves_burst(struct world *world, const struct plan *plan, struct actor *actor)
{
	for (uint32_t i = dice_roll(&world->dice, plan->burst_max); i > 0;
	     i--) {
		if (dice_percent(&world->dice, 20))
			moves_say(world, plan, actor, false);
		else
			moves_send(world, plan, actor);
	}
}

static void
moves_rename(struct world *world, struct actor *actor)
{
	char name[40];

	moves_draw_name(world, name, sizeof(name));
	actor_ask_name(world, actor, name);
}

static void
moves_do(struct world *world, const struct plan *plan, struct actor *actor,
    enum move move)
{
	const bool *has = actor->wire->has_requests;
	unsigned int room = moves_draw_room(world, actor);

	if (move == MOVE_SEND) {
		moves_send(world, plan, actor);
	} else if (move == MOVE_BURST) {
		moves_burst(world, plan, actor);
	} else if (move == MOVE_SAY || move == MOVE_BAD) {
		moves_say(world, plan, actor, move == MOVE_BAD);
	} else if (move == MOVE_JOIN && has[REQUEST_JOIN]) {
		actor_join(world, actor, room);
	} else if (move == MOVE_LEAVE && has[REQUEST_LEAVE]) {
		actor_leave(world, actor, room);
	} else if (move == MOVE_LIST) {
		actor_list(world, actor);
	} else if (move == MOVE_LIST_ROOM && has[REQUEST_LIST_ROOM]) {
		actor_list_room(world, actor, room);
	} else if (move == MOVE_RENAME && has[REQUEST_RENAME]) {
		moves_rename(world, actor);
	} else if (move == MOVE_TOO_LONG && has[REQUEST_TOO_LONG]) {
		actor_ask_too_much(world, actor);
	} else if (has[REQUEST_NONSENSE]) {
		actor_ask_nonsense(world, actor);
	}
}

static void
moves_act(struct world *world, const struct plan *plan, struct actor *actor)
{
	if (dice_roll(&world->dice, 1000) < plan->leaving)
		moves_leave(world, actor, plan->is_orderly);
	else if (actor->is_waiting)
		return;
	else if (actor->state == ACTOR_STRANGER)
		moves_rename(world, actor);
	else
		moves_do(world, plan, actor,
		    (enum move)dice_choose(
			&world->dice, moves_weights, MOVE_KINDS));
}

/* ---- the operator -------------------------------------------------------- */

static void
moves_operate(struct world *world)
{
	struct actor *actor = moves_draw_present(world);
	uint32_t roll = dice_roll(&world->dice, 6);
	bool is_done = true;

	if (roll == 0 && actor != NULL)
		operator_tell(world, actor);
	else if (roll == 1)
		operator_tell_all(world);
	else if (roll == 2)
		is_done = operator_order(world, "reload");
	else if (roll == 3)
		is_done = operator_order(world, "set login_timeout 1h");
	else if (roll == 4)
		is_done = operator_order(world, "users");
	else
		is_done = operator_order(world, "connections");
	if (!is_done)
		world_fail(world, "the console refuses order %u", roll);
}

struct actor *
moves_make(struct world *world, const struct plan *plan)
{
	struct actor *actor = &world->actors[dice_roll(
	    &world->dice, (uint32_t)world->actor_count)];
	uint32_t roll;

	if (dice_percent(&world->dice, 1))
		moves_operate(world);
	if (actor->state == ACTOR_AWAY && actor->has_rested)
		moves_come(world, plan, actor);
	else if (actor->state == ACTOR_STRANGER ||
		 actor->state == ACTOR_PRESENT)
		moves_act(world, plan, actor);
	else
		return NULL;
	/* What is not sent now shares a segment with what comes next. */
	roll = dice_roll(&world->dice, 100);
	if (actor->peer.fd >= 0 && roll < 65)
		peer_flush(&actor->peer);
	else if (actor->peer.fd >= 0 && roll < 75)
		peer_flush_part(&actor->peer, roll);
	return actor;
}
