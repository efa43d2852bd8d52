/* SPDX-License-Identifier: MIT */
/*
 * framed: a chat room behind a binary header (chatd-protocols(7)).
 *
 * A client's first frame logs it in, and is then handled like all others: so
 * the frame stays where it is until the chat has answered.  What a header
 * announces is believed only within the limits, and nothing is set aside for
 * it.  The words on the wire stand in this file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/protocols.h"
#include "common/name.h"
#include "common/text.h"

#define FRAMED_DEFAULT_PORT 5000

/* The length of the name in two bytes, that of the text in four. */
#define FRAMED_HEADER_BYTES 6

/* More parts than any text of ours is put together from. */
#define FRAMED_PARTS_MAX 4

/* What an error repeats of a request: every name that is one, whole. */
#define FRAMED_SHOWN_BYTES (NAME_MAX_BYTES + 1)

/* What parts two names in a list. */
#define FRAMED_SEPARATOR ' '

/* States of a connection, as bits for the command table. */
#define FRAMED_NEW    1u /* has not logged in */
#define FRAMED_ACTIVE 2u

struct framed_frame {
	struct slice name;
	struct slice text;
};

static const struct slice framed_server = SLICE(SERVER_NAME);
static const struct slice framed_lobby = SLICE(CHAT_LOBBY);
static const struct slice framed_has_logged_in = SLICE(" has logged in");
static const struct slice framed_has_left = SLICE(" has left");
static const struct slice framed_is_now = SLICE(" is now ");
static const struct slice framed_name_refused = SLICE("name refused");
static const struct slice framed_name_taken = SLICE("name taken");
static const struct slice framed_full = SLICE("server full");
static const struct slice framed_other_name = SLICE("other name than at login");
static const struct slice framed_bad_text = SLICE("text refused");
static const struct slice framed_no_user = SLICE("no such user");
static const struct slice framed_long_name = SLICE("name too long");
static const struct slice framed_long_text = SLICE("text too long");
static const struct slice framed_nothing = SLICE("");

static unsigned int
framed_phase(const struct connection *connection)
{
	return connection_claim(connection) != NULL ? FRAMED_ACTIVE
						    : FRAMED_NEW;
}

/* ---- headers ------------------------------------------------------------- */

static size_t
framed_read_number(const char *bytes, size_t size)
{
	size_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

static void
framed_write_number(char *bytes, size_t size, size_t number)
{
	for (size_t i = size; i > 0; i--) {
		bytes[i - 1] = (char)(number & 0xff);
		number >>= 8;
	}
}

/* Write to header, of FRAMED_HEADER_BYTES; return it. */
static struct slice
framed_write_header(char *header, size_t name_size, size_t text_size)
{
	framed_write_number(header, 2, name_size);
	framed_write_number(header + 2, 4, text_size);
	return (struct slice){ header, FRAMED_HEADER_BYTES };
}

/* ---- answers ------------------------------------------------------------- */

/* Append a frame by name, whose text is the count parts. */
static void
framed_append(struct connection *connection, enum append_mode mode,
    struct slice name, const struct slice *parts, size_t count)
{
	struct slice frame[2 + FRAMED_PARTS_MAX];
	char header[FRAMED_HEADER_BYTES];
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		frame[2 + i] = parts[i];
		size += parts[i].size;
	}
	frame[0] = framed_write_header(header, name.size, size);
	frame[1] = name;
	connection_append(connection, mode, frame, 2 + count);
}

/* Send an error and what it is about, if anything. */
static void
framed_refuse(
    struct connection *connection, struct slice words, struct slice subject)
{
	char shown[FRAMED_SHOWN_BYTES];
	struct slice parts[] = { words, SLICE(": "), { shown, 0 } };

	text_escape(subject.bytes, subject.size, shown, sizeof(shown));
	parts[2].size = strlen(shown);
	framed_append(connection, APPEND_REPLY, framed_server, parts,
	    subject.size > 0 ? 3 : 1);
}

/* Send a last error. */
static void
framed_hang_up(struct connection *connection, struct slice words,
    struct slice subject, enum close_reason reason)
{
	framed_refuse(connection, words, subject);
	connection_finish(connection, reason);
}

static void
framed_answer_login(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice welcome[] = { answer->name, framed_has_logged_in };

	framed_append(connection, APPEND_REPLY, framed_server, welcome, 2);
	chat_join(connection, framed_lobby);
}

static void
framed_answer_list(
    struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice words = SLICE("users: ");
	char beginning[FRAMED_HEADER_BYTES + 16];
	struct slice prefix = framed_write_header(beginning, framed_server.size,
	    words.size + answer->list->names.size);

	memcpy(
	    beginning + prefix.size, framed_server.bytes, framed_server.size);
	prefix.size += framed_server.size;
	memcpy(beginning + prefix.size, words.bytes, words.size);
	prefix.size += words.size;
	connection_append_list(
	    connection, prefix, answer->list, framed_nothing);
}

static void
framed_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	if (answer->request == CHAT_LOGIN)
		framed_answer_login(connection, answer);
	else if (answer->request == CHAT_LIST)
		framed_answer_list(connection, answer);
}

