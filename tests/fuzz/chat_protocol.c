/* SPDX-License-Identifier: MIT */
/*
 * A text begins with its number in the model, which tells who may be told it.
 * Those of an odd size are notices, whose raw form has a code in front.
 */

#include "fuzz/chat_protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "fuzz/chat_model.h"
#include "fuzz/chat_telling.h"
#include "fuzz/fuzz.h"

/* A step of the size of a text, and the longest. */
#define TEXT_STEP_BYTES 16
#define TEXT_MAX_BYTES  (256 * TEXT_STEP_BYTES)

struct talk {
	uint32_t number; /* in the model */
	uint32_t text;   /* asked about; MODEL_TEXTS_MAX: none */
	bool listens;    /* it asks to join a room only to listen */
	bool knows_key;  /* of the room that it asks to join */
	struct chat_order order;
};

static struct talk *
talk_of(struct connection *connection)
{
	return connection_state(connection);
}

/* ---- requests ------------------------------------------------------------ */

/* Make a text in buffer, which has room for one byte more than the longest. */
static struct chat_text
talk_text(char *buffer, size_t number, uint8_t size)
{
	int used = snprintf(
	    buffer, TEXT_MAX_BYTES, "%c%zu ", CHAT_TELLING_CODE, number);
	size_t padding = (size_t)size * TEXT_STEP_BYTES;
	struct chat_text text = { .plain = { buffer + 1, (size_t)used - 1 } };

	if (padding > TEXT_MAX_BYTES - text.plain.size)
		padding = TEXT_MAX_BYTES - text.plain.size;
	memset(buffer + used, 'x', padding);
	text.plain.size += padding;
	if (size % 2 != 0) {
		text.style = TEXT_NOTICE;
		text.raw = (struct slice){ buffer, text.plain.size + 1 };
	}
	return text;
}

static void
talk_send(struct connection *connection, uint8_t name, uint8_t size)
{
	struct talk *talk = talk_of(connection);
	size_t number = model_send(talk->number, chat_protocol_name(name));
	char bytes[TEXT_MAX_BYTES + 1];
	struct chat_text text;

	if (number == MODEL_TEXTS_MAX)
		return;
	talk->text = (uint32_t)number;
	text = talk_text(bytes, number, size);
	if (text.style == TEXT_PLAIN)
		chat_send(connection, chat_protocol_name(name), text.plain);
	else
		chat_send_styled(connection, chat_protocol_name(name), &text);
	if (model.texts[number].state == MODEL_ASKED)
		model_put_off(number);
}

static void
talk_say(struct connection *connection, size_t room, uint8_t size)
{
	struct talk *talk = talk_of(connection);
	size_t number = model_say(talk->number, room);
	char bytes[TEXT_MAX_BYTES + 1];
	struct chat_text text;

	if (number == MODEL_TEXTS_MAX)
		return;
	talk->text = (uint32_t)number;
	text = talk_text(bytes, number, size);
	if (text.style == TEXT_PLAIN)
		chat_say(connection, model_room_name(room), text.plain);
	else
		chat_say_styled(connection, model_room_name(room), &text);
}

/* Send what is no text: nothing, or what cannot be shown. */
static void
talk_send_bad(struct connection *connection, uint8_t which, size_t room)
{
	static const struct slice texts[] = { SLICE(""), SLICE("\033"),
		SLICE("\xff") };
	struct slice text = texts[which % 3];

	talk_of(connection)->text = MODEL_TEXTS_MAX;
	if (which % 2 == 0)
		chat_send(connection, chat_protocol_name(which), text);
	else
		chat_say(connection, model_room_name(room), text);
}

/* Say whether it listens anywhere: then it joins before it is renamed. */
static bool
talk_is_listener(struct connection *connection)
{
	const struct memberships *memberships = *connection_memberships(
	    connection);
	const struct membership *at = memberships_newest(memberships);

	while (at != NULL && !membership_is_listener(at))
		at = memberships_next_older(memberships, at);
	return at != NULL;
}

