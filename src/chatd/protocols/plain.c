/* SPDX-License-Identifier: MIT */
/*
 * plain: a chat room of plain lines, for nc and telnet (chatd-protocols(7)).
 *
 * Whoever connects hears what is said in the room.  With their first line they
 * are in it, as a guest who is called by their address; nothing has to be known
 * to talk.  A line that begins with a sign of its own is a request, and
 * everything else is said.  All that is said on the wire stands here alone.
 *
 * Before it is a guest, a connection has shown nothing: it may be a health
 * check, a browser or a port scan, none of which is anybody's business.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/foreign.h"
#include "chatd/protocols/lines.h"
#include "chatd/protocols/lobby.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "chatd/protocols/refusal.h"
#include "common/out_of_line.h"
#include "common/text.h"

#define PLAIN_DEFAULT_PORT 6000

struct plain_state {
	struct lines lines;
	bool has_begun; /* the connection's first byte has been used up */
};

_Static_assert(sizeof(struct plain_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

static const struct slice plain_newline = SLICE("\n");
static const struct slice plain_nothing = SLICE("");

/* ---- answers ------------------------------------------------------------- */

static const struct refusal plain_refusal_rows[] = {
	{ CHAT_BAD_NAME, SLICE("not a name"), REFUSAL_OF_NAME },
	{ CHAT_NAME_IN_USE, SLICE("name taken"), REFUSAL_OF_NAME },
	{ CHAT_FULL, SLICE("server full"), REFUSAL_OF_NOTHING },
	{ CHAT_BAD_TEXT, SLICE("empty, or not printable UTF-8"),
	    REFUSAL_OF_NOTHING },
	{ CHAT_NO_SUCH_USER, SLICE("no such user"), REFUSAL_OF_NAME },
	{ CHAT_WRONG_PASSWORD, SLICE("wrong password"), REFUSAL_OF_NAME },
	{ CHAT_PASSWORD_LATER, SLICE("try again later"), REFUSAL_OF_NOTHING },
	{ CHAT_NOT_PRIVATE, SLICE("not private"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_ACCOUNTS, SLICE("no accounts"), REFUSAL_OF_NOTHING },
	REFUSALS_ABOUT_ROOMS(""),
	REFUSALS_BY_OPERATOR(""),
};

REFUSALS_ARE_COMPLETE(plain_refusal_rows);

/* "! refused: no such user: bob" */
static void
plain_append_refusal(struct connection *connection, const struct slice *parts)
{
	const struct slice line[] = { SLICE("! refused: "), parts[0], parts[1],
		parts[2], plain_newline };

	connection_append(connection, APPEND_REPLY, line, 5);
}

static const struct refusals plain_refusals = { plain_refusal_rows,
	plain_append_refusal };

/* "You are now alice" */
static OUT_OF_LINE void
plain_answer_name(struct connection *connection, struct slice name)
{
	const struct slice line[] = { SLICE("You are now "), name,
		plain_newline };

	connection_append(connection, APPEND_REPLY, line, 3);
}

static void
plain_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice users = SLICE("users: ");

	switch (answer->request) {
	case CHAT_LOGIN:
		lobby_join(connection);
		break;
	case CHAT_RENAME:
		plain_answer_name(connection, answer->name);
		break;
	case CHAT_LIST:
		connection_append_list(
		    connection, users, answer->list, plain_newline);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
	case CHAT_JOIN:
		/* These are done without a word. */
		break;
	case CHAT_AUTHENTICATE:
	case CHAT_REGISTER:
	case CHAT_LEAVE:
	case CHAT_TOPIC:
	case CHAT_KICK:
	case CHAT_MODE:
	case CHAT_BANS:
	case CHAT_INVITE:
		/* There is no request for them here. */
		break;
	}
}

/*
 * One address and port can reach two listeners, and the second guest from there
 * then has no name to be here by: that is a login that cannot be tried again.
 */
static OUT_OF_LINE void
plain_answer_refused(
    struct connection *connection, const struct chat_answer *answer)
{
	refusal_answer(connection, &plain_refusals, answer);
	refusal_end_login(connection, answer);
}

static void
plain_answer(struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE)
		plain_answer_done(connection, answer);
	else
		plain_answer_refused(connection, answer);
}

/* ---- messages ------------------------------------------------------------ */

/* "\r<alice> text", "\r<alice> @bob text": the "\r" overwrites a prompt. */
static void
plain_tell_text(struct connection *connection, const struct message *message)
{
	const struct slice said[] = { SLICE("\r<"), message->from, SLICE("> "),
		message->text, plain_newline };
	const struct slice to_one[] = { SLICE("\r<"), message->from,
		SLICE("> @"), connection_name(connection), SLICE(" "),
		message->text, plain_newline };

	if (message->kind == MESSAGE_SAID)
		connection_append(connection, APPEND_EVENT, said, 5);
	else
		connection_append(connection,
		    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, to_one, 7);
}

static void
plain_tell_joined(struct connection *connection, struct slice name)
{
	const struct slice line[] = { SLICE("["), name,
		SLICE("] entered room\n") };

	connection_append(connection, APPEND_EVENT, line, 3);
}

/*
 * "Client (alice) is offline", "Client (192.0.2.7, 34858) is offline" or
 * "Client (2001:db8::7, 34858) is offline".  Only guests' names have a colon.
 */
static void
plain_tell_left(struct connection *connection, struct slice name)
{
	const char *colon = memrchr(name.bytes, ':', name.size);
	struct slice line[] = { SLICE("Client ("), name, plain_nothing,
		plain_nothing, SLICE(") is offline\n") };

	if (colon != NULL) {
		line[1].size = (size_t)(colon - name.bytes);
		line[2] = (struct slice)SLICE(", ");
		line[3] = (struct slice){ colon + 1,
			name.size - line[1].size - 1 };
	}
	if (colon != NULL && name.bytes[0] == '[') {
		line[1].bytes++;
		line[1].size -= 2;
	}
	connection_append(connection, APPEND_EVENT, line, 5);
}

static void
plain_tell_renamed(
    struct connection *connection, struct slice name, struct slice new_name)
{
	const struct slice line[] = { SLICE("["), name, SLICE("] is now ["),
		new_name, SLICE("]\n") };

	connection_append(connection, APPEND_EVENT, line, 5);
}

static void
plain_tell(struct connection *connection, const struct message *message)
{
	switch (message->kind) {
	case MESSAGE_DELIVERED:
	case MESSAGE_SAID:
		plain_tell_text(connection, message);
		break;
	case MESSAGE_JOINED:
		plain_tell_joined(connection, message->from);
		break;
	case MESSAGE_LEFT:
		plain_tell_left(connection, message->from);
		break;
	case MESSAGE_RENAMED:
		plain_tell_renamed(connection, message->from, message->text);
		break;
	case MESSAGE_LISTS_DUE:
	case MESSAGE_KICKED:
	case MESSAGE_INVITED:
	case MESSAGE_TOLD:
	case MESSAGE_HOLD:
	case MESSAGE_RELEASE:
	case MESSAGE_ANSWERED:
	case MESSAGE_RETURNED:
	case MESSAGE_ENDED:
	case MESSAGE_RULED:
	case MESSAGE_TAKEOVER:
	case MESSAGE_LOOKED:
	case MESSAGE_CARDED:
	case MESSAGE_WATCHED:
	case MESSAGE_KILLED:
	case MESSAGE_CHANGED:
		break; /* no list comes by itself here */
	}
}

static void
plain_goodbye(struct connection *connection, enum protocol_goodbye why)
{
	static const struct slice lines[] = {
		[GOODBYE_STOPPING] = SLICE("! the server is stopping\n"),
		[GOODBYE_KICKED] = SLICE(
		    "! the operator has ended your connection\n"),
		[GOODBYE_BANNED] = SLICE("! the operator has banned you\n"),
		[GOODBYE_REPLACED] = SLICE(
		    "! the owner of your name has logged in elsewhere\n"),
	};

	connection_append(connection, APPEND_EVENT, &lines[why], 1);
}

/* ---- requests ------------------------------------------------------------ */

static enum command_status
plain_help(
    struct connection *connection, struct slice arguments, struct slice text)
{
	static const struct slice help = SLICE(
	    "What you type is said to everybody here, but for:\n"
	    "@NAME TEXT  say it to NAME alone\n"
	    "!who        list everybody\n"
	    "!name NAME  take a name\n"
	    "!help       show this\n");

	(void)arguments;
	(void)text;
	connection_append(connection, APPEND_REPLY, &help, 1);
	return COMMAND_DONE;
}

static enum command_status
plain_name(struct connection *connection, struct slice name, struct slice text)
{
	(void)text;
	chat_rename(connection, name);
	return COMMAND_DONE;
}

static enum command_status
plain_authenticate(
    struct connection *connection, struct slice name, struct slice password)
{
	chat_authenticate(connection, CHAT_RENAME, name, password);
	return COMMAND_DONE;
}

static const struct command plain_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("!auth"), LOGGED_IN, ARGUMENTS_TEXT, plain_authenticate,
	    "!auth <name> <password>" },
	{ SLICE("!help"), LOGGED_IN, ARGUMENTS_NONE, plain_help, "!help" },
	{ SLICE("!name"), LOGGED_IN, ARGUMENTS_ANY, plain_name,
	    "!name <name>" },
	{ SLICE("!who"), LOGGED_IN, ARGUMENTS_NONE, lobby_handle_who, "!who" },
};

