/* SPDX-License-Identifier: MIT */
/*
 * What operators decide about a room: who may enter it, and who may speak.  As
 * with topics, only those are told of a change whose protocol has words for it.
 */

#include <errno.h>

#include "chatd/chat/announcements.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/room_news.h"
#include "chatd/chat/room_owners.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_masks.h"
#include "chatd/presence/room_record.h"
#include "chatd/presence/room_rules.h"
#include "common/clock.h"

static void
modes_answer(struct connection *connection, enum chat_outcome outcome,
    const struct membership *membership, struct chat_answer *answer)
{
	struct room_modes modes;

	answer->request = CHAT_MODE;
	answer->outcome = outcome;
	if (outcome == CHAT_DONE) {
		room_rules_copy_modes(room_rules(membership->room), &modes);
		answer->modes = &modes;
		answer->time_s = room_made_s(membership->room);
	}
	answer_give(connection, answer);
}

void
chat_ask_modes(struct connection *connection, struct slice room)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	struct chat_answer answer = { .room = room };

	modes_answer(connection,
	    membership != NULL ? CHAT_DONE : CHAT_NO_SUCH_ROOM, membership,
	    &answer);
}

/* Give a member a rank. */
static enum chat_outcome
modes_grant(struct connection *connection, const struct membership *membership,
    struct slice name, unsigned int rank, bool *is_new_r)
{
	enum chat_outcome outcome = CHAT_DONE;
	struct room *room = membership->room;
	unsigned int before;

	if (!room_set_ranks(room, name, rank, true, &before))
		return CHAT_NO_SUCH_USER;
	if ((before & ROOM_OWNS_NAME) != 0)
		outcome = room_owners_grant(connection, membership, name, rank);
	*is_new_r = (before & rank) == 0;
	if (outcome != CHAT_DONE && *is_new_r)
		room_set_ranks(room, name, rank, false, &before);
	return outcome;
}

/* Take a rank away from a member, or from an account that has it for good. */
static enum chat_outcome
modes_revoke(struct connection *connection, const struct membership *membership,
    struct slice name, unsigned int rank, bool *is_new_r)
{
	bool was_kept = room_owners_revoke(connection, membership, name, rank);
	unsigned int before = 0;
	bool is_member = room_set_ranks(
	    membership->room, name, rank, false, &before);

	*is_new_r = was_kept || (before & rank) != 0;
	return is_member || was_kept ? CHAT_DONE : CHAT_NO_SUCH_USER;
}

/* Set a rank of somebody; finding them costs as telling does. */
static enum chat_outcome
modes_set_rank(struct connection *connection,
    const struct membership *membership, struct chat_mode_change *change,
    unsigned int rank)
{
	const struct message told = { .from = change->text };

	debt_charge(connection, membership->room, &told);
	return change->holds ? modes_grant(connection, membership, change->text,
				   rank, &change->is_new)
			     : modes_revoke(connection, membership,
				   change->text, rank, &change->is_new);
}

static enum chat_outcome
modes_set_mask(const struct connection *connection, struct room_rules *rules,
    struct chat_mode_change *change)
{
	struct room_mask_entry entry = {
		.mask = change->text,
		.by = connection_name(connection),
		.time_s = clock_real_ms() / 1000,
	};

	(void)mode_change_is_mask(change->mode, &entry.kind);
	if (!change->holds)
		change->is_new = room_masks_remove(
		    rules, entry.kind, entry.mask);
	else if (room_masks_add(rules, &entry, &change->is_new) != 0)
		return errno == ENOSPC ? CHAT_BANS_FULL : CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}

/* Return the flag of a room that a mode is, or 0. */
static unsigned int
modes_flag(enum chat_mode mode)
{
	switch (mode) {
	case CHAT_MODE_CLOSED:
		return ROOM_CLOSED;
	case CHAT_MODE_MODERATED:
		return ROOM_MODERATED;
	case CHAT_MODE_FREE_TOPIC:
		return ROOM_FREE_TOPIC;
	case CHAT_MODE_SECRET:
		return ROOM_SECRET;
	case CHAT_MODE_OPEN:
		return ROOM_OPEN;
	case CHAT_MODE_KEY:
	case CHAT_MODE_LIMIT:
	case CHAT_MODE_OPERATOR:
	case CHAT_MODE_VOICE:
	case CHAT_MODE_BAN:
	case CHAT_MODE_EXCEPTION:
	case CHAT_MODE_INVITED:
	case CHAT_MODE_KEPT:
		break;
	}
	return 0;
}

/* Make a change, and note whether it is new. */
static enum chat_outcome
modes_change(struct connection *connection, const struct membership *membership,
    struct chat_mode_change *change)
{
	const struct slice no_key = { 0 };
	struct room_rules *rules = room_rules(membership->room);

