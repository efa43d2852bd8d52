/* SPDX-License-Identifier: MIT */
/*
 * A request is entered first and written then, so that nothing can be heard of
 * it before the model knows it.
 */

#include "model/actor.h"

#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"
#include "model/ledger.h"
#include "model/letter.h"
#include "model/servers.h"
#include "model/trace.h"

unsigned int
actor_room(const struct actor *actor)
{
	return actor->session % ROOMS;
}

struct pending *
actor_pending(struct actor *actor)
{
	return actor->pending_start < actor->pending_end
		   ? &actor->pending[actor->pending_start]
		   : NULL;
}

void
actor_take_pending(struct actor *actor)
{
	if (++actor->pending_start == actor->pending_end)
		actor->pending_start = actor->pending_end = 0;
}

static struct pending *
actor_add_pending(
    struct world *world, struct actor *actor, enum request_kind kind)
{
	struct pending *pending;

	if (actor->pending_end == actor->pending_space) {
		actor->pending_space = actor->pending_space * 2 + 16;
		actor->pending = realloc(actor->pending,
		    actor->pending_space * sizeof(*actor->pending));
		ck_assert_ptr_nonnull(actor->pending);
	}
	pending = &actor->pending[actor->pending_end++];
	*pending = (struct pending){ .kind = kind, .began = world_tick(world) };
	return pending;
}

static void
actor_write(
    struct world *world, struct actor *actor, const struct request *request)
{
	struct request complete = *request;
	char name[80], room[80];

	complete.own_name = actor->name != NULL ? actor->name->text : "";
	/* Whoever logs in has decided how their name is shown. */
	if (request->kind == REQUEST_SEND)
		complete.name = world_spell(
		    world, request->name, name, sizeof(name));
	if (request->room != NULL)
		complete.room = world_spell(
		    world, request->room, room, sizeof(room));
	trace_request(world, actor, &complete);
	actor->wire->write(&actor->peer, &complete);
}

/* ---- coming -------------------------------------------------------------- */

/* Add what others hear of the actor's coming to a room, and its stay there. */
static void
actor_enter(struct world *world, struct actor *actor, struct pending *pending,
    unsigned int room, struct name *name)
{
	struct room *entered = &world->rooms[room];

	pending->room = room;
	pending->member = stay_begin(
	    &entered->members, actor->session, actor->slot, world->now);
	actor->member[room] = pending->member;
	/* Whoever listens already hears the same as before. */
	if (actor->hearing[room] == NULL) {
		pending->hearing = stay_begin(
		    &entered->hearers, actor->session, actor->slot, world->now);
		actor->hearing[room] = pending->hearing;
	}
	pending->entry = ledger_add(
	    world, ENTRY_JOINED, actor->session, name, NULL, room);
	pending->entry->membership = pending->member;
}

void
actor_connect(struct world *world, struct actor *actor, const struct wire *wire,
    unsigned int listener)
{
	actor->session = world_add_session(world);
	servers_connect(
	    world, &actor->peer, world_server(world, actor->session), listener);
	actor->wire = wire;
	actor->state = ACTOR_STRANGER;
	actor->is_waiting = actor->is_cut = false;
	actor->name = NULL;
	actor->reason = NULL;
	actor->holder = actor->presence = NULL;
	memset(actor->hearing, 0, sizeof(actor->hearing));
	memset(actor->member, 0, sizeof(actor->member));
	memset(actor->hears, 0, sizeof(actor->hears));
	if (wire->has_guests) {
		actor->hears[LOBBY] = true;
		actor->hearing[LOBBY] = stay_begin(&world->rooms[LOBBY].hearers,
		    actor->session, actor->slot, world_tick(world));
	}
}

static void
actor_ask_login(
    struct world *world, struct actor *actor, struct pending *pending)
{
	struct name *name = pending->name;

	pending->kind = REQUEST_LOGIN;
	actor->presence = stay_begin(
	    &world->everybody, actor->session, actor->slot, world->now);
	if (actor->wire->is_in_lobby)
		actor_enter(world, actor, pending, LOBBY, name);
}