static void
talk_join(struct connection *connection, size_t room, bool knows_key)
{
	static const struct slice key = SLICE("k");

	talk_of(connection)->knows_key = knows_key;
	chat_join(connection, model_room_name(room),
	    knows_key ? key : (struct slice){ 0 });
	talk_of(connection)->knows_key = false;
}

/* Commands of those who are logged in. */
static void
talk_command_user(
    struct connection *connection, enum chat_command command, const uint8_t *b)
{
	size_t room = b[1] % MODEL_ROOMS;

	if (command == COMMAND_RENAME && !talk_is_listener(connection))
		chat_rename(connection, chat_protocol_name(b[1]));
	else if (command == COMMAND_SEND)
		talk_send(connection, b[1], b[2]);
	else if (command == COMMAND_LIST)
		chat_list(connection, ',');
	else if (command == COMMAND_JOIN)
		talk_join(connection, room, b[2] % 2 != 0);
	else if (command == COMMAND_LEAVE)
		chat_leave(
		    connection, model_room_name(room), (struct slice){ 0 });
	else if (command == COMMAND_SAY)
		talk_say(connection, room, b[2]);
	else if (command == COMMAND_LIST_ROOM)
		chat_list_room(connection, model_room_name(room), ',');
	else if (command == COMMAND_BAD_TEXT)
		talk_send_bad(connection, b[2], room);
	else if (command >= COMMAND_TOPIC && command <= COMMAND_REGISTER)
		chat_order_command(
		    connection, command, b, &talk_of(connection)->order);
}

static void
talk_listen(struct connection *connection, size_t room)
{
	talk_of(connection)->listens = true;
	chat_listen(connection, model_room_name(room));
	talk_of(connection)->listens = false;
}

static void
talk_command(struct connection *connection, const uint8_t *b)
{
	enum chat_command command = (enum chat_command)(b[0] % COMMANDS);
	bool is_known = connection_claim(connection) != NULL;

	if (command == COMMAND_QUIT)
		connection_finish(connection, CLOSE_QUIT);
	else if (command == COMMAND_LISTEN)
		talk_listen(connection, b[1] % MODEL_ROOMS);
	else if (is_known)
		talk_command_user(connection, command, b);
	else if (command == COMMAND_LOGIN)
		chat_login(connection, chat_protocol_name(b[1]));
	else if (command == COMMAND_LOGIN_GUEST)
		chat_login_guest(connection);
}

static size_t
talk_input(struct connection *connection, const char *bytes, size_t size)
{
	size_t used = 0;

	connection_set_pipelining(connection, size > COMMAND_BYTES);
	while (size - used >= COMMAND_BYTES &&
	       connection_takes_input(connection)) {
		uint8_t command[COMMAND_BYTES];

		memcpy(command, bytes + used, sizeof(command));
		used += sizeof(command);
		talk_command(connection, command);
	}
	return used;
}

/* ---- what it is sent ----------------------------------------------------- */

static void
talk_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	struct bytes *appended =
	    &model.connections[talk_of(connection)->number].appended;

	connection_append(connection, mode, parts, count);
	for (size_t i = 0; i < count; i++)
		bytes_append(appended, parts[i].bytes, parts[i].size);
}

/* A list is that of this moment, since nobody has to ask elsewhere. */
static void
talk_check_list(size_t number, const struct chat_answer *answer)
{
	const struct model_order *members;
	size_t room;
	bool is_shown;

	model.counters[STAT_LISTS]++;
	if (answer->room.size == 0) {
		fuzz_require(answer->outcome == CHAT_DONE);
		model_check_list(
		    &model.logged_in, TALK_ECHO_USER, answer->list->bytes);
		return;
	}
	room = model_room(answer->room);
	members = &model.members[room];
	is_shown = members->count > 0 &&
		   (!model.rules[room].is_secret ||
		       model_connection(number)->joined_at[room] != 0);
	fuzz_require((answer->outcome == CHAT_DONE) == is_shown);
	if (answer->outcome == CHAT_DONE)
		model_check_list(members, "", answer->list->bytes);
}

