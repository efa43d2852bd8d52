/* SPDX-License-Identifier: MIT */
/* What is owed to whom, and what is known once all of it is paid. */

#include "model/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"
#include "model/ledger_private.h"

void
ledger_append(struct entry ***entries, size_t index, struct entry *entry)
{
	if ((index & (index - 1)) == 0) {
		*entries = realloc(
		    *entries, (index == 0 ? 1 : 2 * index) * sizeof(**entries));
		ck_assert_ptr_nonnull(*entries);
	}
	(*entries)[index] = entry;
}

uint32_t *
ledger_heard(uint32_t **array, struct session *listener, uint32_t session,
    const struct world *world)
{
	uint32_t old = listener->heard_count, new = old;

	if (session >= old || listener->heard == NULL) {
		new = world->session_count + 64;
		listener->heard = realloc(
		    listener->heard, new * sizeof(*listener->heard));
		ck_assert_ptr_nonnull(listener->heard);
		memset(
		    listener->heard + old, 0, (new - old) * sizeof(uint32_t));
		for (size_t i = 0; i < ROOMS; i++) {
			uint32_t **in = &listener->heard_in[i];

			*in = realloc(*in, new * sizeof(**in));
			ck_assert_ptr_nonnull(*in);
			memset(*in + old, 0, (new - old) * sizeof(**in));
		}
		listener->heard_count = new;
	}
	return *array + session;
}

/* ---- marks --------------------------------------------------------------- */

bool
ledger_is_marked(const struct entry *entry, unsigned int slot)
{
	return (entry->got[slot / 64] >> (slot % 64) & 1) != 0;
}

void
ledger_mark(struct entry *entry, unsigned int slot)
{
	entry->got[slot / 64] |= UINT64_C(1) << (slot % 64);
}

void
ledger_unmark(struct entry *entry, unsigned int slot)
{
	entry->got[slot / 64] &= ~(UINT64_C(1) << (slot % 64));
}

/* ---- what is owed -------------------------------------------------------- */

const struct stays *
ledger_audience(const struct world *world, const struct entry *entry)
{
	if (entry->kind == ENTRY_TOLD)
		return &world->everybody;
	if (entry->kind != ENTRY_DIRECT)
		return &world->rooms[entry->room].hearers;
	return entry->other != world->echo ? &entry->other->holders
					   : &world->everybody;
}

uint64_t
ledger_arrival(const struct world *world, const struct entry *entry)
{
	bool is_direct = entry->kind == ENTRY_DIRECT;

	return entry->ended == NEVER ||
		       (!is_direct && entry->ended > world->settled)
		   ? world->now
		   : entry->ended;
}

/*
 * Return from when on it is certain that the entry reaches whoever has this
 * stay: what is for a room does when it is known, where its speaker is, that
 * they are in it.
 */
static uint64_t
ledger_certain_from(const struct world *world, const struct entry *entry,
    const struct stay *stay)
{
	return entry->kind == ENTRY_DIRECT || entry->kind == ENTRY_TOLD ||
		       world_is_near(world, entry->session, stay->session)
		   ? stay->certain_from
		   : stay->known_from;
}

/* Say whether the audience of the entry has somebody of this stay. */
static bool
ledger_concerns(const struct world *world, const struct entry *entry,
    const struct stay *stay)
{
	bool is_own = entry->session == stay->session;
	bool is_echo = entry->kind == ENTRY_DIRECT &&
		       strcmp(entry->other->text, "echobot") == 0;

	if (entry->outcome != ENTRY_DONE ||
	    ledger_certain_from(world, entry, stay) > entry->began ||
	    entry->ended > stay->certain_to)
		return false;
	if (is_echo)
		return is_own;
	return !is_own || entry->kind == ENTRY_DIRECT;
}

bool
ledger_is_owed(const struct world *world, const struct entry *entry,
    const struct stay *stay)
{
	/*
	 * A text for one user goes to the connection, whatever it is called by
	 * now; what is said goes to those who are in the room.
	 */
	return ledger_concerns(world, entry, stay) && !stay->is_gone &&
	       (entry->kind == ENTRY_DIRECT || stay_goes_on(stay));
}

