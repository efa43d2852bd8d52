/* SPDX-License-Identifier: MIT */
/*
 * Notices have no number on the wire, only a name; and a name may have had two
 * owners within a moment.  So a notice is taken for the oldest one like it that
 * the listener may hear and has not heard, and this is put right when it turns
 * out to have been another.
 */

#include "model/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/test_support.h"
#include "model/ledger_private.h"

/* Say whether more than one session may have had the name lately. */
static bool
notice_is_contested(const struct entry *entry)
{
	const struct stay *stay = entry->from->holders.first;
	const struct entry *other = entry->from->notices;

	while (stay != NULL && stay->session == entry->session)
		stay = stay->next;
	while (other != NULL && other->session == entry->session)
		other = other->next_notice;
	return stay != NULL || other != NULL;
}

static bool
notice_is_like(const struct entry *one, const struct entry *other)
{
	return one->kind == other->kind && one->room == other->room &&
	       one->other == other->other;
}

/* Say whether the actor may hear it, and has not. */
static bool
notice_may_be_heard(const struct world *world, const struct actor *actor,
    const struct entry *entry)
{
	uint64_t to = ledger_arrival(world, entry);

	return entry->outcome != ENTRY_REFUSED &&
	       entry->session != actor->session &&
	       !ledger_is_marked(entry, actor->slot) &&
	       stays_find(&world->rooms[entry->room].hearers, actor->session,
		   entry->began, to) != NULL;
}

/* Return the oldest notice like this one that the actor may hear, or NULL. */
static struct entry *
notice_find(struct world *world, struct actor *actor,
    const struct entry *wanted, struct entry *first, bool in_order)
{
	struct entry *found = NULL;

	for (struct entry *entry = first; entry != NULL;
	     entry = entry->next_notice)
		if (notice_is_like(entry, wanted) &&
		    notice_may_be_heard(world, actor, entry) &&
		    (!in_order ||
			ledger_hear_in_room(world, actor, entry, true)))
			found = entry;
	return found;
}

static enum entry_kind
notice_kind(enum event_kind kind)
{
	return kind == EVENT_JOINED ? ENTRY_JOINED
	       : kind == EVENT_LEFT ? ENTRY_LEFT
				    : ENTRY_RENAMED;
}

/* Show what is known of the name, for whoever wants to know what went wrong. */
static void
notice_show_all(const struct world *world, const struct actor *actor,
    const struct name *name)
{
	const struct entry *entry = name->notices;

	for (; entry != NULL; entry = entry->next_notice)
		fprintf(stderr, "%s%s\n", ledger_describe(world, entry),
		    ledger_is_marked(entry, actor->slot) ? ", heard" : "");
}

/* Have the actor in a slot have heard it at this moment. */
static void
notice_mark(struct entry *entry, unsigned int slot, uint64_t moment)
{
	if (entry->heard == NULL)
		entry->heard = calloc(ACTORS_MAX, sizeof(*entry->heard));
	ck_assert_ptr_nonnull(entry->heard);
	entry->heard[slot] = moment;
	ledger_mark(entry, slot);
}

void
ledger_hear_notice(
    struct world *world, struct actor *actor, const struct event *event)
{
	struct name *name = world_name(world, event->name);
	struct entry wanted = { .kind = notice_kind(event->kind),
		.room = world_room(world, event->room) };
	struct entry *entry;

	if (event->kind == EVENT_RENAMED)
		wanted.other = world_name(world, event->text);
	if (!actor->hears[wanted.room])
		world_fail(world, "session %" PRIu32 " is not in %s",
		    actor->session, world->rooms[wanted.room].name);
	entry = notice_find(world, actor, &wanted, name->notices, true);
	if (entry == NULL) {
		entry = notice_find(
		    world, actor, &wanted, name->notices, false);
		if (entry == NULL || !notice_is_contested(entry)) {
			notice_show_all(world, actor, name);
			world_fail(world,
			    "session %" PRIu32
			    " must not hear%s of %s in %s (kind %d)",
			    actor->session, entry != NULL ? " now" : "",
			    name->text, world->rooms[wanted.room].name,
			    (int)wanted.kind);
		}
	} else if (!notice_is_contested(entry)) {
		/* Of another owner of the name it would say nothing. */
		ledger_hear_in_room(world, actor, entry, false);
	}
	notice_mark(entry, actor->slot, world->now);
	world->tally.heard++;
}

bool
ledger_hear_in_room(struct world *world, struct actor *actor,
    const struct entry *entry, bool is_tried)
{
	struct session *listener = &world->sessions[actor->session];
	uint32_t *heard = ledger_heard(
	    &listener->heard_in[entry->room], listener, entry->session, world);

	if (entry->number < *heard) {
		if (!is_tried && !notice_is_contested(entry))
			world_fail(world,
			    "session %" PRIu32
			    " heard it in the room after number %" PRIu32
			    ": %s",
			    actor->session, *heard - 1,
			    ledger_describe(world, entry));
		return false;
	}
	if (!is_tried)
		*heard = entry->number + 1;
	return true;
}

/* ---- putting it right ---------------------------------------------------- */

/* Say whether what the listener took for other may have been this one. */
static bool
notice_may_be_another(const struct world *world, const struct entry *other,
    const struct entry *entry, const struct stay *listener)
{
	/* What was heard before this began was not this. */
	return other != entry && notice_is_like(other, entry) &&
	       ledger_is_marked(other, listener->slot) &&
	       other->heard[listener->slot] >= entry->began &&
	       stays_find(ledger_audience(world, other), listener->session,
		   other->began, ledger_arrival(world, other)) != NULL;
}

/* Say whether the listener must hear it. */
static bool
notice_is_owed(const struct world *world, const struct entry *entry,
    const struct stay *listener)
{
	const struct stay *stay = ledger_audience(world, entry)->first;

	while (stay != NULL && (stay->session != listener->session ||
				   !ledger_is_owed(world, entry, stay)))
		stay = stay->next;
	return stay != NULL;
}

/*
 * Have the listener have heard something else in its place.  Return false if
 * it must be heard, and nothing else was.
 */
static bool
notice_spare(
    struct world *world, struct entry *entry, const struct stay *listener)
{
	if (notice_is_owed(world, entry, listener))
		return ledger_take_over(world, entry, listener);
	ledger_unmark(entry, listener->slot);
	return true;
}

/*
 * Of two that must be heard the older one may have been what was taken for a
 * still older one.  What helps the newer one to a mark helps the older one,
 * too, so the first to be found decides.
 */
bool
ledger_take_over(
    struct world *world, struct entry *entry, const struct stay *listener)
{
	struct entry *other = entry->from->notices;
	uint64_t moment;

	while (other != NULL &&
	       (!notice_may_be_another(world, other, entry, listener) ||
		   (other->began > entry->began &&
		       notice_is_owed(world, other, listener))))
		other = other->next_notice;
	if (other == NULL)
		return false;
	moment = other->heard[listener->slot];
	if (!notice_spare(world, other, listener))
		return false;
	notice_mark(entry, listener->slot, moment);
	return true;
}

void
ledger_withdraw(struct world *world, struct entry *entry)
{
	struct entry *other;

	for (unsigned int slot = 0; slot < world->actor_count; slot++) {
		if (!ledger_is_marked(entry, slot))
			continue;
		ledger_unmark(entry, slot);
		other = notice_find(world, &world->actors[slot], entry,
		    entry->from->notices, false);
		if (other == NULL)
			world_fail(world, "it was heard and refused: %s",
			    ledger_describe(world, entry));
		notice_mark(other, slot, entry->heard[slot]);
	}
}
