/* SPDX-License-Identifier: MIT */
/*
 * hello: named users, one line a message (chatd-protocols(7)).
 *
 * Every line has one reply, one that is too long too.  The words on the wire
 * stand in this file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/lines.h"
#include "chatd/protocols/protocols.h"

#define HELLO_DEFAULT_PORT 5378

/* States of a connection, as bits for the command table. */
#define HELLO_NEW    1u /* has not logged in */
#define HELLO_ACTIVE 2u

struct hello_state {
	bool speaks_list; /* it has used LIST: the younger dialect */
	bool asked_list;  /* the list that is awaited was asked for by LIST */
	struct lines lines;
};

_Static_assert(sizeof(struct hello_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

static const struct slice hello_ok = SLICE("SEND-OK\n");
static const struct slice hello_unknown = SLICE("UNKNOWN\n");
static const struct slice hello_bad_user = SLICE("BAD-DEST-USER\n");
static const struct slice hello_in_use = SLICE("IN-USE\n");
static const struct slice hello_bad_header = SLICE("BAD-RQST-HDR\n");
static const struct slice hello_bad_body = SLICE("BAD-RQST-BODY\n");
static const struct slice hello_newline = SLICE("\n");

static unsigned int
hello_phase(const struct connection *connection)
{
	return connection_claim(connection) != NULL ? HELLO_ACTIVE : HELLO_NEW;
}

/* ---- answers ------------------------------------------------------------- */

/* Send an error; in the handshake a strict listener then hangs up. */
static void
hello_refuse(struct connection *connection, struct slice reply)
{
	bool in_handshake = hello_phase(connection) == HELLO_NEW;

	connection_append(connection, APPEND_REPLY, &reply, 1);
	if (in_handshake && connection_limits(connection)->hello_strict)
		connection_finish(connection, CLOSE_HANDSHAKE);
}

static void
hello_answer_login(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice welcome[] = { SLICE("HELLO "), answer->name,
		hello_newline };

	switch (answer->outcome) {
	case CHAT_DONE:
		connection_append(connection, APPEND_REPLY_ALONE, welcome, 3);
		break;
	case CHAT_NAME_IN_USE:
		hello_refuse(connection, hello_in_use);
		break;
	case CHAT_FULL:
		connection_append(connection, APPEND_REPLY,
		    &connection_protocol(connection)->busy, 1);
		connection_finish(connection, CLOSE_FULL);
		break;
	default:
		hello_refuse(connection, hello_bad_body);
		break;
	}
}

/* There is nobody, or no room, of that name: each dialect has its word. */
static void
hello_refuse_user(struct connection *connection)
{
	const struct hello_state *state = connection_state(connection);
	bool is_list_dialect = state->speaks_list ||
			       connection_limits(connection)->dialect_list;

	hello_refuse(
	    connection, is_list_dialect ? hello_bad_user : hello_unknown);
}

/* Half of all that is sent, so put together in place as well. */
static void
hello_confirm(struct connection *connection)
{
	char *at = connection_reserve(connection, APPEND_REPLY, hello_ok.size);

	if (at != NULL)
		slice_write(at, hello_ok);
}

static void
hello_refuse_send(
    struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_NO_SUCH_USER ||
	    answer->outcome == CHAT_NO_SUCH_ROOM)
		hello_refuse_user(connection);
	else
		hello_refuse(connection, hello_bad_body);
}

/* "WHO-OK #lobby alice,bob" */
static void
hello_answer_room_list(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice parts[] = { SLICE("WHO-OK #"), answer->room,
		SLICE(" "), answer->list->names, hello_newline };

	connection_append(connection, APPEND_REPLY, parts, 5);
}

static void
hello_answer_list(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice who = SLICE("WHO-OK ");
	static const struct slice list = SLICE("LIST-OK ");
	const struct hello_state *state = connection_state(connection);

	if (answer->outcome == CHAT_NO_SUCH_ROOM)
		hello_refuse_user(connection);
	else if (answer->outcome == CHAT_DONE && answer->room.size > 0)
		hello_answer_room_list(connection, answer);
	else if (answer->outcome == CHAT_DONE)
		connection_append_list(connection,
		    state->asked_list ? list : who, answer->list,
		    hello_newline);
}

static void
hello_answer_room(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice join_ok = SLICE("JOIN-OK #");
	static const struct slice leave_ok = SLICE("LEAVE-OK #");
	const struct slice done[] = { answer->request == CHAT_JOIN ? join_ok
								   : leave_ok,
		answer->room, hello_newline };

	switch (answer->outcome) {
	case CHAT_DONE:
		connection_append(connection, APPEND_REPLY, done, 3);
		break;
	case CHAT_NO_SUCH_ROOM:
		hello_refuse_user(connection);
		break;
	default:
		hello_refuse(connection, hello_bad_body);
		break;
	}
}

static __attribute__((noinline)) void
hello_answer_other(
    struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->request) {
	case CHAT_LOGIN:
		hello_answer_login(connection, answer);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
		hello_refuse_send(connection, answer);
		break;
	case CHAT_LIST:
		hello_answer_list(connection, answer);
		break;
	case CHAT_JOIN:
	case CHAT_LEAVE:
		hello_answer_room(connection, answer);
		break;
	case CHAT_RENAME:
		/* There is no verb for it here. */
		break;
	}
}