static const struct command_table plain_commands = { plain_rows,
	sizeof(plain_rows) / sizeof(plain_rows[0]) };

/*
 * Say whether line makes its sender a guest, as any text does.  What is none is
 * answered, if that makes sense.
 */
static OUT_OF_LINE bool
plain_is_first_line(struct connection *connection, struct slice line)
{
	static const struct chat_answer bad_text = {
		.request = CHAT_SAY,
		.outcome = CHAT_BAD_TEXT,
	};

	if (line.size == 0)
		return false;
	if (foreign_is_http(line)) {
		connection_finish(connection, CLOSE_WRONG_PROTOCOL);
		return false;
	}
	if (!text_is_valid(line.bytes, line.size)) {
		connection_count_stat(connection, STAT_MESSAGES_REFUSED);
		refusal_answer(connection, &plain_refusals, &bad_text);
		return false;
	}
	return true;
}

static enum command_status
plain_handle_line(
    struct connection *connection, struct slice line, struct command_run *run)
{
	if (login_state(connection) == LOGGED_OUT) {
		if (!plain_is_first_line(connection, line))
			return COMMAND_DONE;
		chat_login_guest(connection);
		if (login_state(connection) == LOGGED_OUT)
			return COMMAND_AGAIN;
	}
	lobby_handle_text(connection, &plain_commands, line, run);
	return COMMAND_DONE;
}

