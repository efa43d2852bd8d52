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
#include "chatd/presence/room_record.h"
#include "chatd/presence/room_rules.h"

static void
modes_answer(struct connection *connection, enum chat_outcome outcome,
    const struct membership *membership, struct slice room, bool is_unchanged)
{
	struct room_modes modes;
	struct chat_answer answer = {
		.request = CHAT_MODE,
		.outcome = outcome,
		.room = room,
		.is_unchanged = is_unchanged,
	};

	if (outcome == CHAT_DONE) {
		room_rules_copy_modes(room_rules(membership->room), &modes);
		answer.modes = &modes;
		answer.time_s = room_made_s(membership->room);
	}
	answer_give(connection, &answer);
}

void
chat_ask_modes(struct connection *connection, struct slice room)
{
	const struct membership *membership = rooms_membership(
	    connection, room);

	modes_answer(connection,
	    membership != NULL ? CHAT_DONE : CHAT_NO_SUCH_ROOM, membership,
	    room, false);
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
    const struct membership *membership, const struct chat_mode_change *change,
    unsigned int rank, bool *is_new_r)
{
	const struct message told = { .from = change->text };

	debt_charge(connection, membership->room, &told);
	return change->holds ? modes_grant(connection, membership, change->text,
				   rank, is_new_r)
			     : modes_revoke(connection, membership,
				   change->text, rank, is_new_r);
}

static enum chat_outcome
modes_set_ban(struct room_rules *rules, const struct chat_mode_change *change,
    bool *is_new_r)
{
	if (!change->holds)
		*is_new_r = room_rules_unban(rules, change->text);
	else if (room_rules_ban(rules, change->text, is_new_r) != 0)
		return errno == ENOSPC ? CHAT_BANS_FULL : CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}

/* Make a change, and set *is_new_r unless all was so before. */
static enum chat_outcome
modes_change(struct connection *connection, const struct membership *membership,
    const struct chat_mode_change *change, bool *is_new_r)
{
	const struct slice no_key = { 0 };
	struct room_rules *rules = room_rules(membership->room);

	*is_new_r = true;
	switch (change->mode) {
	case CHAT_MODE_KEY:
		*is_new_r = room_rules_set_key(
		    rules, change->holds ? change->text : no_key);
		break;
	case CHAT_MODE_LIMIT:
		*is_new_r = room_rules_set_limit(
		    rules, change->holds ? change->limit : 0);
		break;
	case CHAT_MODE_CLOSED:
		*is_new_r = room_rules_set_flags(
		    rules, ROOM_CLOSED, change->holds);
		break;
	case CHAT_MODE_MODERATED:
		*is_new_r = room_rules_set_flags(
		    rules, ROOM_MODERATED, change->holds);
		break;
	case CHAT_MODE_FREE_TOPIC:
		*is_new_r = room_rules_set_flags(
		    rules, ROOM_FREE_TOPIC, change->holds);
		break;
	case CHAT_MODE_SECRET:
		*is_new_r = room_rules_set_flags(
		    rules, ROOM_SECRET, change->holds);
		break;
	case CHAT_MODE_OPERATOR:
		return modes_set_rank(
		    connection, membership, change, ROOM_OPERATOR, is_new_r);
	case CHAT_MODE_VOICE:
		return modes_set_rank(
		    connection, membership, change, ROOM_VOICE, is_new_r);
	case CHAT_MODE_BAN:
		return modes_set_ban(rules, change, is_new_r);
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
	if (change->mode == CHAT_MODE_BAN)
		return room_mask_is_valid(
		    change->text, connection_limits(connection)->name_max);
	return change->mode != CHAT_MODE_KEY || !change->holds ||
	       room_key_is_valid(change->text);
}

/* Say whether a change is in words, which the members can ask for. */
static bool
modes_have_words(const struct chat_mode_change *change)
{
	return change->holds &&
	       (change->mode == CHAT_MODE_KEY || change->mode == CHAT_MODE_BAN);
}

/* Let other machines know of a change that has been made. */
static void
modes_announce(struct connection *connection, struct slice room,
    const struct chat_mode_change *change)
{
	bool is_rank = change->mode == CHAT_MODE_OPERATOR ||
		       change->mode == CHAT_MODE_VOICE;

	announcements_add_rules(
	    connection, room, is_rank ? change->text : (struct slice){ 0 });
}

void
chat_change_mode(struct connection *connection, struct slice room,
    const struct chat_mode_change *change)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	enum chat_outcome outcome = room_rights_check(membership);
	bool is_new = false;

	if (!modes_accept(connection, change))
		outcome = CHAT_BAD_TEXT;
	else if (modes_have_words(change) &&
		 moderating_refuses(
		     connection, CHAT_MODE, (struct slice){ 0 }, room))
		return;
	if (outcome == CHAT_DONE)
		outcome = modes_change(connection, membership, change, &is_new);
	if (outcome == CHAT_DONE) {
		modes_announce(connection, room, change);
		if (is_new)
			room_news_tell_mode(
			    connection, membership->room, change);
		room_owners_note_change(connection, membership);
	}
	modes_answer(connection, outcome, membership, room, !is_new);
}

void
chat_list_bans(struct connection *connection, struct slice room)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	char bans[ROOM_BANS_MAX_BYTES];
	struct chat_answer answer = {
		.request = CHAT_BANS,
		.outcome = CHAT_NO_SUCH_ROOM,
		.room = room,
		.text = { bans, 0 },
	};

	if (membership != NULL) {
		answer.outcome = CHAT_DONE;
		answer.text.size = room_rules_copy_bans(
		    room_rules(membership->room), bans);
	}
	answer_give(connection, &answer);
}
