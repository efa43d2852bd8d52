/* SPDX-License-Identifier: MIT */
/*
 * sized: named users, text after a decimal length (chatd-protocols(7)).
 *
 * Length fields are of two digits, of three or of four.  Commands begin with a
 * letter, so the digits before the first one show which width the client means,
 * and it is answered in kind.  After a length that cannot be read there is no
 * way to find the next message, so the connection ends.  The words on the wire
 * stand in this file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/authentication.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/length_field.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "chatd/protocols/refusal.h"
#include "common/out_of_line.h"
#include "common/text.h"

#define SIZED_DEFAULT_PORT 8820

/* No message of ours is put together from more parts. */
#define SIZED_PARTS_MAX 4

struct sized_state {
	uint8_t digits; /* of a length field; 0: not known yet */
};

_Static_assert(sizeof(struct sized_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

static const struct slice sized_nothing = SLICE("");

/* ---- what is sent -------------------------------------------------------- */

/*
 * Return how many digits the connection's length fields have.  A client that
 * has not shown a width gets the widest: where it expects two, it reads an
 * empty message and then, if the message is short, the message.
 */
static uint8_t
sized_digits(struct connection *connection)
{
	const struct sized_state *state = connection_state(connection);

	return state->digits > 0 ? state->digits : LENGTH_FIELD_WIDEST;
}

/* Append the parts as one message, cut where it is too long for its length. */
static void
sized_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	uint8_t digits = sized_digits(connection);
	size_t room = length_field_max(digits);
	struct slice message[1 + SIZED_PARTS_MAX];
	char field[LENGTH_FIELD_WIDEST];
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		struct slice part = parts[i];

		part.size = text_cut(part.bytes, part.size, room - length);
		length += part.size;
		/* Nothing may follow what was cut. */
		if (part.size < parts[i].size)
			room = length;
		message[1 + i] = part;
	}
	message[0] = length_field_write(field, digits, length);
	connection_append(connection, mode, message, 1 + count);
}

static const struct refusal sized_refusal_rows[] = {
	{ CHAT_BAD_NAME, SLICE("ERROR name refused"), REFUSAL_OF_NAME },
	{ CHAT_NAME_IN_USE, SLICE("ERROR name taken"), REFUSAL_OF_NAME },
	{ CHAT_FULL, SLICE("ERROR server full"), REFUSAL_OF_NOTHING },
	{ CHAT_BAD_TEXT, SLICE("ERROR text refused"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_SUCH_USER, SLICE("ERROR no such user"), REFUSAL_OF_NAME },
	{ CHAT_WRONG_PASSWORD, SLICE("ERROR wrong password"), REFUSAL_OF_NAME },
	{ CHAT_PASSWORD_LATER, SLICE("ERROR try again later"),
	    REFUSAL_OF_NOTHING },
	{ CHAT_NOT_PRIVATE, SLICE("ERROR not private"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_ACCOUNTS, SLICE("ERROR no accounts"), REFUSAL_OF_NOTHING },
	REFUSALS_ABOUT_ROOMS("ERROR "),
	REFUSALS_BY_OPERATOR("ERROR "),
};

REFUSALS_ARE_COMPLETE(sized_refusal_rows);

static void
sized_append_refusal(struct connection *connection, const struct slice *parts)
{
	sized_append(connection, APPEND_REPLY, parts, REFUSAL_PARTS);
}

static const struct refusals sized_refusals = { sized_refusal_rows,
	sized_append_refusal };

static void
sized_refuse(
    struct connection *connection, struct slice words, struct slice subject)
{
	refusal_say(connection, &sized_refusals, words, subject);
}

/* "HELLO alice" */
static OUT_OF_LINE void
sized_welcome(struct connection *connection, struct slice name)
{
	const struct slice parts[] = { SLICE("HELLO "), name };

	sized_append(connection, APPEND_REPLY_ALONE, parts, 2);
}

/* "alice bob": as many names as there is room for. */
static OUT_OF_LINE void
sized_answer_list(struct connection *connection, const struct shared_text *list)
{
	struct slice names = shared_text_cut(
	    list, length_field_max(sized_digits(connection)));

	sized_append(connection, APPEND_REPLY, &names, 1);
}

static void
sized_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice auth_ok = SLICE("AUTH-OK");

	switch (answer->request) {
	case CHAT_AUTHENTICATE:
		sized_append(connection, APPEND_REPLY, &auth_ok, 1);
		break;
	case CHAT_LOGIN:
	case CHAT_RENAME:
		sized_welcome(connection, answer->name);
		break;
	case CHAT_LIST:
		sized_answer_list(connection, answer->list);
		break;
	case CHAT_SEND:
		/* This is done without a word. */
		break;
	case CHAT_REGISTER:
	case CHAT_JOIN:
	case CHAT_LEAVE:
	case CHAT_TOPIC:
	case CHAT_KICK:
	case CHAT_MODE:
	case CHAT_BANS:
	case CHAT_INVITE:
	case CHAT_SAY:
		/* There are no verbs for these here. */
		break;
	}
}

static OUT_OF_LINE void
sized_answer_refused(
    struct connection *connection, const struct chat_answer *answer)
{
	refusal_answer(connection, &sized_refusals, answer);
	if (answer->outcome == CHAT_FULL)
		refusal_end_login(connection, answer);
}

static void
sized_answer(struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE)
		sized_answer_done(connection, answer);
	else
		sized_answer_refused(connection, answer);
}

/* "alice SENT text" */
static void
sized_tell(struct connection *connection, const struct message *message)
{
	const struct slice parts[] = { message->from, SLICE(" SENT "),
		message->text };

	/* Nobody is in a room here. */
	if (message->kind == MESSAGE_DELIVERED)
		sized_append(connection,
		    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, parts, 3);
}

