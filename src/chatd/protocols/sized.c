/* SPDX-License-Identifier: MIT */
/*
 * sized: named users, text behind a decimal length (chatd-protocols(7)).
 *
 * Length fields are of two digits or of four.  Commands begin with a letter, so
 * the digits before the first one show which the client means, and it is
 * answered in kind.  Past a length that cannot be read there is no next message
 * to be found: then the connection ends.  The words on the wire stand in this
 * file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/protocols.h"
#include "common/name.h"
#include "common/text.h"

#define SIZED_DEFAULT_PORT 8820

/* The two widths of a length field, and the longest message behind it. */
#define SIZED_NARROW_DIGITS    2
#define SIZED_NARROW_MAX_BYTES 99
#define SIZED_WIDE_DIGITS      4
#define SIZED_WIDE_MAX_BYTES   9999

/* More parts than any message of ours is put together from. */
#define SIZED_PARTS_MAX 4

/* What an error repeats of a request: every name that is one, whole. */
#define SIZED_SHOWN_BYTES (NAME_MAX_BYTES + 1)

/* States of a connection, as bits for the command table. */
#define SIZED_NEW    1u /* has no name yet */
#define SIZED_ACTIVE 2u
#define SIZED_ANY    (SIZED_NEW | SIZED_ACTIVE)

struct sized_state {
	uint8_t digits; /* of a length field; 0: not known yet */
};

_Static_assert(sizeof(struct sized_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

enum sized_header_status {
	SIZED_HEADER_WHOLE,
	SIZED_HEADER_UNFINISHED,
	SIZED_HEADER_BAD,
};

struct sized_header {
	uint8_t size;  /* bytes; if it is bad, up to what made it so */
	size_t length; /* bytes of the message behind it */
};

static const struct slice sized_name_refused = SLICE("ERROR name refused");
static const struct slice sized_name_taken = SLICE("ERROR name taken");
static const struct slice sized_full = SLICE("ERROR server full");
static const struct slice sized_no_name = SLICE("ERROR no name yet");
static const struct slice sized_no_user = SLICE("ERROR no such user");
static const struct slice sized_bad_text = SLICE("ERROR text refused");
static const struct slice sized_unknown = SLICE("ERROR unknown command");
static const struct slice sized_bad_length = SLICE("ERROR bad length");
static const struct slice sized_too_long = SLICE("ERROR message too long");
static const struct slice sized_goodbye = SLICE("EXIT");
static const struct slice sized_nothing = SLICE("");

static unsigned int
sized_phase(const struct connection *connection)
{
	return connection_claim(connection) != NULL ? SIZED_ACTIVE : SIZED_NEW;
}

/* ---- length fields ------------------------------------------------------- */

static bool
sized_is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/*
 * Read a length field of so many digits, or of as many as there are if digits
 * is 0, from the size bytes at bytes into *header_r.  What it says of bytes
 * does not depend on how many more have arrived.
 */
static enum sized_header_status
sized_read_header(const char *bytes, size_t size, uint8_t digits,
    struct sized_header *header_r)
{
	uint8_t most = digits > 0 ? digits : SIZED_WIDE_DIGITS;
	uint8_t count = 0;

	header_r->length = 0;
	while (count < most && count < size && bytes[count] >= '0' &&
	       bytes[count] <= '9')
		header_r->length = header_r->length * 10 +
				   (size_t)(bytes[count++] - '0');
	header_r->size = count;
	if (count == most)
		return SIZED_HEADER_WHOLE;
	if (count == size)
		return SIZED_HEADER_UNFINISHED;
	if (digits == 0 && count == SIZED_NARROW_DIGITS &&
	    sized_is_letter(bytes[count]))
		return SIZED_HEADER_WHOLE;
	header_r->size++;
	return SIZED_HEADER_BAD;
}

/* Write length in so many digits to header; return it. */
static struct slice
sized_write_header(char *header, uint8_t digits, size_t length)
{
	for (uint8_t i = digits; i > 0; i--) {
		header[i - 1] = (char)('0' + length % 10);
		length /= 10;
	}
	return (struct slice){ header, digits };
}

/* ---- answers ------------------------------------------------------------- */

/* Append the parts as one message, cut where it is too long for its length. */
static void
sized_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	const struct sized_state *state = connection_state(connection);
	/*
	 * Who has not shown a width gets the wide one: where the narrow one is
	 * expected, that is an empty message and, if it is short, this one.
	 */
	uint8_t digits = state->digits > 0 ? state->digits : SIZED_WIDE_DIGITS;
	size_t room = digits == SIZED_NARROW_DIGITS ? SIZED_NARROW_MAX_BYTES
						    : SIZED_WIDE_MAX_BYTES;
	struct slice message[1 + SIZED_PARTS_MAX];
	char header[SIZED_WIDE_DIGITS];
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
	message[0] = sized_write_header(header, digits, length);
	connection_append(connection, mode, message, 1 + count);
}

/* Send an error and what it is about, if anything. */
static void
sized_refuse(
    struct connection *connection, struct slice words, struct slice subject)
{
	char shown[SIZED_SHOWN_BYTES];
	struct slice parts[] = { words, SLICE(": "), { shown, 0 } };

	text_escape(subject.bytes, subject.size, shown, sizeof(shown));
	parts[2].size = strlen(shown);
	sized_append(connection, APPEND_REPLY, parts, subject.size > 0 ? 3 : 1);
}

static void
sized_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice welcome[] = { SLICE("HELLO "), answer->name };

	switch (answer->request) {
	case CHAT_LOGIN:
	case CHAT_RENAME:
		sized_append(connection, APPEND_REPLY_ALONE, welcome, 2);
		break;
	case CHAT_LIST:
		sized_append(connection, APPEND_REPLY, &answer->list->names, 1);
		break;
	default:
		break;
	}
}

