/* SPDX-License-Identifier: MIT */
/*
 * Joining and leaving.  Joins, leaves and new names are announced; saying.c has
 * what is said.
 */

#include "chatd/chat/rooms.h"

#include "chatd/chat/announcements.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/interval_lists.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/room_owners.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/room_telling.h"
#include "chatd/chat/user_person.h"
#include "chatd/connection/charging.h"
#include "chatd/core/message.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "common/name.h"
#include "common/text.h"

struct membership *
rooms_membership(struct connection *connection, struct slice room)
{
	return memberships_find(*connection_memberships(connection),
	    chat_of(connection)->rooms, room);
}

void
rooms_announce(struct connection *connection, const struct room *room,
    const struct message *message)
{
	debt_charge(connection, room, message);
	announcements_add(chat_of(connection), message);
	answer_hold_if_congested(connection);
}

/* Announce that connection has joined the room of membership. */
static void
rooms_announce_joined(
    struct connection *connection, const struct membership *membership)
{
	const struct message message = {
		.kind = MESSAGE_JOINED,
		.to = connection_address(connection),
		.by = connection_address(connection),
		.size = atomic_load(&membership->ranks),
		.room = room_name(membership->room),
		.from = connection_name(connection),
	};

	rooms_announce(connection, membership->room, &message);
}

/* What is said of why somebody leaves: no more than there may be of it. */
static struct slice
rooms_cut_why(struct slice why)
{
	why.size = text_cut(why.bytes, why.size, MESSAGE_WHY_MAX_BYTES);
	return why;
}

/* ---- joining and leaving ------------------------------------------------- */

static bool
rooms_is_valid_name(const struct chat *chat, struct slice room)
{
	/* The lobby keeps its name however short names must be. */
	return rooms_is_lobby(chat->rooms, room) ||
	       name_is_valid(
		   room.bytes, room.size, chat_limits(chat)->name_max);
}

/* Say whether the connection is in all the rooms that a user may be in. */
static bool
rooms_has_most(struct connection *connection)
{
	static const struct slice lobby = SLICE(CHAT_LOBBY);
	size_t count = memberships_count(*connection_memberships(connection));

	if (count < connection_limits(connection)->rooms_max)
		return false;
	if (rooms_membership(connection, lobby) != NULL)
		count--;
	return count >= connection_limits(connection)->rooms_max;
}

static enum chat_outcome
rooms_refuse_join(struct connection *connection, enum room_admission admission)
{
	switch (admission) {
	case ROOM_BANS_VISITOR:
		return CHAT_BANNED;
	case ROOM_IS_CLOSED:
		return CHAT_ROOM_CLOSED;
	case ROOM_WANTS_KEY:
		return CHAT_BAD_KEY;
	case ROOM_IS_FULL:
		return CHAT_ROOM_FULL;
	case ROOM_TOO_MANY_ROOMS:
		connection_count_stat(connection, STAT_JOINS_ROOMS_FULL);
		return CHAT_ROOMS_FULL;
	case ROOM_ENTERED:
	case ROOM_FOUNDED:
	case ROOM_OUT_OF_MEMORY:
		break;
	}
	return CHAT_OUT_OF_MEMORY;
}

/* Have the connection enter the room, as it is shown to others. */
static struct membership *
rooms_enter(struct connection *connection, struct slice room, struct slice key,
    enum room_admission *admission_r)
{
	struct chat *chat = chat_of(connection);
	char account[NAME_MAX_BYTES];
	struct room_visitor visitor = {
		.connection = connection,
		.worker = chat_worker(chat),
		.entrant = {
		    .key = key,
		    .account = room_owners_account(connection, account),
		},
	};
	struct user_person shown;
	struct membership *joined;
	size_t looked = 0;

	user_person_begin(&shown, connection);
	visitor.entrant.person = shown.person;
	visitor.entrant.looked_r = &looked;
	joined = room_join(chat->rooms, room, &visitor, admission_r);
	user_person_end(&shown);
	connection_charge(connection, looked * USER_PERSON_MASK_CHARGE);
	return joined;
}

/* Begin a membership, of a listener if the connection has no name yet. */
static enum chat_outcome
rooms_begin_membership(
    struct connection *connection, struct slice room, struct slice key)
{
	struct memberships **memberships = connection_memberships(connection);
	enum room_admission admission;
	struct membership *joined;

	if (*memberships == NULL)
		*memberships = memberships_new();
	if (*memberships == NULL)
		return CHAT_OUT_OF_MEMORY;
	joined = rooms_enter(connection, room, key, &admission);
	if (joined == NULL)
		return rooms_refuse_join(connection, admission);
	memberships_add(*memberships, joined);
	if (!membership_is_listener(joined))
		rooms_announce_joined(connection, joined);
	if (connection_protocol(connection)->list_due != NULL)
		interval_lists_join(connection);
	return CHAT_DONE;
}