static void
actor_ask_rename(
    struct world *world, struct actor *actor, struct pending *pending)
{
	unsigned int room = actor->wire->is_in_one_room ? actor_room(actor)
							: LOBBY;

	pending->kind = REQUEST_RENAME;
	stay_end(actor->holder, world->now);
	/* Nobody is told of a name that stays the same. */
	if (actor->member[room] != NULL && pending->name != actor->name)
		pending->entry = ledger_add(world, ENTRY_RENAMED,
		    actor->session, actor->name, pending->name, room);
}

void
actor_ask_name(struct world *world, struct actor *actor, const char *text)
{
	struct pending *pending = actor_add_pending(
	    world, actor, REQUEST_LOGIN);
	bool is_guest = actor->wire->has_guests && actor->name == NULL;
	char guest[80];

	if (is_guest) {
		peer_name(&actor->peer, guest, sizeof(guest));
		text = guest;
	}
	pending->name = world_name(world, slice_of(text));
	pending->is_refused = !is_guest && strpbrk(text, "!/,") != NULL;
	pending->holder = stay_begin(&pending->name->holders, actor->session,
	    actor->slot, pending->began);
	if (actor->name == NULL)
		actor_ask_login(world, actor, pending);
	else
		actor_ask_rename(world, actor, pending);
	if (world->sessions[actor->session].claimed == NEVER)
		world->sessions[actor->session].claimed = pending->began;
	actor->is_waiting = true;
	actor_write(world, actor,
	    &(struct request){ .kind = is_guest ? REQUEST_LIST : pending->kind,
		.name = text });
}

/* ---- talking ------------------------------------------------------------- */

/* Write the letter that entry is. */
static const char *
actor_letter(const struct actor *actor, const struct entry *entry,
    uint32_t size, bool is_bad)
{
	static char text[LETTER_SPACE + 8];
	size_t max = actor->wire->text_max;

	if (max > 0 && size > max)
		size = (uint32_t)max;
	letter_write(text, entry->session, entry->number, size);
	if (is_bad)
		strcat(text, "\x1b[1m");
	return text;
}

void
actor_send(struct world *world, struct actor *actor, struct name *to,
    uint32_t size, bool is_bad)
{
	struct pending *pending = actor_add_pending(world, actor, REQUEST_SEND);

	pending->entry = ledger_add(
	    world, ENTRY_DIRECT, actor->session, actor->name, to, 0);
	pending->entry->is_bad = pending->entry->is_doomed = is_bad;
	pending->is_refused = is_bad;
	pending->name = to;
	actor_write(world, actor,
	    &(struct request){ .kind = REQUEST_SEND,
		.name = to->text,
		.text = actor_letter(actor, pending->entry, size, is_bad) });
}

void
actor_say(struct world *world, struct actor *actor, unsigned int room,
    uint32_t size, bool is_bad)
{
	struct pending *pending = actor_add_pending(world, actor, REQUEST_SAY);

	pending->entry = ledger_add(
	    world, ENTRY_SAID, actor->session, actor->name, NULL, room);
	pending->is_refused = is_bad;
	pending->entry->is_bad = is_bad;
	pending->entry->is_doomed = is_bad || actor->member[room] == NULL;
	pending->room = room;
	actor_write(world, actor,
	    &(struct request){ .kind = REQUEST_SAY,
		.room = world->rooms[room].name,
		.text = actor_letter(actor, pending->entry, size, is_bad) });
}

/* ---- rooms and lists ----------------------------------------------------- */

static void
actor_ask_room(struct world *world, struct actor *actor, enum request_kind kind,
    unsigned int room)
{
	actor_write(world, actor,
	    &(struct request){ .kind = kind, .room = world->rooms[room].name });
}

void
actor_join(struct world *world, struct actor *actor, unsigned int room)
{
	struct pending *pending = actor_add_pending(world, actor, REQUEST_JOIN);

	pending->room = room;
	if (actor->member[room] == NULL)
		actor_enter(world, actor, pending, room, actor->name);
	actor_ask_room(world, actor, REQUEST_JOIN, room);
}

/* Enter that the actor, by this name, leaves a room that it is in. */
static struct entry *
actor_exit(struct world *world, struct actor *actor, unsigned int room,
    struct name *name)
{
	struct entry *entry = ledger_add(
	    world, ENTRY_LEFT, actor->session, name, NULL, room);