static void
talk_answer_text(const struct talk *talk, enum chat_outcome outcome)
{
	fuzz_require(
	    (outcome == CHAT_BAD_TEXT) == (talk->text == MODEL_TEXTS_MAX));
	if (outcome == CHAT_BAD_TEXT)
		model.counters[STAT_MESSAGES_REFUSED]++;
	else
		model_answer_text(talk->text, outcome);
}

static void
talk_answer(struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice word = SLICE("answer\n");
	const struct talk *talk = talk_of(connection);

	switch (answer->request) {
	case CHAT_LOGIN:
		model_login(talk->number, answer->outcome, answer->name,
		    memchr(answer->name.bytes, ':', answer->name.size) != NULL);
		break;
	case CHAT_RENAME:
		model_rename(talk->number, answer->outcome, answer->name);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
		talk_answer_text(talk, answer->outcome);
		break;
	case CHAT_LIST:
		talk_check_list(talk->number, answer);
		break;
	case CHAT_JOIN:
		fuzz_require(answer->outcome == model_expect_join(talk->number,
						    model_room(answer->room),
						    talk->knows_key));
		if (answer->outcome == CHAT_DONE)
			model_join(talk->number, model_room(answer->room),
			    talk->listens);
		break;
	case CHAT_LEAVE:
		model_leave(
		    talk->number, answer->outcome, model_room(answer->room));
		break;
	default:
		chat_order_answer(talk->number, &talk->order, answer);
		break;
	}
	talk_append(connection, APPEND_REPLY, &word, 1);
}

/* What is for one connection is for this one, and what is not is not by it. */
static void
talk_check_receiver(
    struct connection *connection, const struct message *message)
{
	bool is_own = address_equals(
	    message->to, connection_address(connection));

	if (message->kind == MESSAGE_DELIVERED)
		fuzz_require(message->room.size == 0);
	else
		fuzz_require(is_own == (message->kind == MESSAGE_KICKED ||
					   message->kind == MESSAGE_INVITED));
}

/* Append "Ared 17 xxx", where the letter is the kind of the message. */
static void
talk_tell(struct connection *connection, const struct message *message)
{
	const struct talk *talk = talk_of(connection);
	const char kind = (char)('A' + message->kind);
	const struct slice parts[] = { { &kind, 1 }, message->room, SLICE(" "),
		message->text, SLICE("\n") };
	enum append_mode mode = message->own ? APPEND_OWN_EVENT : APPEND_EVENT;

	talk_check_receiver(connection, message);
	chat_telling_check_forms(message);
	fuzz_require(message->from.size > 0);
	fuzz_require((message->kind == MESSAGE_CHANGED) ==
		     (message->style == TEXT_NEWS));
	if (message->kind == MESSAGE_CHANGED)
		return;
	fuzz_require(
	    message->kind != MESSAGE_RENAMED || message->text.size > 0);
	if (chat_telling_is_recorded()) {
		connection_append(connection, mode, parts, 5);
		return;
	}
	if (message->kind == MESSAGE_KICKED)
		model_tell_kicked(
		    talk->number, model_room(message->room), message->from);
	else if (message->kind == MESSAGE_INVITED)
		model_tell_invited(talk->number, model_room(message->room));
	else if (message->kind == MESSAGE_DELIVERED)
		model_tell_text(talk->number,
		    chat_telling_text_number(message->text), message->from);
	else
		chat_telling_check(
		    talk->number, kind, message->room, message->text);
	talk_append(connection, mode, parts, 5);
}

static void
talk_opened(struct connection *connection)
{
	struct talk *talk = talk_of(connection);

	talk->number = (uint32_t)connection_number(connection) - 1;
	talk->text = MODEL_TEXTS_MAX;
	model_open(talk->number);
}

static void
talk_ended(struct connection *connection)
{
	model_end(talk_of(connection)->number);
}

static const struct protocol talk_protocol = {
	.name = "talk",
	.summary = "the test of the chat",
	.state_size = sizeof(struct talk),
	.opened = talk_opened,
	.input = talk_input,
	.answer = talk_answer,
	.tell = talk_tell,
	.ended = talk_ended,
};

const struct protocol *
chat_protocol(void)
{
	return &talk_protocol;
}