/* Begin a membership if the connection may be in one more room. */
static enum chat_outcome
rooms_try_membership(
    struct connection *connection, struct slice room, struct slice key)
{
	if (rooms_is_lobby(chat_of(connection)->rooms, room) ||
	    !rooms_has_most(connection))
		return rooms_begin_membership(connection, room, key);
	connection_count_stat(connection, STAT_JOINS_TOO_MANY_ROOMS);
	return CHAT_TOO_MANY_ROOMS;
}

/* Make a listener a member. */
static enum chat_outcome
rooms_show_member(struct connection *connection, struct membership *membership)
{
	if (room_rename(membership, connection_name(connection)) != 0)
		return CHAT_OUT_OF_MEMORY;
	rooms_announce_joined(connection, membership);
	return CHAT_DONE;
}

static void
rooms_end_membership(
    struct connection *connection, struct membership *membership)
{
	memberships_remove(*connection_memberships(connection), membership);
	if (connection_protocol(connection)->list_due != NULL)
		interval_lists_leave(connection);
	room_leave(chat_of(connection)->rooms, membership);
}

static void
rooms_leave(struct connection *connection, struct membership *membership,
    enum leaving how, struct slice why)
{
	const struct message message = {
		.kind = MESSAGE_LEFT,
		.to = connection_address(connection),
		.by = connection_address(connection),
		.size = how,
		.room = room_name(membership->room),
		.from = connection_name(connection),
		.raw = rooms_cut_why(why),
	};

	if (!membership_is_listener(membership))
		rooms_announce(connection, membership->room, &message);
	rooms_end_membership(connection, membership);
}

void
rooms_take_out(struct connection *connection, struct membership *membership,
    const struct message *kick)
{
	char raw[NAME_MAX_BYTES + 1 + MESSAGE_WHY_MAX_BYTES];
	struct slice why = rooms_cut_why(kick->text);
	struct message message = {
		.kind = MESSAGE_LEFT,
		.to = kick->by,
		.by = connection_address(connection),
		.size = LEAVING_KICKED,
		.room = room_name(membership->room),
		.from = connection_name(connection),
	};
	char *end = slice_write(raw, kick->from);

	if (why.size > 0) {
		*end++ = ' ';
		end = slice_write(end, why);
	}
	message.raw = (struct slice){ raw, (size_t)(end - raw) };

	announcements_add(chat_of(connection), &message);
	rooms_end_membership(connection, membership);
}

void
chat_listen(struct connection *connection, struct slice room)
{
	const struct slice no_key = { 0 };
	enum chat_outcome outcome = CHAT_DONE;

	announcements_tell_heard(chat_of(connection));
	if (rooms_membership(connection, room) == NULL)
		outcome = rooms_try_membership(connection, room, no_key);
	answer_give_room(connection, CHAT_JOIN, outcome, room);
}

void
chat_join(struct connection *connection, struct slice room, struct slice key)
{
	struct membership *membership = rooms_membership(connection, room);
	enum chat_outcome outcome = CHAT_DONE;

	announcements_tell_heard(chat_of(connection));
	/* What the connection was told before this may have ended it. */
	if (connection_claim(connection) == NULL)
		return;
	if (!rooms_is_valid_name(chat_of(connection), room))
		outcome = CHAT_BAD_NAME;
	else if (membership == NULL)
		outcome = rooms_try_membership(connection, room, key);
	else if (membership_is_listener(membership))
		outcome = rooms_show_member(connection, membership);
	/* Whoever made the room has chosen its capitals. */
	if (outcome == CHAT_DONE)
		room = room_name(rooms_membership(connection, room)->room);
	answer_give_room(connection, CHAT_JOIN, outcome, room);
}

void
chat_leave(struct connection *connection, struct slice room, struct slice why)
{
	struct membership *membership = rooms_membership(connection, room);

	if (membership != NULL)
		rooms_leave(connection, membership, LEAVING_ROOM, why);
	answer_give_room(connection, CHAT_LEAVE,
	    membership != NULL ? CHAT_DONE : CHAT_NO_SUCH_ROOM, room);
}

void
rooms_leave_all(struct connection *connection, struct slice why)
{
	struct memberships **memberships = connection_memberships(connection);
	struct membership *newest;

	while ((newest = memberships_newest(*memberships)) != NULL)
		rooms_leave(connection, newest, LEAVING_CHAT, why);
	memberships_free(*memberships);
	*memberships = NULL;
}

void
chat_quit(struct connection *connection, struct slice why)
{
	rooms_leave_all(connection, why);
}

int
rooms_rename_member(struct connection *connection)
{
	const struct memberships *memberships = *connection_memberships(
	    connection);
	struct slice name = connection_name(connection);

	for (struct membership *at = memberships_newest(memberships);
	     at != NULL; at = memberships_next_older(memberships, at)) {
		const struct message message = {
			.kind = MESSAGE_RENAMED,
			.to = connection_address(connection),
			.by = connection_address(connection),
			.size = atomic_load(&at->ranks),
			.room = room_name(at->room),
			.from = membership_name(at),
			.text = name,
		};

		rooms_announce(connection, at->room, &message);
		membership_set_ranks(at, ROOM_OWNS_NAME, false);
		if (room_rename(at, name) != 0)
			return -1;
	}
	room_owners_review(connection);
	return 0;
}
