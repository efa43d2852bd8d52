/* SPDX-License-Identifier: MIT */
/*
 * What operators decide about a room: who may enter it, and who may speak.  As
 * with topics, nobody is told of a change who does not ask.
 */

#include <errno.h>

#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_rules.h"
#include "common/name.h"
#include "common/text.h"

static void
modes_answer(struct connection *connection, enum chat_outcome outcome,
    const struct membership *membership, struct slice room)
{
	struct room_modes modes;
	struct chat_answer answer = {
		.request = CHAT_MODE,
		.outcome = outcome,
		.room = room,
	};

	if (outcome == CHAT_DONE) {
		room_rules_copy_modes(room_rules(membership->room), &modes);
		answer.modes = &modes;
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
	    room);
}

/* Give a member a rank, or take it away; finding them costs as telling does. */
static enum chat_outcome
modes_set_rank(struct connection *connection, struct room *room,
    const struct chat_mode_change *change, unsigned int rank)
{
	const struct message told = { .from = change->text };

	debt_charge(connection, room, &told);
	return room_set_ranks(room, change->text, rank, change->holds)
		   ? CHAT_DONE
		   : CHAT_NO_SUCH_USER;
}

static enum chat_outcome
modes_set_ban(struct room_rules *rules, const struct chat_mode_change *change)
{
	if (!change->holds)
		room_rules_unban(rules, change->text);
	else if (room_rules_ban(rules, change->text) != 0)
		return errno == ENOSPC ? CHAT_BANS_FULL : CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}

static enum chat_outcome
modes_change(struct connection *connection, struct room *room,
    const struct chat_mode_change *change)
{
	const struct slice no_key = { 0 };
	struct room_rules *rules = room_rules(room);

	switch (change->mode) {
	case CHAT_MODE_KEY:
		room_rules_set_key(
		    rules, change->holds ? change->text : no_key);
		break;
	case CHAT_MODE_LIMIT:
		room_rules_set_limit(rules, change->holds ? change->limit : 0);
		break;
	case CHAT_MODE_CLOSED:
		room_rules_set_flags(rules, ROOM_CLOSED, change->holds);
		break;
	case CHAT_MODE_MODERATED:
		room_rules_set_flags(rules, ROOM_MODERATED, change->holds);
		break;
	case CHAT_MODE_OPERATOR:
		return modes_set_rank(connection, room, change, ROOM_OPERATOR);
	case CHAT_MODE_VOICE:
		return modes_set_rank(connection, room, change, ROOM_VOICE);
	case CHAT_MODE_BAN:
		return modes_set_ban(rules, change);
	}
	return CHAT_DONE;
}

static bool
modes_accept_key(struct slice key)
{
	for (size_t i = 0; i < key.size; i++) {
		if (slice_byte_is_blank(key.bytes[i]))
			return false;
	}
	return key.size > 0 && key.size <= ROOM_KEY_MAX_BYTES &&
	       text_is_valid(key.bytes, key.size);
}

/* Say whether mask is a name, or the beginning of names and "*". */
static bool
modes_accept_mask(const struct connection *connection, struct slice mask)
{
	size_t name_max = connection_limits(connection)->name_max;
	bool is_open = mask.size > 0 && mask.bytes[mask.size - 1] == '*';

	mask.size -= is_open;
	return (is_open && mask.size == 0) ||
	       name_is_valid(mask.bytes, mask.size, name_max);
}

static bool
modes_accept(
    const struct connection *connection, const struct chat_mode_change *change)
{
	if (change->mode == CHAT_MODE_BAN)
		return modes_accept_mask(connection, change->text);
	return change->mode != CHAT_MODE_KEY || !change->holds ||
	       modes_accept_key(change->text);
}

void
chat_change_mode(struct connection *connection, struct slice room,
    const struct chat_mode_change *change)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	enum chat_outcome outcome = room_rights_check(membership);

	if (!modes_accept(connection, change))
		outcome = CHAT_BAD_TEXT;
	if (outcome == CHAT_DONE)
		outcome = modes_change(connection, membership->room, change);
	modes_answer(connection, outcome, membership, room);
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
