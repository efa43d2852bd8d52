/* SPDX-License-Identifier: MIT */
/*
 * Commands about the rules of rooms, and about the owners of names, of whom
 * there are none here.
 */

#include <stdio.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room_rules.h"
#include "fuzz/chat_model.h"
#include "fuzz/chat_protocol.h"
#include "fuzz/fuzz.h"

/* One more than the last mode: the modes, or the bans, are asked for. */
#define ORDER_ASK_MODES (CHAT_MODE_OPEN + 1)
#define ORDER_CHANGES   (CHAT_MODE_OPEN + 2)

/* A number of a change is the mode, then whether it holds, then a name. */
static struct chat_mode_change
order_change(uint8_t number)
{
	static const struct slice key = SLICE("k");
	struct chat_mode_change change = {
		.mode = (enum chat_mode)(number % ORDER_CHANGES),
		.holds = number / ORDER_CHANGES % 2,
		.limit = 1 + number / ORDER_CHANGES / 2 % 3,
	};

	change.text = change.mode == CHAT_MODE_KEY
			  ? key
			  : chat_protocol_name(
				(uint8_t)(number / ORDER_CHANGES / 2));
	return change;
}

static struct slice
order_topic(char *buffer, size_t size, uint8_t topic)
{
	int used = snprintf(buffer, size, "topic %u", topic);

	return (struct slice){ buffer, topic > 0 ? (size_t)used : 0 };
}

static void
order_mode(struct connection *connection, struct slice room, uint8_t number)
{
	struct chat_mode_change change = order_change(number);

	if (number % ORDER_CHANGES != ORDER_ASK_MODES)
		chat_change_modes(connection, room, &change, 1);
	else if (number / ORDER_CHANGES % 2 == 0)
		chat_ask_modes(connection, room);
	else
		chat_list_masks(connection, room, ROOM_MASK_BAN);
}

void
chat_order_command(struct connection *connection, enum chat_command command,
    const uint8_t *b, struct chat_order *order)
{
	struct slice room = model_room_name(b[1] % MODEL_ROOMS);
	char text[32], password[] = "open sesame";
	const struct slice secret = { password, strlen(password) };

	order->topic = b[2];
	order->change = b[2];
	if (command == COMMAND_TOPIC && b[2] == 0)
		chat_ask_topic(connection, room);
	else if (command == COMMAND_TOPIC)
		/* The last one takes it away. */
		chat_set_topic(connection, room,
		    order_topic(text, sizeof(text), (uint8_t)(b[2] + 1)));
	else if (command == COMMAND_KICK)
		chat_kick(connection, room, chat_protocol_name(b[2]),
		    (struct slice){ 0 });
	else if (command == COMMAND_MODE)
		order_mode(connection, room, b[2]);
	else if (command == COMMAND_INVITE)
		chat_invite(connection, room, chat_protocol_name(b[2]));
	else if (command == COMMAND_AUTH)
		chat_authenticate(connection, CHAT_AUTHENTICATE,
		    chat_protocol_name(b[1]), secret);
	else if (command == COMMAND_REGISTER)
		chat_register(connection, secret);
}

/* ---- answers ------------------------------------------------------------- */

static void
order_answer_topic(size_t number, const struct chat_order *order,
    const struct chat_answer *answer)
{
	size_t room = model_room(answer->room);
	enum chat_outcome expected = model_expect_order(number, room);
	char text[32];

	if (expected == CHAT_NOT_OPERATOR &&
	    (order->topic == 0 || model.rules[room].has_free_topic))
		expected = CHAT_DONE;
	fuzz_require(answer->outcome == expected);
	if (answer->outcome != CHAT_DONE)
		return;
	if (order->topic != 0)
		model.rules[room].topic = (uint8_t)(order->topic + 1);
	fuzz_require(slice_equals(answer->text,
	    order_topic(text, sizeof(text), model.rules[room].topic)));
}