static void
framed_answer(struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->outcome) {
	case CHAT_DONE:
		framed_answer_done(connection, answer);
		break;
	case CHAT_BAD_NAME:
		framed_hang_up(connection, framed_name_refused, answer->name,
		    CLOSE_HANDSHAKE);
		break;
	case CHAT_NAME_IN_USE:
		framed_hang_up(connection, framed_name_taken, answer->name,
		    CLOSE_HANDSHAKE);
		break;
	case CHAT_FULL:
		framed_hang_up(
		    connection, framed_full, framed_nothing, CLOSE_FULL);
		break;
	case CHAT_BAD_TEXT:
		framed_refuse(connection, framed_bad_text, framed_nothing);
		break;
	case CHAT_NO_SUCH_USER:
		framed_refuse(connection, framed_no_user, answer->name);
		break;
	default:
		break;
	}
}

/* What is for this user alone looks as if he had been called in the room. */
static void
framed_deliver(struct connection *connection, const struct message *message)
{
	const struct slice text[] = { SLICE("@"), connection_name(connection),
		SLICE(" "), message->text };

	framed_append(connection,
	    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, message->from, text,
	    4);
}

static void
framed_event(struct connection *connection, const struct message *message)
{
	struct slice notice[] = { message->from, framed_nothing,
		message->text };

	switch (message->kind) {
	case MESSAGE_DELIVERED:
		framed_deliver(connection, message);
		return;
	case MESSAGE_SAID:
		framed_append(
		    connection, APPEND_EVENT, message->from, &message->text, 1);
		return;
	case MESSAGE_JOINED:
		notice[1] = framed_has_logged_in;
		break;
	case MESSAGE_LEFT:
		notice[1] = framed_has_left;
		break;
	case MESSAGE_RENAMED:
		notice[1] = framed_is_now;
		break;
	case MESSAGE_LISTS_DUE:
		return;
	}
	framed_append(connection, APPEND_EVENT, framed_server, notice, 3);
}

static void
framed_list_due(struct connection *connection)
{
	chat_list(connection, FRAMED_SEPARATOR);
}

/* ---- requests ------------------------------------------------------------ */

static enum command_status
framed_who(
    struct connection *connection, struct slice arguments, struct slice text)
{
	(void)arguments;
	(void)text;
	chat_list(connection, FRAMED_SEPARATOR);
	return COMMAND_DONE;
}

static const struct command framed_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("!who"), FRAMED_ACTIVE, ARGUMENTS_NONE, framed_who, "!who" },
};

static const struct command_table framed_commands = { framed_rows,
	sizeof(framed_rows) / sizeof(framed_rows[0]) };

/* "@bob text" */
static void
framed_send(struct connection *connection, struct slice text)
{
	struct slice rest = { text.bytes + 1, text.size - 1 };
	struct slice name = slice_take_word(&rest);

	chat_send(connection, name, slice_trim(rest));
}

static void
framed_handle_text(struct connection *connection, struct slice text)
{
	struct command_run run = { 0 };

	if (text.size == 0)
		return;
	if (text.bytes[0] == '@')
		framed_send(connection, text);
	else if (command_dispatch(&framed_commands, framed_phase(connection),
		     connection, text, &run) != COMMAND_DONE)
		chat_say(connection, framed_lobby, text);
}

/*
 * Handle a frame; return false if it is to be handled again when the chat has
 * answered, since it has only logged the connection in.
 */
static bool
framed_handle(struct connection *connection, const struct framed_frame *frame)
{
	if (framed_phase(connection) == FRAMED_NEW) {
		chat_login(connection, frame->name);
		return false;
	}
	if (slices_equal(frame->name, connection_name(connection)))
		framed_handle_text(connection, frame->text);
	else
		framed_refuse(connection, framed_other_name, framed_nothing);
	return true;
}

/*
 * Take the first frame of the size bytes at bytes: set *frame_r to it and
 * return the bytes it has.  Return 0 if it is not there yet, and if it is
 * longer than may be, in which case the connection ends.
 */
static size_t
framed_take(struct connection *connection, const char *bytes, size_t size,
    struct framed_frame *frame_r)
{
	const struct limits *limits = connection_limits(connection);
	size_t name_size, text_size;

	if (size < FRAMED_HEADER_BYTES)
		return 0;
	name_size = framed_read_number(bytes, 2);
	text_size = framed_read_number(bytes + 2, 4);
	if (name_size > limits->name_max || text_size > limits->message_max) {
		framed_hang_up(connection,
		    name_size > limits->name_max ? framed_long_name
						 : framed_long_text,
		    framed_nothing, CLOSE_BAD_MESSAGE);
		return 0;
	}
	if (size - FRAMED_HEADER_BYTES < name_size + text_size)
		return 0;
	bytes += FRAMED_HEADER_BYTES;
	frame_r->name = (struct slice){ bytes, name_size };
	frame_r->text = (struct slice){ bytes + name_size, text_size };
	return FRAMED_HEADER_BYTES + name_size + text_size;
}

static size_t
framed_input(struct connection *connection, const char *bytes, size_t size)
{
	size_t used = 0;

	while (used < size && connection_takes_input(connection)) {
		struct framed_frame frame;
		size_t left = size - used;
		size_t taken = framed_take(
		    connection, bytes + used, left, &frame);

		if (taken == 0)
			break;
		connection_set_pipelining(connection, used > 0 || taken < left);
		if (framed_handle(connection, &frame))
			used += taken;
	}
	return used;
}

const struct protocol *
framed_protocol(void)
{
	static const struct protocol protocol = {
		.name = "framed",
		.summary = "a chat room behind a binary header",
		.default_port = FRAMED_DEFAULT_PORT,
		.logs_in = true,
		.busy = SLICE("\0\6\0\0\0\13serverserver full"),
		.commands = &framed_commands,
		.input = framed_input,
		.answer = framed_answer,
		.event = framed_event,
		.list_due = framed_list_due,
	};

	return &protocol;
}
