/* SPDX-License-Identifier: MIT */
/*
 * The rules of rooms in the model: who may enter, who may speak, and who
 * decides that.  The lobby has none.
 */

#include "fuzz/chat_model.h"

#include <string.h>

#include "fuzz/chat_protocol.h"
#include "fuzz/fuzz.h"

static size_t
model_count_inside(size_t room)
{
	size_t inside = 0;

	for (size_t i = 0; i < MODEL_CONNECTIONS_MAX; i++)
		inside += model.connections[i].joined_at[room] != 0;
	return inside;
}

static bool
model_has_rules(size_t room)
{
	return !slice_is(model_room_name(room), "lobby");
}

void
model_begin_rules(size_t number, size_t room)
{
	struct model_connection *connection = model_connection(number);
	int name = chat_protocol_find_name(slice_of(connection->name));

	/* Whoever enters an empty room is its operator. */
	connection->is_operator[room] = model_has_rules(room) &&
					model_count_inside(room) == 1;
	connection->has_voice[room] = false;
	if (name >= 0)
		model.rules[room].is_invited[name] = false;
}

void
model_end_rules(size_t number, size_t room)
{
	struct model_connection *connection = model_connection(number);

	connection->is_operator[room] = false;
	connection->has_voice[room] = false;
	if (model_count_inside(room) == 0)
		memset(&model.rules[room], 0, sizeof(model.rules[room]));
}

enum chat_outcome
model_expect_join(size_t number, size_t room, bool knows_key)
{
	const struct model_connection *connection = model_connection(number);
	const struct model_rules *rules = &model.rules[room];
	size_t inside = model_count_inside(room);
	int name = chat_protocol_find_name(slice_of(connection->name));
	bool is_invited = name >= 0 && rules->is_invited[name];

	if (connection->joined_at[room] != 0 || inside == 0 || is_invited)
		return CHAT_DONE;
	if (name >= 0 && rules->is_banned[name])
		return CHAT_BANNED;
	if (rules->is_closed)
		return CHAT_ROOM_CLOSED;
	if (rules->has_key && !knows_key)
		return CHAT_BAD_KEY;
	return rules->limit > 0 && inside >= rules->limit ? CHAT_ROOM_FULL
							  : CHAT_DONE;
}

enum chat_outcome
model_expect_line(size_t number, size_t room)
{
	const struct model_connection *connection = model_connection(number);
	const struct model_rules *rules = &model.rules[room];
	int name = chat_protocol_find_name(slice_of(connection->name));
	bool is_member = connection->joined_at[room] != 0;

	if (!is_member && !rules->is_open)
		return CHAT_NO_SUCH_ROOM;
	if (connection->is_operator[room] || connection->has_voice[room])
		return CHAT_DONE;
	if (rules->is_moderated)
		return CHAT_MODERATED;
	return name >= 0 && rules->is_banned[name] ? CHAT_BANNED : CHAT_DONE;
}

enum chat_outcome
model_expect_order(size_t number, size_t room)
{
	const struct model_connection *connection = model_connection(number);

	if (connection->joined_at[room] == 0)
		return CHAT_NO_SUCH_ROOM;
	return connection->is_operator[room] ? CHAT_DONE : CHAT_NOT_OPERATOR;
}

/* Return the member of this name, or nobody. */
static size_t
model_find_member(struct slice name, size_t room)
{
	size_t number = model_find(name);

	return number != MODEL_NOBODY &&
		       model.connections[number].is_listed[room]
		   ? number
		   : MODEL_NOBODY;
}

static void
model_note_kick(size_t number, size_t member, size_t room)
{
	struct model_kick *kick = &model.kicks[model.kick_count];

	fuzz_require(model.kick_count < MODEL_KICKS_MAX);
	*kick = (struct model_kick){
		.kicker = number,
		.kicked = member,
		.room = room,
		.joined_at = model.connections[member].joined_at[room],
	};
	memcpy(kick->name, model.connections[number].name, MODEL_NAME_BYTES);
	for (const struct model_kick *at = model.kicks; at < kick; at++)
		if (memcmp(at, kick, sizeof(*at)) == 0)
			return;
	model.kick_count++;
}

void
model_kick(
    size_t number, enum chat_outcome outcome, size_t room, struct slice name)
{
	enum chat_outcome expected = model_expect_order(number, room);
	size_t member = model_find_member(name, room);

	if (expected == CHAT_DONE && member == MODEL_NOBODY)
		expected = CHAT_NO_SUCH_USER;
	fuzz_require(outcome == expected);
	if (outcome == CHAT_DONE)
		model_note_kick(number, member, room);
}

void
model_tell_kicked(size_t number, size_t room, struct slice by)
{
	const struct model_kick *kick = model.kicks;
	const struct model_kick *end = kick + model.kick_count;
	struct model_connection *kicker;

	while (kick < end && (kick->kicked != number || kick->room != room ||
				 !slice_is(by, kick->name)))
		kick++;
	fuzz_require(kick < end && model_connection(number)->is_open);
	model.counters[STAT_MESSAGES_DELIVERED]++;
	model_leave(number, CHAT_DONE, room);
	/* Whoever has done it knows that they have left. */
	kicker = model_connection(kick->kicker);
	if (kick->kicker != number && kicker->joined_at[room] != 0)
		kicker->notices_due[room][MODEL_LEFT]--;
}

void
model_check_kicks(void)
{
	for (size_t i = 0; i < model.kick_count; i++) {
		const struct model_kick *kick = &model.kicks[i];

		fuzz_require(
		    model.connections[kick->kicked].joined_at[kick->room] !=
		    kick->joined_at);
	}
	model.kick_count = 0;
}

void
model_invite(
    size_t number, enum chat_outcome outcome, size_t room, struct slice name)
{
	enum chat_outcome expected = model_expect_order(number, room);
	bool is_operator = expected == CHAT_DONE;
	size_t user = model_find(name);

	if (expected == CHAT_NOT_OPERATOR && !model.rules[room].is_closed)
		expected = CHAT_DONE;
	if (expected == CHAT_DONE && user == MODEL_NOBODY)
		expected = CHAT_NO_SUCH_USER;
	fuzz_require(outcome == expected);
	if (outcome != CHAT_DONE)
		return;
	if (is_operator)
		model.rules[room].is_invited[chat_protocol_find_name(name)] =
		    true;
	if (user != number)
		model.connections[user].invitations_due[room]++;
}

void
model_tell_invited(size_t number, size_t room)
{
	fuzz_require(room < MODEL_ROOMS);
	model_connection(number)->invitations_due[room]--;
	model.counters[STAT_MESSAGES_DELIVERED]++;
}

enum chat_outcome
model_change_rank(size_t room, struct slice name, bool is_voice, bool holds)
{
	size_t member = model_find_member(name, room);
	struct model_connection *connection;

	if (member == MODEL_NOBODY)
		return CHAT_NO_SUCH_USER;
	connection = &model.connections[member];
	if (is_voice)
		connection->has_voice[room] = holds;
	else
		connection->is_operator[room] = holds;
	return CHAT_DONE;
}