/* Every line means something, so one that is refused is too long. */
static void
plain_refuse_line(struct connection *connection, enum command_status status)
{
	static const struct slice too_long = SLICE("line too long");

	(void)status;
	refusal_say(connection, &plain_refusals, too_long, plain_nothing);
}

static size_t
plain_input(struct connection *connection, const char *bytes, size_t size)
{
	static const struct lines_handlers handlers = { plain_handle_line,
		plain_refuse_line, false, lobby_find_receiver };
	struct plain_state *state = connection_state(connection);
	size_t used;

	/* It may be a long time until there is a newline in it. */
	if (!state->has_begun && foreign_is_tls(bytes, size)) {
		connection_finish(connection, CLOSE_WRONG_PROTOCOL);
		return size;
	}
	used = lines_input(connection, &state->lines, &handlers, bytes, size);
	if (used > 0)
		state->has_begun = true;
	return used;
}

static void
plain_opened(struct connection *connection)
{
	lobby_listen(connection);
}

const struct protocol *
plain_protocol(void)
{
	static const struct protocol protocol = {
		.name = "plain",
		.summary = "a chat room of plain lines, without login",
		.default_port = PLAIN_DEFAULT_PORT,
		.state_size = sizeof(struct plain_state),
		.busy = SLICE("! refused: server full\n"),
		.commands = &plain_commands,
		.opened = plain_opened,
		.input = plain_input,
		.answer = plain_answer,
		.tell = plain_tell,
		.goodbye = plain_goodbye,
	};

	return &protocol;
}
