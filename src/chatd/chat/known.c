/* SPDX-License-Identifier: MIT */
/*
 * Each of these is a look at what the chat has at hand anyway.
 */

#include "chatd/chat/known.h"

#include <stddef.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/directory_watches.h"
#include "chatd/presence/member_index.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"

bool
known_has_user(const struct connection *connection, struct slice name)
{
	struct address nowhere = { 0 };

	return slice_is(name, connection_limits(connection)->echo_user) ||
	       !address_equals(
		   directory_find(chat_of(connection)->directory, name),
		   nowhere);
}

struct slice
known_spell_user(const struct connection *connection, struct slice name,
    char spelling[NAME_MAX_BYTES])
{
	const struct chat *chat = chat_of(connection);
	struct slice echo_user = slice_of(
	    connection_limits(connection)->echo_user);

	if (!chat->folds_names)
		return name;
	if (name_looks_like(name, echo_user))
		return echo_user;
	slice_write(spelling, name);
	(void)directory_find_spelling(chat->directory, name, spelling);
	return (struct slice){ spelling, name.size };
}

bool
known_is_another(const struct connection *connection, struct slice name,
    struct address address)
{
	struct address found = directory_find(
	    chat_of(connection)->directory, name);

	return found.value != 0 && !address_equals(found, address);
}

struct slice
known_spell_room(struct connection *connection, struct slice name,
    char spelling[NAME_MAX_BYTES])
{
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *room;

	if (!rooms_have_folded_names(rooms) || name.size == 0)
		return name;
	room = room_find(rooms, name);
	if (room == NULL)
		return name;
	if (room_rights_show(connection, room)) {
		slice_write(spelling, room_name(room));
		name.bytes = spelling;
	}
	room_release(rooms, room);
	return name;
}

bool
known_has_room(struct connection *connection, struct slice name)
{
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *room = room_find(rooms, name);
	bool is_shown;

	if (room == NULL)
		return false;
	is_shown = room_rights_show(connection, room);
	room_release(rooms, room);
	return is_shown;
}

bool
known_is_secret(const struct connection *connection, struct slice name)
{
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *room = room_find(rooms, name);
	bool is_secret;

	if (room == NULL)
		return false;
	is_secret = room_rules_have(room_rules(room), ROOM_SECRET);
	room_release(rooms, room);
	return is_secret;
}

bool
known_has_member(
    const struct connection *connection, struct slice name, struct slice member)
{
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *room = room_find(rooms, name);
	bool is_member;

	if (room == NULL)
		return false;
	is_member = room_has_member(room, member);
	room_release(rooms, room);
	return is_member;
}

bool
known_is_in_room(struct connection *connection, struct slice room)
{
	return rooms_membership(connection, room) != NULL;
}

static bool
known_is_shared_cb(struct room *room, void *argument)
{
	return rooms_membership(argument, room_name(room)) != NULL;
}

bool
known_shares_room(struct connection *connection, struct slice name)
{
	const struct chat *chat = chat_of(connection);

	return member_index_has_room(rooms_members(chat->rooms),
	    chat->folds_names, name, known_is_shared_cb, connection);
}

bool
known_may_invite(struct connection *connection, struct slice room)
{
	return room_rights_check(rooms_membership(connection, room)) ==
	       CHAT_DONE;
}

struct slice
known_newest_room(struct connection *connection)
{
	const struct membership *newest = memberships_newest(
	    *connection_memberships(connection));

	return newest != NULL ? room_name(newest->room) : (struct slice){ 0 };
}

uint64_t
known_count_users(const struct connection *connection)
{
	return directory_count(chat_of(connection)->directory);
}

uint64_t
known_count_invisible(const struct connection *connection)
{
	return cards_count_invisible(
	    directory_cards(chat_of(connection)->directory));
}

uint64_t
known_count_peak(const struct connection *connection)
{
	return directory_peak(chat_of(connection)->directory);
}

uint64_t
known_count_rooms(const struct connection *connection)
{
	return rooms_count(chat_of(connection)->rooms);
}

uint32_t
known_uptime_s(const struct connection *connection)
{
	return connections_age_s(connection_set(connection));
}

bool
known_is_operator(const struct connection *connection)
{
	struct accounts *accounts =
	    connection_set(connection)->services.accounts;
	uint32_t account = connection_account(connection);

	return accounts != NULL && account != 0 &&
	       accounts_are_operators(accounts, account);
}
