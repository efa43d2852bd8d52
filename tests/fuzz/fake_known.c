/* SPDX-License-Identifier: MIT */
/*
 * The daemon's known.h and stamping.h, as far as protocols use them: everybody
 * is there but "nobody", and all rooms but "nowhere", and nobody is in any;
 * every text was said at the same moment.
 */

#include "chatd/chat/known.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/stamping.h"
#include "fuzz/fake_private.h"

static const struct stamp fake_stamp = { .time_ms = UINT64_C(951782400789),
	.origin = UINT64_C(0x0123456789abcdef),
	.number = 42 };

bool
known_has_user(const struct connection *connection, struct slice name)
{
	(void)connection;
	return !slice_is(name, "nobody");
}

struct slice
known_spell_user(const struct connection *connection, struct slice name,
    char spelling[NAME_MAX_BYTES])
{
	(void)connection;
	(void)spelling;
	return name;
}

struct slice
known_spell_room(struct connection *connection, struct slice name,
    char spelling[NAME_MAX_BYTES])
{
	(void)connection;
	(void)spelling;
	return name;
}

bool
known_is_another(const struct connection *connection, struct slice name,
    struct address address)
{
	(void)connection;
	(void)address;
	return slice_is(name, "bob");
}

bool
known_has_room(struct connection *connection, struct slice room)
{
	(void)connection;
	return !slice_is(room, "nowhere");
}

bool
known_is_secret(const struct connection *connection, struct slice room)
{
	(void)connection;
	return slice_is(room, "den");
}

bool
known_has_member(
    const struct connection *connection, struct slice room, struct slice name)
{
	(void)connection;
	(void)room;
	return slice_is(name, "bob");
}

bool
known_shares_room(struct connection *connection, struct slice name)
{
	(void)connection;
	return slice_is(name, "carol");
}

bool
known_may_invite(struct connection *connection, struct slice room)
{
	(void)connection;
	return slice_is(room, "den");
}

bool
known_is_in_room(struct connection *connection, struct slice room)
{
	(void)connection;
	(void)room;
	return false;
}

struct slice
known_newest_room(struct connection *connection)
{
	(void)connection;
	return (struct slice){ 0 };
}

uint64_t
known_count_users(const struct connection *connection)
{
	(void)connection;
	return 2;
}

uint64_t
known_count_invisible(const struct connection *connection)
{
	(void)connection;
	return 1;
}

uint64_t
known_count_peak(const struct connection *connection)
{
	(void)connection;
	return 3;
}

uint64_t
known_count_rooms(const struct connection *connection)
{
	(void)connection;
	return 1;
}

uint32_t
known_uptime_s(const struct connection *connection)
{
	(void)connection;
	return 100000;
}

bool
known_is_operator(const struct connection *connection)
{
	(void)connection;
	return true;
}

struct connections *
connection_set(const struct connection *connection)
{
	(void)connection;
	return NULL;
}

struct stamp
stamping_now(struct connections *connections)
{
	(void)connections;
	return fake_stamp;
}

struct stamp
stamping_of(struct connections *connections, const struct message *message)
{
	(void)connections;
	(void)message;
	return fake_stamp;
}