	change->is_new = true;
	switch (change->mode) {
	case CHAT_MODE_KEY:
		change->is_new = room_rules_set_key(
		    rules, change->holds ? change->text : no_key);
		break;
	case CHAT_MODE_LIMIT:
		change->is_new = room_rules_set_limit(
		    rules, change->holds ? change->limit : 0);
		break;
	case CHAT_MODE_CLOSED:
	case CHAT_MODE_MODERATED:
	case CHAT_MODE_FREE_TOPIC:
	case CHAT_MODE_SECRET:
	case CHAT_MODE_OPEN:
		change->is_new = room_rules_set_flags(
		    rules, modes_flag(change->mode), change->holds);
		break;
	case CHAT_MODE_OPERATOR:
		return modes_set_rank(
		    connection, membership, change, ROOM_OPERATOR);
	case CHAT_MODE_VOICE:
		return modes_set_rank(
		    connection, membership, change, ROOM_VOICE);
	case CHAT_MODE_BAN:
	case CHAT_MODE_EXCEPTION:
	case CHAT_MODE_INVITED:
		return modes_set_mask(connection, rules, change);
	case CHAT_MODE_KEPT:
		return change->holds
			   ? room_owners_keep(connection, membership)
			   : room_owners_give_up(connection, membership);
	}
	return CHAT_DONE;
}

static bool
modes_accept(
    const struct connection *connection, const struct chat_mode_change *change)
{
	enum room_mask_kind kind;

	if (mode_change_is_mask(change->mode, &kind))
		return room_mask_is_valid(
		    change->text, connection_limits(connection)->name_max);
	return change->mode != CHAT_MODE_KEY || !change->holds ||
	       room_key_is_valid(change->text);
}

/*
 * Say whether one of count changes, which would be accepted, is in words, which
 * the members can ask for.
 */
static bool
modes_have_words(const struct connection *connection,
    const struct chat_mode_change *changes, size_t count)
{
	enum room_mask_kind kind;

	for (size_t i = 0; i < count; i++) {
		if (changes[i].holds &&
		    (changes[i].mode == CHAT_MODE_KEY ||
			mode_change_is_mask(changes[i].mode, &kind)) &&
		    modes_accept(connection, &changes[i]))
			return true;
	}
	return false;
}

/*
 * Make count changes, and note what has become of each.  Return what stands
 * against the first that is not made, or CHAT_OUT_OF_MEMORY; or CHAT_DONE.
 */
static enum chat_outcome
modes_change_all(struct connection *connection,
    const struct membership *membership, struct chat_mode_change *changes,
    size_t count)
{
	enum chat_outcome first = CHAT_DONE;

	for (size_t i = 0; i < count; i++) {
		enum chat_outcome outcome = room_rights_check(membership);

		if (first == CHAT_OUT_OF_MEMORY)
			outcome = first;
		else if (!modes_accept(connection, &changes[i]))
			outcome = CHAT_BAD_TEXT;
		else if (outcome == CHAT_DONE)
			outcome = modes_change(
			    connection, membership, &changes[i]);
		changes[i].outcome = outcome;
		if (first == CHAT_DONE || outcome == CHAT_OUT_OF_MEMORY)
			first = outcome;
	}
	return first;
}

/* Let all know, here and on other machines, of what has been changed. */
static void
modes_tell(struct connection *connection, const struct membership *membership,
    const struct chat_mode_change *changes, size_t count)
{
	const struct slice nobody = { 0 };
	struct slice room = room_name(membership->room);
	bool has_ranks = false, has_rules = false;

	for (size_t i = 0; i < count; i++) {
		bool is_rank = changes[i].mode == CHAT_MODE_OPERATOR ||
			       changes[i].mode == CHAT_MODE_VOICE;

		if (changes[i].outcome != CHAT_DONE)
			continue;
		has_ranks |= is_rank;
		has_rules |= !is_rank;
		if (is_rank)
			announcements_add_rules(
			    connection, room, changes[i].text);
	}
	if (has_rules)
		announcements_add_rules(connection, room, nobody);
	if (!has_rules && !has_ranks)
		return;
	room_news_tell_modes(connection, membership->room, changes, count);
	room_owners_note_change(connection, membership);
}

void
chat_change_modes(struct connection *connection, struct slice room,
    struct chat_mode_change *changes, size_t count)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	struct chat_answer answer = {
		.room = room,
		.changes = changes,
		.change_count = count,
	};
	enum chat_outcome outcome;

	if (modes_have_words(connection, changes, count) &&
	    moderating_refuses(
		connection, CHAT_MODE, (struct slice){ 0 }, room))
		return;
	outcome = modes_change_all(connection, membership, changes, count);
	if (membership != NULL)
		modes_tell(connection, membership, changes, count);
	modes_answer(connection, outcome, membership, &answer);
}

void
chat_list_masks(
    struct connection *connection, struct slice room, enum room_mask_kind kind)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	char masks[ROOM_MASKS_MAX_BYTES];
	struct chat_answer answer = {
		.request = CHAT_BANS,
		.outcome = CHAT_NO_SUCH_ROOM,
		.room = room,
		.text = { masks, 0 },
		.kind = kind,
	};

	if (membership != NULL) {
		answer.outcome = CHAT_DONE;
		answer.text.size = room_masks_copy(
		    room_rules(membership->room), kind, masks);
	}
	answer_give(connection, &answer);
}