static void
sized_answer(struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->outcome) {
	case CHAT_DONE:
		sized_answer_done(connection, answer);
		break;
	case CHAT_BAD_NAME:
		sized_refuse(connection, sized_name_refused, answer->name);
		break;
	case CHAT_NAME_IN_USE:
		sized_refuse(connection, sized_name_taken, answer->name);
		break;
	case CHAT_FULL:
		sized_refuse(connection, sized_full, sized_nothing);
		connection_finish(connection, CLOSE_FULL);
		break;
	case CHAT_BAD_TEXT:
		sized_refuse(connection, sized_bad_text, sized_nothing);
		break;
	case CHAT_NO_SUCH_USER:
		sized_refuse(connection, sized_no_user, answer->name);
		break;
	default:
		break;
	}
}

static void
sized_tell(struct connection *connection, const struct message *message)
{
	const struct slice delivery[] = { message->from, SLICE(" SENT "),
		message->text };

	sized_append(connection, message->own ? APPEND_OWN_EVENT : APPEND_EVENT,
	    delivery, 3);
}

/* ---- requests ------------------------------------------------------------ */

static enum command_status
sized_exit(
    struct connection *connection, struct slice arguments, struct slice text)
{
	(void)arguments;
	(void)text;
	sized_append(connection, APPEND_REPLY, &sized_goodbye, 1);
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
	if (sized_phase(connection) == SIZED_NEW)
		chat_login(connection, name);
	else
		chat_rename(connection, name);
	return COMMAND_DONE;
}

/* What follows EXIT and GETNAMES is passed over: they mean it all the same. */
static const struct command sized_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("EXIT"), SIZED_ANY, ARGUMENTS_ANY, sized_exit, "EXIT" },
	{ SLICE("GETNAMES"), SIZED_ANY, ARGUMENTS_ANY, sized_list, "GETNAMES" },
	{ SLICE("GET_NAMES"), SIZED_ANY, ARGUMENTS_ANY, sized_list,
	    "GET_NAMES" },
	{ SLICE("MSG"), SIZED_ACTIVE, ARGUMENTS_TEXT, sized_send,
	    "MSG <name> <text>" },
	{ SLICE("NAME"), SIZED_ANY, ARGUMENTS_ANY, sized_name, "NAME <name>" },
};

static const struct command_table sized_commands = { sized_rows,
	sizeof(sized_rows) / sizeof(sized_rows[0]) };

static void
sized_refuse_command(struct connection *connection, struct slice message)
{
	struct slice verb = slice_take_word(&message);

	if (command_find(&sized_commands, verb) != NULL)
		sized_refuse(connection, sized_no_name, sized_nothing);
	else
		sized_refuse(connection, sized_unknown, verb);
}

static void
sized_handle_message(struct connection *connection, struct slice message,
    struct command_run *run)
{
	if (message.size == 0)
		sized_exit(connection, message, message);
	else if (command_dispatch(&sized_commands, sized_phase(connection),
		     connection, message, run) != COMMAND_DONE)
		sized_refuse_command(connection, message);
}

/* Send a last error, about a length field. */
static void
sized_hang_up(
    struct connection *connection, struct slice words, struct slice header)
{
	sized_refuse(connection, words, header);
	connection_finish(connection, CLOSE_BAD_MESSAGE);
}

/*
 * Take the first message of the size bytes at bytes: set *message_r to it and
 * return the bytes used up.  Return 0 if it is not there yet, and if there can
 * be none, in which case the connection ends.
 */
static size_t
sized_take_message(struct connection *connection, const char *bytes,
    size_t size, struct slice *message_r)
{
	struct sized_state *state = connection_state(connection);
	struct sized_header header;
	enum sized_header_status status = sized_read_header(
	    bytes, size, state->digits, &header);
	struct slice shown = { bytes, header.size };

	if (status == SIZED_HEADER_UNFINISHED)
		return 0;
	if (status == SIZED_HEADER_BAD) {
		sized_hang_up(connection, sized_bad_length, shown);
		return 0;
	}
	state->digits = header.size;
	if (header.length > connection_limits(connection)->message_max) {
		sized_hang_up(connection, sized_too_long, shown);
		return 0;
	}
	if (size - header.size < header.length)
		return 0;
	*message_r = (struct slice){ bytes + header.size, header.length };
	return header.size + header.length;
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
		[LENGTH_DIGITS_2] = SIZED_NARROW_DIGITS,
		[LENGTH_DIGITS_4] = SIZED_WIDE_DIGITS,
	};
	struct sized_state *state = connection_state(connection);

	state->digits = digits[connection_limits(connection)->length_digits];
}

const struct protocol *
sized_protocol(void)
{
	static const struct protocol protocol = {
		.name = "sized",
		.summary = "named users, text behind a decimal length",
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
