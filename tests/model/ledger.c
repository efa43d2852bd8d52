/* SPDX-License-Identifier: MIT */
/*
 * What is sent is entered when it is asked for, and judged when it is answered
 * and when it is heard, whichever comes first.
 */

#include "model/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/test_support.h"
#include "model/letter.h"
#include "model/ledger_private.h"

struct entry *
ledger_add(struct world *world, enum entry_kind kind, uint32_t session,
    struct name *from, struct name *other, unsigned int room)
{
	struct session *owner = &world->sessions[session];
	struct entry *entry = calloc(1, sizeof(*entry));

	ck_assert_ptr_nonnull(entry);
	entry->kind = kind;
	entry->session = session;
	entry->number = owner->entry_count;
	entry->from = from;
	entry->other = other;
	entry->room = room;
	entry->began = world_tick(world);
	entry->ended = NEVER;
	ledger_append(&owner->entries, owner->entry_count++, entry);
	ledger_append(&world->entries, world->entry_count, entry);
	ledger_append(&world->owed, world->owed_count++, entry);
	world->entry_count++;
	if (kind >= ENTRY_JOINED) {
		entry->next_notice = from->notices;
		from->notices = entry;
	}
	return entry;
}

const char *
ledger_describe(const struct world *world, const struct entry *e)
{
	static const char *const kinds[] = { "to", "said in", "told", "joined",
		"left", "renamed to" };
	static char text[400];

	snprintf(text, sizeof(text),
	    "%" PRIu32 ".%" PRIu32 " (%s %s %s, %" PRIu64 " to %" PRIu64
	    "%s%s)",
	    e->session, e->number, e->from->text, kinds[e->kind],
	    e->other != NULL        ? e->other->text
	    : e->kind == ENTRY_TOLD ? "everybody"
				    : world->rooms[e->room].name,
	    e->began, e->ended,
	    e->outcome == ENTRY_OPEN   ? ", not answered"
	    : e->outcome == ENTRY_DONE ? ""
				       : ", refused",
	    e->is_doomed ? ", doomed" : "");
	return text;
}

/* ---- answers ------------------------------------------------------------- */

/* Return somebody with the name of a direct entry: then, or all the time. */
static const struct stay *
ledger_receiver(const struct entry *entry, uint64_t to, bool is_certain)
{
	const struct stay *stay = entry->other->holders.first;

	while (stay != NULL &&
	       !(is_certain ? stay_is_certain(stay, entry->began, to)
			    : stay_is_possible(stay, entry->began, to)))
		stay = stay->next;
	return stay;
}

static void
ledger_settle(
    struct world *world, struct entry *entry, enum entry_outcome outcome)
{
	struct session *owner = &world->sessions[entry->session];

	entry->outcome = outcome;
	entry->ended = world_tick(world);
	if (owner->done_to <= entry->number)
		owner->done_to = entry->number + 1;
}

void
ledger_confirm(struct world *world, struct entry *entry)
{
	ledger_settle(world, entry, ENTRY_DONE);
	if (entry->is_doomed)
		world_fail(
		    world, "it was taken: %s", ledger_describe(world, entry));
	if (entry->kind == ENTRY_DIRECT && entry->other != world->echo &&
	    ledger_receiver(entry, entry->ended, false) == NULL)
		world_fail(world, "there was nobody for it: %s",
		    ledger_describe(world, entry));
}

void
ledger_refuse(struct world *world, struct entry *entry)
{
	ledger_settle(world, entry, ENTRY_REFUSED);
	if (entry->kind == ENTRY_SAID && !entry->is_doomed)
		world_fail(
		    world, "it was refused: %s", ledger_describe(world, entry));
	if (entry->kind == ENTRY_DIRECT && !entry->is_doomed &&
	    (entry->other == world->echo ||
		ledger_receiver(entry, entry->ended, true) != NULL))
		world_fail(world, "there was somebody for it: %s",
		    ledger_describe(world, entry));
	if (entry->kind >= ENTRY_JOINED) {
		ledger_withdraw(world, entry);
		return;
	}
	for (size_t i = 0; i < ACTORS_MAX / 64; i++)
		if (entry->got[i] != 0)
			world_fail(world, "it was heard and refused: %s",
			    ledger_describe(world, entry));
}

/* ---- texts --------------------------------------------------------------- */

/* Fail unless the entry is what the event says. */
static void
ledger_check_words(struct world *world, const struct actor *actor,
    const struct entry *entry, const struct event *event)
{
	const struct name *from = entry->kind == ENTRY_DIRECT &&
					  entry->other == world->echo
				      ? world->echo
				      : entry->from;
	bool is_said = event->kind == EVENT_SAID;

	if (!slice_is(event->name, from->text) ||
	    is_said != (entry->kind == ENTRY_SAID) ||
	    (is_said && world_room(world, event->room) != entry->room))
		world_fail(world, "%s heard it from \"%.*s\": %s",
		    actor->name != NULL ? actor->name->text : "a stranger",
		    (int)event->name.size, event->name.bytes,
		    ledger_describe(world, entry));
}

/* Fail unless it may be the actor who hears it. */
static void
ledger_check_receiver(
    struct world *world, const struct actor *actor, const struct entry *entry)
{
	bool is_own = entry->session == actor->session;
	uint64_t to = ledger_arrival(world, entry);
	bool is_right;

	if (entry->kind == ENTRY_SAID)
		is_right = !is_own && actor->hears[entry->room] &&
			   stays_find(&world->rooms[entry->room].hearers,
			       actor->session, entry->began, to) != NULL;
	else if (entry->kind == ENTRY_TOLD)
		is_right = stays_find(&world->everybody, actor->session,
			       entry->began, to) != NULL;
	else if (entry->other == world->echo)
		is_right = is_own;
	else
		is_right = stays_find(&entry->other->holders, actor->session,
			       entry->began, to) != NULL;
	if (!is_right || entry->outcome == ENTRY_REFUSED || entry->is_doomed)
		world_fail(world, "session %" PRIu32 " must not hear it: %s",
		    actor->session, ledger_describe(world, entry));
}

void
ledger_hear_text(
    struct world *world, struct actor *actor, const struct event *event)
{
	struct session *listener = &world->sessions[actor->session];
	uint32_t session, number, *heard;
	struct session *speaker;
	struct entry *entry;

	if (!letter_read(event->text, &session, &number) ||
	    session >= world->session_count ||
	    number >= world->sessions[session].entry_count)
		world_fail(world, "nobody has sent \"%.*s\"",
		    (int)event->text.size, event->text.bytes);
	speaker = &world->sessions[session];
	entry = speaker->entries[number];
	ledger_check_words(world, actor, entry, event);
	ledger_check_receiver(world, actor, entry);
	/* Whoever waits for a confirmation reads it before what it causes. */
	if (entry->outcome == ENTRY_OPEN && session == actor->session &&
	    !actor->wire->is_silent && !actor->wire->confirms_late)
		world_fail(world, "it is heard before it is confirmed: %s",
		    ledger_describe(world, entry));
	heard = ledger_heard(&listener->heard, listener, session, world);
	if (number < *heard)
		world_fail(world,
		    "session %" PRIu32 " heard it after number %" PRIu32 ": %s",
		    actor->session, *heard - 1, ledger_describe(world, entry));
	*heard = number + 1;
	if (entry->kind == ENTRY_SAID)
		ledger_hear_in_room(world, actor, entry, false);
	if (number + 1 > speaker->done_to)
		speaker->done_to = number + 1;
	ledger_mark(entry, actor->slot);
	world->tally.heard++;
}