/* Nearly every answer is this one, so it takes the short way. */
static void
hello_answer(struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE &&
	    (answer->request == CHAT_SEND || answer->request == CHAT_SAY))
		hello_confirm(connection);
	else
		hello_answer_other(connection, answer);
}

/* "DELIVERY alice text": nearly all that is sent, so put together in place. */
static void
hello_deliver(struct connection *connection, enum append_mode mode,
    const struct message *message)
{
	const struct slice verb = SLICE("DELIVERY ");
	char *at = connection_reserve(connection, mode,
	    verb.size + message->from.size + 1 + message->text.size + 1);

	if (at == NULL)
		return;
	at = slice_write(at, verb);
	at = slice_write(at, message->from);
	*at++ = ' ';
	at = slice_write(at, message->text);
	*at = '\n';
}

/* What a message about a room begins with. */
static const struct slice hello_room_words[] = {
	[MESSAGE_SAID] = SLICE("SAID #"),
	[MESSAGE_JOINED] = SLICE("JOINED #"),
	[MESSAGE_LEFT] = SLICE("LEFT #"),
	[MESSAGE_RENAMED] = SLICE("RENAMED #"),
};

/* "SAID #lobby alice text", "JOINED #lobby alice" */
static __attribute__((noinline)) void
hello_tell_of_room(struct connection *connection, const struct message *message)
{
	static const struct slice blank = SLICE(" ");
	const struct slice parts[] = { hello_room_words[message->kind],
		message->room, blank, message->from,
		message->text.size > 0 ? blank : message->text, message->text,
		hello_newline };

	connection_append(connection, APPEND_EVENT, parts, 7);
}

static void
hello_tell(struct connection *connection, const struct message *message)
{
	if (message->kind != MESSAGE_DELIVERED)
		hello_tell_of_room(connection, message);
	else
		hello_deliver(connection,
		    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, message);
}

/* ---- requests ------------------------------------------------------------ */

/* Rooms begin with a sign that no user's name can have. */
static bool
hello_is_room(struct slice word)
{
	return word.size > 0 && word.bytes[0] == '#';
}

static struct slice
hello_room_name(struct slice room)
{
	return (struct slice){ room.bytes + 1, room.size - 1 };
}

static enum command_status
hello_login(struct connection *connection, struct slice name, struct slice text)
{
	(void)text;
	chat_login(connection, name);
	return COMMAND_DONE;
}