	entry->membership = actor->member[room];
	stay_end(actor->member[room], world->now);
	stay_end(actor->hearing[room], world->now);
	return entry;
}

void
actor_leave(struct world *world, struct actor *actor, unsigned int room)
{
	struct pending *pending = actor_add_pending(
	    world, actor, REQUEST_LEAVE);

	pending->room = room;
	pending->member = actor->member[room];
	pending->hearing = actor->hearing[room];
	pending->is_refused = actor->member[room] == NULL;
	if (!pending->is_refused)
		pending->entry = actor_exit(world, actor, room, actor->name);
	actor->member[room] = actor->hearing[room] = NULL;
	actor_ask_room(world, actor, REQUEST_LEAVE, room);
}

void
actor_list(struct world *world, struct actor *actor)
{
	actor_add_pending(world, actor, REQUEST_LIST);
	actor_write(world, actor, &(struct request){ .kind = REQUEST_LIST });
}

void
actor_list_room(struct world *world, struct actor *actor, unsigned int room)
{
	actor_add_pending(world, actor, REQUEST_LIST_ROOM)->room = room;
	actor_ask_room(world, actor, REQUEST_LIST_ROOM, room);
}

void
actor_ask_nonsense(struct world *world, struct actor *actor)
{
	actor_add_pending(world, actor, REQUEST_NONSENSE);
	actor_write(
	    world, actor, &(struct request){ .kind = REQUEST_NONSENSE });
}

void
actor_ask_too_much(struct world *world, struct actor *actor)
{
	actor_add_pending(world, actor, REQUEST_TOO_LONG);
	actor_write(
	    world, actor, &(struct request){ .kind = REQUEST_TOO_LONG });
}

/* ---- leaving ------------------------------------------------------------- */

void
actor_quit(struct world *world, struct actor *actor)
{
	actor_add_pending(world, actor, REQUEST_QUIT);
	actor_write(world, actor, &(struct request){ .kind = REQUEST_QUIT });
	actor_begin_end(world, actor, false);
}

static void
actor_begin_end_of(struct world *world, struct stay *stay)
{
	if (stay == NULL)
		return;
	stay->is_gone = true;
	stay_end(stay, world->now);
}

/* Enter that the actor leaves a room, by a name that may be about to change. */
static void
actor_exit_for_good(struct world *world, struct actor *actor, unsigned int room,
    struct name *name, struct pending *renamed)
{
	struct entry *left = actor_exit(world, actor, room, name);

	if (renamed == NULL || renamed->name == name)
		return;
	renamed->left = left;
	renamed->left_renamed = actor_exit(world, actor, room, renamed->name);
	left->is_either = renamed->left_renamed->is_either = true;
}

void
actor_begin_end(struct world *world, struct actor *actor, bool is_cut)
{
	struct pending *renamed = NULL;
	struct name *name = actor->name;

	world_tick(world);
	actor->state = ACTOR_LEAVING;
	actor->is_cut = is_cut;
	world->tally.cuts += is_cut;
	actor_begin_end_of(world, actor->holder);
	actor_begin_end_of(world, actor->presence);
	/* What it still waits for may come, and goes with it then. */
	for (size_t i = actor->pending_start; i < actor->pending_end; i++) {
		struct pending *pending = &actor->pending[i];

		actor_begin_end_of(world, pending->holder);
		if (name == NULL && pending->kind == REQUEST_LOGIN)
			name = pending->name;
		if (pending->kind == REQUEST_RENAME)
			renamed = pending;
	}
	for (unsigned int room = 0; room < ROOMS; room++) {
		if (actor->member[room] != NULL)
			actor_exit_for_good(world, actor, room, name, renamed);
		actor_begin_end_of(world, actor->member[room]);
		actor_begin_end_of(world, actor->hearing[room]);
	}
}

void
actor_end(struct actor *actor)
{
	actor->state = ACTOR_AWAY;
	actor->has_rested = false;
	actor->pending_start = actor->pending_end = 0;
	actor->name = NULL;
}
