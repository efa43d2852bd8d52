/* SPDX-License-Identifier: MIT */
/*
 * plain: a chat room of plain lines, for nc and telnet (chatd-protocols(7)).
 *
 * Whoever connects is in the room, as a guest who is called by his address;
 * nothing has to be known to talk.  What begins with a sign of its own is a
 * request, everything else is said.  The words on the wire stand in this file
 * and nowhere else.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/lines.h"
#include "chatd/protocols/protocols.h"
#include "common/name.h"
#include "common/text.h"

#define PLAIN_DEFAULT_PORT 6000

/* What an error repeats of a request: every name that is one, whole. */
#define PLAIN_SHOWN_BYTES (NAME_MAX_BYTES + 1)

/* The one state of a connection, as a bit for the command table. */
#define PLAIN_ACTIVE 1u

struct plain_state {
	struct lines lines;
};

_Static_assert(sizeof(struct plain_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

static const struct slice plain_lobby = SLICE(CHAT_LOBBY);
static const struct slice plain_newline = SLICE("\n");
static const struct slice plain_bad_name = SLICE("not a name");
static const struct slice plain_name_taken = SLICE("name taken");
static const struct slice plain_full = SLICE("server full");
static const struct slice plain_bad_text = SLICE(
    "empty, or not printable UTF-8");
static const struct slice plain_long_line = SLICE("line too long");
static const struct slice plain_no_user = SLICE("no such user");
static const struct slice plain_nothing = SLICE("");

/* ---- answers ------------------------------------------------------------- */

/* Send an error and what it is about, if anything. */
static void
plain_refuse(
    struct connection *connection, struct slice words, struct slice subject)
{
	static const struct slice colon = SLICE(": ");
	char shown[PLAIN_SHOWN_BYTES];
	struct slice parts[] = { SLICE("! refused: "), words,
		subject.size > 0 ? colon : plain_nothing, { shown, 0 },
		plain_newline };

	text_escape(subject.bytes, subject.size, shown, sizeof(shown));
	parts[3].size = strlen(shown);
	connection_append(connection, APPEND_REPLY, parts, 5);
}

static void
plain_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice users = SLICE("users: ");
	const struct slice renamed[] = { SLICE("You are now "), answer->name,
		plain_newline };

	switch (answer->request) {
	case CHAT_LOGIN:
		chat_join(connection, plain_lobby);
		break;
	case CHAT_RENAME:
		connection_append(connection, APPEND_REPLY, renamed, 3);
		break;
	case CHAT_LIST:
		connection_append_list(
		    connection, users, answer->list, plain_newline);
		break;
	default:
		break;
	}
}

static void
plain_answer(struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->outcome) {
	case CHAT_DONE:
		plain_answer_done(connection, answer);
		break;
	case CHAT_BAD_NAME:
		plain_refuse(connection, plain_bad_name, answer->name);
		break;
	case CHAT_NAME_IN_USE:
		plain_refuse(connection, plain_name_taken, answer->name);
		/*
		 * One address and port can reach two of ours, and the guest of
		 * the second then has no name to be here by.
		 */
		if (answer->request == CHAT_LOGIN)
			connection_finish(connection, CLOSE_HANDSHAKE);
		break;
	case CHAT_FULL:
		plain_refuse(connection, plain_full, plain_nothing);
		break;
	case CHAT_BAD_TEXT:
		plain_refuse(connection, plain_bad_text, plain_nothing);
		break;
	case CHAT_NO_SUCH_USER:
		plain_refuse(connection, plain_no_user, answer->name);
		break;
	default:
		break;
	}
}

/* ---- events -------------------------------------------------------------- */

/* "\r<alice> text", "\r<alice> @bob text": the "\r" overwrites a prompt. */
static void
plain_tell_text(struct connection *connection, const struct message *message)
{
	const struct slice said[] = { SLICE("\r<"), message->from, SLICE("> "),
		message->text, plain_newline };
	const struct slice delivered[] = { SLICE("\r<"), message->from,
		SLICE("> @"), connection_name(connection), SLICE(" "),
		message->text, plain_newline };

	if (message->kind == MESSAGE_SAID)
		connection_append(connection, APPEND_EVENT, said, 5);
	else
		connection_append(connection,
		    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, delivered,
		    7);
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
		break;
	}
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
plain_who(
    struct connection *connection, struct slice arguments, struct slice text)
{
	(void)arguments;
	(void)text;
	chat_list(connection, ' ');
	return COMMAND_DONE;
}

static const struct command plain_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("!help"), PLAIN_ACTIVE, ARGUMENTS_NONE, plain_help, "!help" },
	{ SLICE("!name"), PLAIN_ACTIVE, ARGUMENTS_ANY, plain_name,
	    "!name <name>" },
	{ SLICE("!who"), PLAIN_ACTIVE, ARGUMENTS_NONE, plain_who, "!who" },
};

static const struct command_table plain_commands = { plain_rows,
	sizeof(plain_rows) / sizeof(plain_rows[0]) };

/* "@bob text" */
static void
plain_send(struct connection *connection, struct slice line)
{
	struct slice rest = { line.bytes + 1, line.size - 1 };
	struct slice name = slice_take_word(&rest);

	chat_send(connection, name, slice_trim(rest));
}

static enum command_status
plain_handle_line(
    struct connection *connection, struct slice line, struct command_run *run)
{
	if (line.size == 0)
		return COMMAND_DONE;
	if (line.bytes[0] == '@')
		plain_send(connection, line);
	else if (command_dispatch(&plain_commands, PLAIN_ACTIVE, connection,
		     line, run) != COMMAND_DONE)
		chat_say(connection, plain_lobby, line);
	return COMMAND_DONE;
}

static void
plain_refuse_line(struct connection *connection, enum command_status status)
{
	(void)status;
	plain_refuse(connection, plain_long_line, plain_nothing);
}

static size_t
plain_input(struct connection *connection, const char *bytes, size_t size)
{
	static const struct lines_handlers handlers = { plain_handle_line,
		plain_refuse_line };
	struct plain_state *state = connection_state(connection);

	return lines_input(connection, &state->lines, &handlers, bytes, size);
}

static void
plain_opened(struct connection *connection)
{
	chat_login_guest(connection);
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
	};

	return &protocol;
}