/* Change the model, and return what whoever has asked is answered. */
static enum chat_outcome
order_apply(size_t room, const struct chat_mode_change *change)
{
	struct model_rules *rules = &model.rules[room];
	int name = chat_protocol_find_name(change->text);

	switch (change->mode) {
	case CHAT_MODE_KEY:
		rules->has_key = change->holds;
		break;
	case CHAT_MODE_LIMIT:
		rules->limit = change->holds ? change->limit : 0;
		break;
	case CHAT_MODE_CLOSED:
		rules->is_closed = change->holds;
		break;
	case CHAT_MODE_MODERATED:
		rules->is_moderated = change->holds;
		break;
	case CHAT_MODE_FREE_TOPIC:
		rules->has_free_topic = change->holds;
		break;
	case CHAT_MODE_SECRET:
		rules->is_secret = change->holds;
		break;
	case CHAT_MODE_OPEN:
		rules->is_open = change->holds;
		break;
	case CHAT_MODE_OPERATOR:
	case CHAT_MODE_VOICE:
		return model_change_rank(room, change->text,
		    change->mode == CHAT_MODE_VOICE, change->holds);
	case CHAT_MODE_BAN:
		rules->is_banned[name] = change->holds;
		if (change->holds)
			rules->is_invited[name] = false;
		break;
	case CHAT_MODE_EXCEPTION:
	case CHAT_MODE_INVITED:
		break; /* no order asks for these */
	case CHAT_MODE_KEPT:
		/* Nobody owns a name here. */
		return change->holds ? CHAT_NOT_OWNER : CHAT_DONE;
	}
	return CHAT_DONE;
}

static void
order_check_modes(
    const struct model_rules *rules, const struct room_modes *modes)
{
	fuzz_require(((modes->flags & ROOM_CLOSED) != 0) == rules->is_closed);
	fuzz_require(
	    ((modes->flags & ROOM_MODERATED) != 0) == rules->is_moderated);
	fuzz_require(
	    ((modes->flags & ROOM_FREE_TOPIC) != 0) == rules->has_free_topic);
	fuzz_require(((modes->flags & ROOM_SECRET) != 0) == rules->is_secret);
	fuzz_require(((modes->flags & ROOM_OPEN) != 0) == rules->is_open);
	fuzz_require((modes->key_size > 0) == rules->has_key);
	fuzz_require(modes->limit == rules->limit);
}

static void
order_answer_mode(size_t number, const struct chat_order *order,
    const struct chat_answer *answer)
{
	size_t room = model_room(answer->room);
	struct chat_mode_change change = order_change(order->change);
	enum chat_outcome expected = model_expect_order(number, room);

	if (order->change % ORDER_CHANGES == ORDER_ASK_MODES)
		expected = expected == CHAT_NOT_OPERATOR ? CHAT_DONE : expected;
	else if (change.mode == CHAT_MODE_BAN && slice_is(change.text, "x y"))
		expected = CHAT_BAD_TEXT;
	else if (expected == CHAT_DONE)
		expected = order_apply(room, &change);
	fuzz_require(answer->outcome == expected);
	if (answer->outcome == CHAT_DONE)
		order_check_modes(&model.rules[room], answer->modes);
}

static void
order_answer_bans(size_t number, const struct chat_answer *answer)
{
	size_t room = model_room(answer->room), count = 0;
	struct slice rest = answer->text, entry;

	fuzz_require((answer->outcome == CHAT_DONE) ==
		     (model_connection(number)->joined_at[room] != 0));
	for (uint8_t i = 0; i < MODEL_NAMES; i++) {
		count += model.rules[room].is_banned[i];
	}
	while (name_list_take(&rest, &entry)) {
		int name = chat_protocol_find_name(
		    slice_take_until(&entry, ' '));

		fuzz_require(name >= 0 && model.rules[room].is_banned[name]);
		count--;
	}
	fuzz_require(answer->outcome != CHAT_DONE || count == 0);
}

void
chat_order_answer(size_t number, const struct chat_order *order,
    const struct chat_answer *answer)
{
	switch (answer->request) {
	case CHAT_TOPIC:
		order_answer_topic(number, order, answer);
		break;
	case CHAT_MODE:
		order_answer_mode(number, order, answer);
		break;
	case CHAT_BANS:
		order_answer_bans(number, answer);
		break;
	case CHAT_KICK:
		model_kick(number, answer->outcome, model_room(answer->room),
		    answer->name);
		break;
	case CHAT_INVITE:
		model_invite(number, answer->outcome, model_room(answer->room),
		    answer->name);
		break;
	default:
		/* Passwords: nobody owns a name here. */
		fuzz_require(answer->outcome == CHAT_NO_ACCOUNTS);
		break;
	}
}

/* ---- names --------------------------------------------------------------- */

/* Reserved ones, and one that nobody can have, among them. */
static const char *const order_names[MODEL_NAMES] = { "ann", "bob", "cy", "dee",
	"ann", "bob", TALK_ECHO_USER, "server", "x y",
	"eve-with-a-longer-name" };

struct slice
chat_protocol_name(uint8_t number)
{
	const char *name = order_names[number % MODEL_NAMES];

	return slice_of(name);
}

int
chat_protocol_find_name(struct slice name)
{
	for (int i = 0; i < MODEL_NAMES; i++)
		if (slice_is(name, order_names[i]))
			return i;
	return -1;
}
