/* SPDX-License-Identifier: MIT */
/*
 * hello: named users, one line a message (chatd-protocols(7)).
 *
 * Every line gets one reply, even one that is too long.  The words on the wire
 * stand in this file, in hello_rooms.c and in hello_events.c, and nowhere else.
 */

#include "chatd/core/protocol.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/authentication.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/hello_modes.h"
#include "chatd/protocols/hello_private.h"
#include "chatd/protocols/hello_rooms.h"
#include "chatd/protocols/lines.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "chatd/protocols/refusal.h"
#include "common/out_of_line.h"

#define HELLO_DEFAULT_PORT 5378

static const struct slice hello_send_ok = SLICE("SEND-OK\n");
static const struct slice hello_newline = SLICE(HELLO_NEWLINE);

/* ---- refusals ------------------------------------------------------------ */

#define HELLO_BAD_HEADER SLICE("BAD-RQST-HDR")
#define HELLO_BAD_BODY   SLICE("BAD-RQST-BODY")
#define HELLO_UNKNOWN    SLICE("UNKNOWN")

static const struct refusal hello_refusal_rows[] = {
	{ CHAT_BAD_NAME, HELLO_BAD_BODY, REFUSAL_OF_NOTHING },
	{ CHAT_NAME_IN_USE, SLICE("IN-USE"), REFUSAL_OF_NOTHING },
	{ CHAT_FULL, SLICE("BUSY"), REFUSAL_OF_NOTHING },
	{ CHAT_NAME_BANNED, SLICE("BANNED"), REFUSAL_OF_WORDS },
	{ CHAT_MUTED, SLICE("MUTED"), REFUSAL_OF_WORDS },
	{ CHAT_BAD_TEXT, HELLO_BAD_BODY, REFUSAL_OF_NOTHING },
	{ CHAT_NO_SUCH_USER, HELLO_UNKNOWN, REFUSAL_OF_NOTHING },
	{ CHAT_NO_SUCH_ROOM, HELLO_UNKNOWN, REFUSAL_OF_NOTHING },
	{ CHAT_TOO_MANY_ROOMS, SLICE("TOO-MANY-ROOMS"), REFUSAL_OF_NOTHING },
	{ CHAT_ROOMS_FULL, SLICE("BUSY"), REFUSAL_OF_NOTHING },
	{ CHAT_WRONG_PASSWORD, SLICE("BAD-AUTH"), REFUSAL_OF_NOTHING },
	{ CHAT_PASSWORD_LATER, SLICE("BAD-AUTH LATER"), REFUSAL_OF_NOTHING },
	{ CHAT_NOT_PRIVATE, SLICE("BAD-AUTH NOT-PRIVATE"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_ACCOUNTS, HELLO_BAD_HEADER, REFUSAL_OF_NOTHING },
	{ CHAT_NOT_OPERATOR, SLICE("NOT-OPERATOR"), REFUSAL_OF_NOTHING },
	{ CHAT_BANNED, SLICE("BANNED"), REFUSAL_OF_NOTHING },
	{ CHAT_ROOM_CLOSED, SLICE("INVITE-ONLY"), REFUSAL_OF_NOTHING },
	{ CHAT_BAD_KEY, SLICE("BAD-KEY"), REFUSAL_OF_NOTHING },
	{ CHAT_ROOM_FULL, SLICE("ROOM-FULL"), REFUSAL_OF_NOTHING },
	{ CHAT_MODERATED, SLICE("MODERATED"), REFUSAL_OF_NOTHING },
	{ CHAT_BANS_FULL, SLICE("BANS-FULL"), REFUSAL_OF_NOTHING },
	{ CHAT_NOT_OWNER, SLICE("NOT-OWNER"), REFUSAL_OF_NOTHING },
	{ CHAT_KEPT_FULL, SLICE("KEPT-FULL"), REFUSAL_OF_NOTHING },
};

REFUSALS_ARE_COMPLETE(hello_refusal_rows);

/* For users and rooms that are not there each dialect has its own word. */
static void
hello_append_refusal(struct connection *connection, const struct slice *parts)
{
	static const struct slice unknown = HELLO_UNKNOWN;
	const struct hello_state *state = connection_state(connection);
	bool is_list_dialect = state->speaks_list ||
			       connection_limits(connection)->dialect_list;
	struct slice line[] = { parts[0], SLICE(" "), parts[2], hello_newline };

	if (is_list_dialect && slice_equals(line[0], unknown))
		line[0] = (struct slice)SLICE("BAD-DEST-USER");
	if (parts[2].size == 0)
		line[1].size = 0;
	connection_append(connection, APPEND_REPLY, line, 4);
}

static const struct refusals hello_refusals = { hello_refusal_rows,
	hello_append_refusal };

/* In the handshake a strict listener hangs up where others may try again. */
static void
hello_answer_refused(
    struct connection *connection, const struct chat_answer *answer)
{
	refusal_answer(connection, &hello_refusals, answer);
	if (answer->outcome == CHAT_FULL ||
	    connection_limits(connection)->hello_strict)
		refusal_end_login(connection, answer);
}

static void
hello_refuse_line(struct connection *connection, enum command_status status)
{
	static const struct slice bad_header = HELLO_BAD_HEADER;
	static const struct slice bad_body = HELLO_BAD_BODY;
	bool in_handshake = login_state(connection) == LOGGED_OUT;
	bool is_body = status == COMMAND_BAD_ARGUMENTS ||
		       (status == COMMAND_TOO_LONG && !in_handshake);

	refusal_say(connection, &hello_refusals,
	    is_body ? bad_body : bad_header, (struct slice){ 0 });
	if (in_handshake && connection_limits(connection)->hello_strict)
		connection_finish(connection, CLOSE_HANDSHAKE);
}

/* ---- answers ------------------------------------------------------------- */

/* "HELLO alice" */
static void
hello_answer_login(struct connection *connection, struct slice name)
{
	const struct slice parts[] = { SLICE("HELLO "), name, hello_newline };

	connection_append(connection, APPEND_REPLY_ALONE, parts, 3);
}

/* Half of all that is sent is this reply, so it is written in place. */
static void
hello_confirm(struct connection *connection)
{
	char *at = connection_reserve(
	    connection, APPEND_REPLY, hello_send_ok.size);

	if (at != NULL)
		slice_write(at, hello_send_ok);
}

/* "WHO-OK alice,bob", "LIST-OK alice,bob" */
static void
hello_answer_list(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice who = SLICE("WHO-OK ");
	static const struct slice list = SLICE("LIST-OK ");
	const struct hello_state *state = connection_state(connection);

	connection_append_list(connection, state->asked_list ? list : who,
	    answer->list, hello_newline);
}

static void
hello_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice auth_ok = SLICE("AUTH-OK\n");
	static const struct slice register_ok = SLICE("REGISTER-OK\n");

	switch (answer->request) {
	case CHAT_AUTHENTICATE:
		connection_append(connection, APPEND_REPLY, &auth_ok, 1);
		break;
	case CHAT_REGISTER:
		connection_append(connection, APPEND_REPLY, &register_ok, 1);
		break;
	case CHAT_LOGIN:
		hello_answer_login(connection, answer->name);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
		hello_confirm(connection);
		break;
	case CHAT_LIST:
		if (answer->room.size > 0)
			hello_rooms_answer(connection, answer);
		else
			hello_answer_list(connection, answer);
		break;
	case CHAT_JOIN:
	case CHAT_LEAVE:
	case CHAT_TOPIC:
	case CHAT_KICK:
	case CHAT_BANS:
	case CHAT_INVITE:
		hello_rooms_answer(connection, answer);
		break;
	case CHAT_MODE:
		hello_modes_answer(connection, answer);
		break;
	case CHAT_RENAME:
		/* There is no verb for it here. */
		break;
	}
}