static enum command_status
hello_send(struct connection *connection, struct slice name, struct slice text)
{
	if (hello_is_room(name))
		chat_say(connection, hello_room_name(name), text);
	else
		chat_send(connection, name, text);
	return COMMAND_DONE;
}

static enum command_status
hello_join(struct connection *connection, struct slice room, struct slice text)
{
	(void)text;
	if (!hello_is_room(room))
		return COMMAND_BAD_ARGUMENTS;
	chat_join(connection, hello_room_name(room));
	return COMMAND_DONE;
}

static enum command_status
hello_leave(struct connection *connection, struct slice room, struct slice text)
{
	(void)text;
	if (!hello_is_room(room))
		return COMMAND_BAD_ARGUMENTS;
	chat_leave(connection, hello_room_name(room));
	return COMMAND_DONE;
}

static enum command_status
hello_who(
    struct connection *connection, struct slice arguments, struct slice text)
{
	struct hello_state *state = connection_state(connection);

	(void)text;
	state->asked_list = false;
	if (arguments.size == 0)
		chat_list(connection, ',');
	else if (hello_is_room(arguments))
		chat_list_room(connection, hello_room_name(arguments), ',');
	else
		return COMMAND_UNKNOWN;
	return COMMAND_DONE;
}

static enum command_status
hello_list(
    struct connection *connection, struct slice arguments, struct slice text)
{
	struct hello_state *state = connection_state(connection);

	(void)arguments;
	(void)text;
	state->speaks_list = true;
	state->asked_list = true;
	chat_list(connection, ',');
	return COMMAND_DONE;
}

static const struct command hello_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("SEND"), HELLO_ACTIVE, ARGUMENTS_TEXT, hello_send,
	    "SEND <name> <text>" },
	{ SLICE("WHO"), HELLO_ACTIVE, ARGUMENTS_ANY, hello_who,
	    "WHO [#<room>]" },
	{ SLICE("HELLO-FROM"), HELLO_NEW, ARGUMENTS_ANY, hello_login,
	    "HELLO-FROM <name>" },
	{ SLICE("LIST"), HELLO_ACTIVE, ARGUMENTS_NONE, hello_list, "LIST" },
	{ SLICE("JOIN"), HELLO_ACTIVE, ARGUMENTS_ANY, hello_join,
	    "JOIN #<room>" },
	{ SLICE("LEAVE"), HELLO_ACTIVE, ARGUMENTS_ANY, hello_leave,
	    "LEAVE #<room>" },
};

static const struct command_table hello_commands = { hello_rows,
	sizeof(hello_rows) / sizeof(hello_rows[0]) };

static enum command_status
hello_handle_line(
    struct connection *connection, struct slice line, struct command_run *run)
{
	return command_dispatch(
	    &hello_commands, hello_phase(connection), connection, line, run);
}

static void
hello_refuse_line(struct connection *connection, enum command_status status)
{
	bool is_body = status == COMMAND_BAD_ARGUMENTS ||
		       (status == COMMAND_TOO_LONG &&
			   hello_phase(connection) == HELLO_ACTIVE);

	hello_refuse(connection, is_body ? hello_bad_body : hello_bad_header);
}

static size_t
hello_input(struct connection *connection, const char *bytes, size_t size)
{
	static const struct lines_handlers handlers = { hello_handle_line,
		hello_refuse_line };
	struct hello_state *state = connection_state(connection);

	return lines_input(connection, &state->lines, &handlers, bytes, size);
}

const struct protocol *
hello_protocol(void)
{
	static const struct protocol protocol = {
		.name = "hello",
		.summary = "named users, one line a message",
		.default_port = HELLO_DEFAULT_PORT,
		.logs_in = true,
		.state_size = sizeof(struct hello_state),
		.busy = SLICE("BUSY\n"),
		.commands = &hello_commands,
		.input = hello_input,
		.answer = hello_answer,
		.tell = hello_tell,
	};

	return &protocol;
}