/* Count who must still hear the entry. */
static size_t
ledger_count_owed_of(
    struct world *world, struct entry *entry, unsigned int *slot_r)
{
	const struct stay *stay = ledger_audience(world, entry)->first;
	size_t count = 0;

	if (entry->outcome != ENTRY_DONE)
		return 0;
	for (; stay != NULL; stay = stay->next) {
		if (!ledger_is_owed(world, entry, stay) ||
		    ledger_is_marked(entry, stay->slot) ||
		    (entry->kind >= ENTRY_JOINED &&
			ledger_take_over(world, entry, stay)))
			continue;
		*slot_r = stay->slot;
		count++;
	}
	return count;
}

size_t
ledger_count_owed(
    struct world *world, struct entry **first_r, unsigned int *slot_r)
{
	size_t kept = 0, sum = 0;

	for (size_t i = 0; i < world->owed_count; i++) {
		struct entry *entry = world->owed[i];
		unsigned int slot = 0;
		size_t count = ledger_count_owed_of(world, entry, &slot);

		if (count > 0 && sum == 0) {
			*first_r = entry;
			*slot_r = slot;
		}
		sum += count;
		if (count > 0 || entry->outcome == ENTRY_OPEN)
			world->owed[kept++] = entry;
	}
	world->owed_count = kept;
	return sum;
}

/* ---- the end of sessions and rounds -------------------------------------- */

/* Say whether something without an answer must have been taken. */
static bool
ledger_was_taken(const struct session *owner, const struct entry *entry)
{
	if (entry->kind == ENTRY_LEFT)
		return !entry->is_either &&
		       entry->membership->certain_from != NEVER;
	/* Something that its session sent later was heard. */
	return entry->kind <= ENTRY_SAID && !entry->is_doomed &&
	       entry->number < owner->done_to;
}

void
ledger_end_session(struct world *world, uint32_t session)
{
	struct session *owner = &world->sessions[session];

	for (uint32_t i = 0; i < owner->entry_count; i++) {
		struct entry *entry = owner->entries[i];

		if (entry->outcome != ENTRY_OPEN ||
		    !ledger_was_taken(owner, entry))
			continue;
		entry->outcome = ENTRY_DONE;
		entry->is_assumed = true;
		entry->ended = world->now;
	}
	owner->is_over = true;
}

/* Fail if a session that is gone heard something later, but not this. */
static void
ledger_check_gaps(const struct world *world, const struct entry *entry)
{
	const struct stay *stay = ledger_audience(world, entry)->first;

	if (entry->kind >= ENTRY_TOLD)
		return;
	for (; stay != NULL; stay = stay->next) {
		const struct session *listener =
		    &world->sessions[stay->session];

		if (!stay->is_gone || !ledger_concerns(world, entry, stay) ||
		    ledger_is_marked(entry, stay->slot) ||
		    entry->session >= listener->heard_count ||
		    listener->heard[entry->session] <= entry->number)
			continue;
		world_fail(world,
		    "session %" PRIu32 ", which has left, did not hear it: %s",
		    stay->session, ledger_describe(world, entry));
	}
}

/* Forget notices that were entered before this round. */
static void
ledger_forget_notices(struct name *name, const struct entry *oldest)
{
	struct entry **link = &name->notices;

	while (*link != NULL && (*link)->began >= oldest->began)
		link = &(*link)->next_notice;
	*link = NULL;
}

void
ledger_end_round(struct world *world)
{
	const struct entry *oldest;

	for (size_t i = world->round_begin; i < world->entry_count; i++)
		ledger_check_gaps(world, world->entries[i]);
	if (world->round_begin < world->entry_count) {
		oldest = world->entries[world->round_begin];
		for (size_t i = 0; i < sizeof(world->names) / sizeof(void *);
		     i++)
			for (struct name *name = world->names[i]; name != NULL;
			     name = name->next)
				ledger_forget_notices(name, oldest);
	}
	world->round_begin = world->entry_count;
	world->owed_count = 0;
}
