/* SPDX-License-Identifier: MIT */
/*
 * The model of a chat.
 */

#include "fuzz/chat_model.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/chat_protocol.h"
#include "fuzz/fuzz.h"

struct model model;

static const char *const room_names[MODEL_ROOMS] = { "red", "blue", "lobby" };

struct slice
model_room_name(size_t room)
{
	return slice_of(room_names[room]);
}

size_t
model_room(struct slice name)
{
	size_t room = 0;

	while (room < MODEL_ROOMS && !slice_is(name, room_names[room]))
		room++;
	return room;
}

size_t
model_find(struct slice name)
{
	for (size_t i = 0; name.size > 0 && i < MODEL_CONNECTIONS_MAX; i++)
		if (slice_is(name, model.connections[i].name))
			return i;
	return MODEL_NOBODY;
}

/* ---- orders -------------------------------------------------------------- */

static void
order_append(struct model_order *order, size_t number)
{
	order->numbers[order->count++] = number;
}

static void
order_remove(struct model_order *order, size_t number)
{
	size_t kept = 0;

	for (size_t i = 0; i < order->count; i++)
		if (order->numbers[i] != number)
			order->numbers[kept++] = order->numbers[i];
	order->count = kept;
}

/* ---- connections --------------------------------------------------------- */

struct model_connection *
model_connection(size_t number)
{
	fuzz_require(number < MODEL_CONNECTIONS_MAX);
	return &model.connections[number];
}

/* The members of a room, other than the one it is about, are due a notice. */
static void
model_notice(size_t number, size_t room, enum model_notice notice)
{
	for (size_t i = 0; i < MODEL_CONNECTIONS_MAX; i++)
		if (i != number && model.connections[i].joined_at[room] != 0)
			model.connections[i].notices_due[room][notice]++;
}

void
model_open(size_t number)
{
	struct model_connection *connection = model_connection(number);

	fuzz_require(!connection->is_open && connection->name[0] == '\0');
	connection->is_open = true;
	model.counters[STAT_CONNECTIONS_OPENED]++;
}

void
model_end(size_t number)
{
	struct model_connection *connection = model_connection(number);

	fuzz_require(connection->is_open);
	for (size_t i = 0; i < MODEL_ROOMS; i++)
		if (connection->joined_at[i] != 0)
			model_leave(number, CHAT_DONE, i);
	if (connection->name[0] != '\0') {
		order_remove(&model.logged_in, number);
		model.users -= !connection->is_guest;
	}
	connection->name[0] = '\0';
	connection->is_open = false;
	connection->ended_in = model.turn;
	model.counters[STAT_CONNECTIONS_CLOSED]++;
}

/* ---- names --------------------------------------------------------------- */

static void
model_set_name(struct model_connection *connection, struct slice name)
{
	fuzz_require(name.size > 0 && model_find(name) == MODEL_NOBODY);
	snprintf(connection->name, sizeof(connection->name), "%.*s",
	    (int)name.size, name.bytes);
}

/* A refusal has its reason. */
static void
model_refuse_name(enum chat_outcome outcome, struct slice name)
{
	switch (outcome) {
	case CHAT_BAD_NAME:
		model.counters[STAT_LOGINS_BAD_NAME]++;
		fuzz_require(memchr(name.bytes, ' ', name.size) != NULL);
		break;
	case CHAT_NAME_IN_USE:
		model.counters[STAT_LOGINS_IN_USE]++;
		fuzz_require(model_find(name) != MODEL_NOBODY ||
			     slice_is(name, "server") ||
			     slice_is(name, TALK_ECHO_USER) ||
			     model.cuts_readers);
		break;
	case CHAT_FULL:
		model.counters[STAT_LOGINS_FULL]++;
		fuzz_require(model.users >= model.max_clients &&
			     model_find(name) == MODEL_NOBODY);
		break;
	default:
		abort();
	}
}

void
model_login(
    size_t number, enum chat_outcome outcome, struct slice name, bool is_guest)
{
	struct model_connection *connection = model_connection(number);

	fuzz_require(connection->is_open && connection->name[0] == '\0');
	if (outcome != CHAT_DONE) {
		model_refuse_name(outcome, name);
		return;
	}
	model_set_name(connection, name);
	connection->is_guest = is_guest;
	model.users += !is_guest;
	fuzz_require(is_guest || model.users <= model.max_clients);
	order_append(&model.logged_in, number);
	model.counters[STAT_LOGINS]++;
}

void
model_rename(size_t number, enum chat_outcome outcome, struct slice name)
{
	struct model_connection *connection = model_connection(number);

	fuzz_require(connection->is_open && connection->name[0] != '\0');
	if (slice_is(name, connection->name)) {
		fuzz_require(outcome == CHAT_DONE);
	} else if (outcome != CHAT_DONE) {
		model_refuse_name(outcome, name);
	} else {
		model_set_name(connection, name);
		model.users += connection->is_guest;
		connection->is_guest = false;
		fuzz_require(model.users <= model.max_clients);
		for (size_t i = 0; i < MODEL_ROOMS; i++)
			if (connection->is_listed[i])
				model_notice(number, i, MODEL_RENAMED);
	}
}

/* ---- rooms --------------------------------------------------------------- */

void
model_join(size_t number, size_t room, bool only_listens)
{
	struct model_connection *connection = model_connection(number);
	bool was_there = connection->joined_at[room] != 0;

	fuzz_require(connection->is_open && room < MODEL_ROOMS);
	if (!was_there) {
		connection->joined_at[room] = ++model.clock;
		memset(connection->notices_due[room], 0,
		    sizeof(connection->notices_due[room]));
		memset(connection->notices_told[room], 0,
		    sizeof(connection->notices_told[room]));
		model_begin_rules(number, room);
	}
	if (connection->name[0] == '\0' || connection->is_listed[room] ||
	    (was_there && only_listens))
		return;
	connection->is_listed[room] = true;
	order_append(&model.members[room], number);
	model_notice(number, room, MODEL_JOINED);
}

void
model_leave(size_t number, enum chat_outcome outcome, size_t room)
{
	struct model_connection *connection = model_connection(number);

	fuzz_require(room < MODEL_ROOMS && connection->is_open);
	fuzz_require(
	    outcome ==
	    (connection->joined_at[room] != 0 ? CHAT_DONE : CHAT_NO_SUCH_ROOM));
	if (connection->is_listed[room]) {
		order_remove(&model.members[room], number);
		model_notice(number, room, MODEL_LEFT);
	}
	connection->is_listed[room] = false;
	connection->joined_at[room] = 0;
	model_end_rules(number, room);
}

void
model_clear(void)
{
	size_t count = (size_t)model.counters[STAT_CONNECTIONS_OPENED];

	/* Most of the model has not been used. */
	for (size_t i = 0; i < count; i++)
		bytes_clear(&model.connections[i].appended);
	memset(model.connections, 0, count * sizeof(model.connections[0]));
	memset(&model.logged_in, 0, sizeof(model.logged_in));
	memset(model.members, 0, sizeof(model.members));
	memset(model.rules, 0, sizeof(model.rules));
	memset(model.counters, 0, sizeof(model.counters));
	model.text_count = 0;
	model.kick_count = 0;
	model.users = 0;
	model.clock = 0;
	model.turn = 0;
}