/* ---- requests ------------------------------------------------------------ */

static enum command_status
sized_exit(
    struct connection *connection, struct slice arguments, struct slice text)
{
	static const struct slice goodbye = SLICE("EXIT");

	(void)arguments;
	(void)text;
	sized_append(connection, APPEND_REPLY, &goodbye, 1);
	connection_finish(connection, CLOSE_QUIT);
	return COMMAND_DONE;
}

static enum command_status
sized_list(
    struct connection *connection, struct slice arguments, struct slice text)
{
	(void)arguments;
	(void)text;
	chat_list(connection, ' ');
	return COMMAND_DONE;
}

static enum command_status
sized_send(struct connection *connection, struct slice name, struct slice text)
{
	chat_send(connection, name, text);
	return COMMAND_DONE;
}

static enum command_status
sized_name(struct connection *connection, struct slice name, struct slice text)
{
	(void)text;
	if (login_state(connection) == LOGGED_OUT)
		chat_login(connection, name);
	else
		chat_rename(connection, name);
	return COMMAND_DONE;
}

/* Whatever follows EXIT and GETNAMES is passed over. */
static const struct command sized_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("AUTH"), LOGGED_IN_OR_OUT, ARGUMENTS_TEXT,
	    authentication_handle, "AUTH <name> <password>" },
	{ SLICE("EXIT"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, sized_exit, "EXIT" },
	{ SLICE("GETNAMES"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, sized_list,
	    "GETNAMES" },
	{ SLICE("GET_NAMES"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, sized_list,
	    "GET_NAMES" },
	{ SLICE("MSG"), LOGGED_IN, ARGUMENTS_TEXT, sized_send,
	    "MSG <name> <text>" },
	{ SLICE("NAME"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, sized_name,
	    "NAME <name>" },
};

static const struct command_table sized_commands = { sized_rows,
	sizeof(sized_rows) / sizeof(sized_rows[0]) };

static void
sized_refuse_command(struct connection *connection, struct slice message)
{
	static const struct slice no_name = SLICE("ERROR no name yet");
	static const struct slice no_password = SLICE("ERROR no password");
	static const struct slice unknown = SLICE("ERROR unknown command");
	struct slice verb = slice_take_word(&message);

	if (slice_is(verb, "AUTH"))
		sized_refuse(connection, no_password, sized_nothing);
	else if (command_find(&sized_commands, verb) != NULL)
		sized_refuse(connection, no_name, sized_nothing);
	else
		sized_refuse(connection, unknown, verb);
}

static void
sized_handle_message(struct connection *connection, struct slice message,
    struct command_run *run)
{
	if (message.size == 0)
		sized_exit(connection, message, message);
	else if (command_dispatch(&sized_commands, login_state(connection),
		     connection, message, run) != COMMAND_DONE)
		sized_refuse_command(connection, message);
}

/* Send an error about a length field, and end the connection. */
static void
sized_hang_up(
    struct connection *connection, struct slice words, struct slice field)
{
	sized_refuse(connection, words, field);
	connection_finish(connection, CLOSE_BAD_MESSAGE);
}

/*
 * Take the first message of the size bytes at bytes: set *message_r to it and
 * return how many bytes it took.  Return 0 if it is not there yet, or if none
 * can be found, in which case the connection ends.
 */
static size_t
sized_take_message(struct connection *connection, const char *bytes,
    size_t size, struct slice *message_r)
{
	static const struct slice bad_length = SLICE("ERROR bad length");
	static const struct slice too_long = SLICE("ERROR message too long");
	struct sized_state *state = connection_state(connection);
	struct length_field field;
	enum length_field_status status = length_field_read(
	    bytes, size, state->digits, &field);
	struct slice shown = { bytes, field.size };

	if (status == LENGTH_FIELD_UNFINISHED)
		return 0;
	if (status == LENGTH_FIELD_BAD) {
		sized_hang_up(connection, bad_length, shown);
		return 0;
	}
	state->digits = field.size;
	if (!login_allows_size(connection, field.length,
		connection_limits(connection)->message_max)) {
		sized_hang_up(connection, too_long, shown);
		return 0;
	}
	if (size - field.size < field.length)
		return 0;
	*message_r = (struct slice){ bytes + field.size, field.length };
	return field.size + field.length;
}

static size_t
sized_input(struct connection *connection, const char *bytes, size_t size)
{
	struct command_run run = { 0 };
	size_t used = 0;

	while (used < size && connection_takes_input(connection)) {
		struct slice message;
		size_t left = size - used;
		size_t taken = sized_take_message(
		    connection, bytes + used, left, &message);

		if (taken == 0)
			break;
		connection_set_pipelining(connection, used > 0 || taken < left);
		connection_count_request(connection);
		sized_handle_message(connection, message, &run);
		used += taken;
	}
	return used;
}

static void
sized_opened(struct connection *connection)
{
	static const uint8_t digits[] = {
		[LENGTH_DIGITS_AUTO] = 0,
		[LENGTH_DIGITS_2] = 2,
		[LENGTH_DIGITS_3] = 3,
		[LENGTH_DIGITS_4] = 4,
	};
	struct sized_state *state = connection_state(connection);

	state->digits = digits[connection_limits(connection)->length_digits];
}

const struct protocol *
sized_protocol(void)
{
	static const struct protocol protocol = {
		.name = "sized",
		.summary = "named users, text after a decimal length",
		.default_port = SIZED_DEFAULT_PORT,
		.logs_in = true,
		.state_size = sizeof(struct sized_state),
		.busy = SLICE("0017ERROR server full"),
		.commands = &sized_commands,
		.opened = sized_opened,
		.input = sized_input,
		.answer = sized_answer,
		.tell = sized_tell,
	};

	return &protocol;
}
