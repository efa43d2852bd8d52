/* SPDX-License-Identifier: MIT */
/*
 * framed: a chat room with a binary header (chatd-protocols(7)).
 *
 * A client's first frame logs it in and is then handled like all others, so the
 * frame stays where it is until the chat has answered.  What a header announces
 * is believed only within the limits, and no memory is set aside for it.  All
 * that is said on the wire stands in this file and in framed_replies.c, and
 * nowhere else.
 */

#include "chatd/protocols/framed_private.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/gate.h"
#include "chatd/protocols/lobby.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "common/big_endian.h"
#include "common/out_of_line.h"

#define FRAMED_DEFAULT_PORT 5000

struct framed_frame {
	struct slice name;
	struct slice text;
};

/* ---- requests ------------------------------------------------------------ */

/* It is no text for the others, whenever it comes. */
static enum command_status
framed_authenticate_late(
    struct connection *connection, struct slice password, struct slice text)
{
	static const struct slice late = SLICE("!auth comes first");

	(void)password;
	(void)text;
	framed_refuse(connection, late);
	return COMMAND_DONE;
}

static const struct command framed_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("!auth"), LOGGED_IN, ARGUMENTS_ANY, framed_authenticate_late,
	    "!auth <password>" },
	{ SLICE("!who"), LOGGED_IN, ARGUMENTS_NONE, lobby_handle_who, "!who" },
};

static const struct command_table framed_commands = { framed_rows,
	sizeof(framed_rows) / sizeof(framed_rows[0]) };

/* Say whether *text is "!auth password", and leave the password in it. */
static bool
framed_take_password(struct slice *text)
{
	struct slice rest = *text;

	if (!slice_is(slice_take_word(&rest), "!auth"))
		return false;
	*text = slice_trim(rest);
	return true;
}

/*
 * Handle a frame; return false if it is to be handled again once the chat has
 * answered, because it has only logged the connection in so far.
 */
static bool
framed_handle(struct connection *connection, const struct framed_frame *frame)
{
	static const struct slice other_name = SLICE(
	    "other name than at login");
	struct command_run run = { 0 };
	struct slice password = frame->text;

	if (login_state(connection) == LOGGED_OUT) {
		if (!framed_take_password(&password)) {
			chat_login(connection, frame->name);
			return false;
		}
		chat_authenticate(
		    connection, CHAT_LOGIN, frame->name, password);
		return true;
	}
	if (slice_equals(frame->name, connection_name(connection)))
		lobby_handle_text(
		    connection, &framed_commands, frame->text, &run);
	else
		framed_refuse(connection, other_name);
	return true;
}

/* Refuse a frame by its header: the rest of it is not waited for. */
static void
framed_refuse_header(struct connection *connection, bool is_long_name)
{
	static const struct slice long_name = SLICE("name too long");
	static const struct slice long_text = SLICE("text too long");

	framed_refuse(connection, is_long_name ? long_name : long_text);
	connection_finish(connection, CLOSE_BAD_MESSAGE);
}

enum framed_found {
	FRAMED_WHOLE,
	FRAMED_UNFINISHED,
	FRAMED_LONG_NAME, /* longer than the limits allow, as the header says */
	FRAMED_LONG_TEXT,
};

/* Find the first frame of the size bytes at bytes: *frame_r, if it is whole. */
static enum framed_found
framed_find(const struct connection *connection, const char *bytes, size_t size,
    struct framed_frame *frame_r)
{
	const struct limits *limits = connection_limits(connection);
	size_t name_size, text_size;

	if (size < FRAMED_HEADER_BYTES)
		return FRAMED_UNFINISHED;
	name_size = big_endian_read(bytes, FRAMED_NAME_LENGTH_BYTES);
	text_size = big_endian_read(
	    bytes + FRAMED_NAME_LENGTH_BYTES, FRAMED_TEXT_LENGTH_BYTES);
	if (name_size > limits->name_max)
		return FRAMED_LONG_NAME;
	if (!login_allows_size(connection, text_size, limits->message_max))
		return FRAMED_LONG_TEXT;
	if (size - FRAMED_HEADER_BYTES < name_size + text_size)
		return FRAMED_UNFINISHED;
	bytes += FRAMED_HEADER_BYTES;
	frame_r->name = (struct slice){ bytes, name_size };
	frame_r->text = (struct slice){ bytes + name_size, text_size };
	return FRAMED_WHOLE;
}

/*
 * Take the first frame of the size bytes at bytes: set *frame_r to it and
 * return how many bytes it has.  Return 0 if it is not there yet, or if it is
 * longer than the limits allow, in which case the connection ends.
 */
static size_t
framed_take(struct connection *connection, const char *bytes, size_t size,
    struct framed_frame *frame_r)
{
	enum framed_found found = framed_find(connection, bytes, size, frame_r);

	if (found == FRAMED_UNFINISHED)
		return 0;
	if (found != FRAMED_WHOLE) {
		framed_refuse_header(connection, found == FRAMED_LONG_NAME);
		return 0;
	}
	return FRAMED_HEADER_BYTES + frame_r->name.size + frame_r->text.size;
}

/* Look at the next frame: is it a text, and for whom? */
static enum gate_view
framed_look(const struct connection *connection, const char *bytes, size_t size,
    struct slice *name_r)
{
	struct framed_frame frame;

	switch (framed_find(connection, bytes, size, &frame)) {
	case FRAMED_UNFINISHED:
		return GATE_UNFINISHED;
	case FRAMED_WHOLE:
		return slice_equals(frame.name, connection_name(connection)) &&
			       lobby_find_receiver(frame.text, NULL, name_r)
			   ? GATE_TEXT
			   : GATE_OTHER;
	case FRAMED_LONG_NAME:
	case FRAMED_LONG_TEXT:
		break;
	}
	return GATE_OTHER;
}

/* Say whether the next frame may be handled though others are unanswered. */
static OUT_OF_LINE bool
framed_lets_pass(struct connection *connection, const char *bytes, size_t size)
{
	struct slice name = { 0 };

	return connection_is_gated(connection) &&
	       gate_lets_pass(connection,
		   framed_look(connection, bytes, size, &name), name);
}

static size_t
framed_input(struct connection *connection, const char *bytes, size_t size)
{
	size_t used = 0;

	while (used < size &&
	       (connection_takes_input(connection) ||
		   framed_lets_pass(connection, bytes + used, size - used))) {
		struct framed_frame frame;
		size_t left = size - used;
		size_t taken = framed_take(
		    connection, bytes + used, left, &frame);

		if (taken == 0)
			break;
		connection_set_pipelining(connection, used > 0 || taken < left);
		connection_count_request(connection);
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
		.summary = "a chat room with a binary header",
		.default_port = FRAMED_DEFAULT_PORT,
		.logs_in = true,
		.busy = SLICE("\0\6\0\0\0\13serverserver full"),
		.commands = &framed_commands,
		.input = framed_input,
		.answer = framed_answer,
		.tell = framed_tell,
		.list_due = lobby_list,
		.goodbye = framed_goodbye,
	};

	return &protocol;
}
