/* SPDX-License-Identifier: MIT */
/*
 * sized: named users, text after a decimal length (chatd-protocols(7)).
 *
 * Length fields are of two digits, of three or of four.  Commands begin with a
 * letter, so the digits before the first one show which width the client means,
 * and it is answered in kind.  After a length that cannot be read there is no
 * way to find the next message, so the connection ends.  The words on the wire
 * stand in this file and in sized_replies.c, and nowhere else.
 */

#include "chatd/protocols/sized_private.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/authentication.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/gate.h"
#include "chatd/protocols/length_field.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "common/out_of_line.h"

#define SIZED_DEFAULT_PORT 8820

static const struct slice sized_nothing = SLICE("");

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
	{ SLICE("MSG"), LOGGED_IN, ARGUMENTS_TO_USER, sized_send,
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

/* Look at the message after a length field: is it a text, and for whom? */
static enum gate_view
sized_look(const struct connection *connection, const struct command_run *run,
    const struct length_field *field, struct slice rest, struct slice *name_r)
{
	if (!login_allows_size(connection, field->length,
		connection_limits(connection)->message_max))
		return GATE_OTHER;
	if (rest.size < field->length)
		return GATE_UNFINISHED;
	rest.size = field->length;
	return command_find_receiver(&sized_commands, rest, run, name_r)
		   ? GATE_TEXT
		   : GATE_OTHER;
}

/* Say whether the next message may be handled though others are unanswered. */
static OUT_OF_LINE bool
sized_lets_pass(struct connection *connection, const struct command_run *run,
    const char *bytes, size_t size)
{
	const struct sized_state *state = connection_state(connection);
	enum gate_view view = GATE_OTHER;
	struct length_field field;
	struct slice name = { 0 };

	if (!connection_is_gated(connection))
		return false;
	switch (length_field_read(bytes, size, state->digits, &field)) {
	case LENGTH_FIELD_UNFINISHED:
		view = GATE_UNFINISHED;
		break;
	case LENGTH_FIELD_BAD:
		break;
	case LENGTH_FIELD_WHOLE:
		view = sized_look(connection, run, &field,
		    (struct slice){ bytes + field.size, size - field.size },
		    &name);
		break;
	}
	return gate_lets_pass(connection, view, name);
}

static size_t
sized_input(struct connection *connection, const char *bytes, size_t size)
{
	struct command_run run = { 0 };
	size_t used = 0;

	while (used < size && (connection_takes_input(connection) ||
				  sized_lets_pass(connection, &run,
				      bytes + used, size - used))) {
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