static OUT_OF_LINE void
hello_answer_other(
    struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE)
		hello_answer_done(connection, answer);
	else
		hello_answer_refused(connection, answer);
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

/* ---- requests ------------------------------------------------------------ */

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

/* What the sender does: "waves", and others are shown "* alice waves". */
static enum command_status
hello_act(struct connection *connection, struct slice name, struct slice text)
{
	const struct chat_text deed = { .style = TEXT_ACTION, .plain = text };

	if (hello_is_room(name))
		chat_say_styled(connection, hello_room_name(name), &deed);
	else
		chat_send_styled(connection, name, &deed);
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

static enum command_status
hello_register(
    struct connection *connection, struct slice password, struct slice text)
{
	(void)text;
	if (password.size == 0)
		return COMMAND_BAD_ARGUMENTS;
	chat_register(connection, password);
	return COMMAND_DONE;
}

static const struct command hello_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("SEND"), LOGGED_IN, ARGUMENTS_TO_USER, hello_send,
	    "SEND <name> <text>" },
	{ SLICE("WHO"), LOGGED_IN, ARGUMENTS_ANY, hello_who, "WHO [#<room>]" },
	{ SLICE("HELLO-FROM"), LOGGED_OUT, ARGUMENTS_ANY, hello_login,
	    "HELLO-FROM <name>" },
	{ SLICE("AUTH"), LOGGED_OUT, ARGUMENTS_TEXT, authentication_handle,
	    "AUTH <name> <password>" },
	{ SLICE("REGISTER"), LOGGED_IN, ARGUMENTS_ANY, hello_register,
	    "REGISTER <password>" },
	{ SLICE("ACT"), LOGGED_IN, ARGUMENTS_TO_USER, hello_act,
	    "ACT <name> <text>" },
	{ SLICE("LIST"), LOGGED_IN, ARGUMENTS_NONE, hello_list, "LIST" },
	{ SLICE("JOIN"), LOGGED_IN, ARGUMENTS_TEXT, hello_join,
	    "JOIN #<room> [<key>]" },
	{ SLICE("LEAVE"), LOGGED_IN, ARGUMENTS_ANY, hello_leave,
	    "LEAVE #<room>" },
	{ SLICE("TOPIC"), LOGGED_IN, ARGUMENTS_TEXT, hello_topic,
	    "TOPIC #<room> [<text>]" },
	{ SLICE("KICK"), LOGGED_IN, ARGUMENTS_TEXT, hello_kick,
	    "KICK #<room> <name> [<why>]" },
	{ SLICE("MODE"), LOGGED_IN, ARGUMENTS_TEXT, hello_mode,
	    "MODE #<room> [<change>]" },
	{ SLICE("INVITE"), LOGGED_IN, ARGUMENTS_TEXT, hello_invite,
	    "INVITE #<room> <name>" },
};

static const struct command_table hello_commands = { hello_rows,
	sizeof(hello_rows) / sizeof(hello_rows[0]) };

static enum command_status
hello_handle_line(
    struct connection *connection, struct slice line, struct command_run *run)
{
	return command_dispatch(
	    &hello_commands, login_state(connection), connection, line, run);
}

static bool
hello_find_receiver(
    struct slice line, const struct command_run *run, struct slice *name_r)
{
	return command_find_receiver(&hello_commands, line, run, name_r);
}

static size_t
hello_input(struct connection *connection, const char *bytes, size_t size)
{
	static const struct lines_handlers handlers = { hello_handle_line,
		hello_refuse_line, true, hello_find_receiver };
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
