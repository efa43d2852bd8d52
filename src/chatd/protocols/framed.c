/* SPDX-License-Identifier: MIT */
/*
 * framed: a chat room with a binary header (chatd-protocols(7)).
 *
 * A client's first frame logs it in and is then handled like all others, so the
 * frame stays where it is until the chat has answered.  What a header announces
 * is believed only within the limits, and no memory is set aside for it.  All
 * that is said on the wire stands in this file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/lobby.h"
#include "chatd/protocols/login_state.h"
#include "chatd/protocols/protocols.h"
#include "chatd/protocols/refusal.h"
#include "common/big_endian.h"
#include "common/out_of_line.h"

#define FRAMED_DEFAULT_PORT 5000

/* A header: the length of the name, and that of the text. */
#define FRAMED_NAME_LENGTH_BYTES 2
#define FRAMED_TEXT_LENGTH_BYTES 4
#define FRAMED_HEADER_BYTES                                                    \
	(FRAMED_NAME_LENGTH_BYTES + FRAMED_TEXT_LENGTH_BYTES)

/* No text of ours is put together from more parts. */
#define FRAMED_PARTS_MAX 4

struct framed_frame {
	struct slice name;
	struct slice text;
};

static const struct slice framed_server = SLICE(SERVER_NAME);
static const struct slice framed_has_logged_in = SLICE(" has logged in");
static const struct slice framed_nothing = SLICE("");

/* ---- what is sent -------------------------------------------------------- */

/* Write to header, of FRAMED_HEADER_BYTES; return it. */
static struct slice
framed_write_header(char *header, size_t name_size, size_t text_size)
{
	char *at = big_endian_write(
	    header, FRAMED_NAME_LENGTH_BYTES, name_size);

	big_endian_write(at, FRAMED_TEXT_LENGTH_BYTES, text_size);
	return (struct slice){ header, FRAMED_HEADER_BYTES };
}

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

static const struct refusal framed_refusal_rows[] = {
	{ CHAT_BAD_NAME, SLICE("name refused"), REFUSAL_OF_NAME },
	{ CHAT_NAME_IN_USE, SLICE("name taken"), REFUSAL_OF_NAME },
	{ CHAT_FULL, SLICE("server full"), REFUSAL_OF_NOTHING },
	{ CHAT_BAD_TEXT, SLICE("text refused"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_SUCH_USER, SLICE("no such user"), REFUSAL_OF_NAME },
	{ CHAT_WRONG_PASSWORD, SLICE("wrong password"), REFUSAL_OF_NAME },
	{ CHAT_PASSWORD_LATER, SLICE("try again later"), REFUSAL_OF_NOTHING },
	{ CHAT_NOT_PRIVATE, SLICE("not private"), REFUSAL_OF_NOTHING },
	{ CHAT_NO_ACCOUNTS, SLICE("no accounts"), REFUSAL_OF_NOTHING },
	REFUSALS_ABOUT_ROOMS(""),
	REFUSALS_BY_OPERATOR(""),
};

REFUSALS_ARE_COMPLETE(framed_refusal_rows);

static void
framed_append_refusal(struct connection *connection, const struct slice *parts)
{
	framed_append(
	    connection, APPEND_REPLY, framed_server, parts, REFUSAL_PARTS);
}

static const struct refusals framed_refusals = { framed_refusal_rows,
	framed_append_refusal };

/* "alice has logged in" */
static OUT_OF_LINE void
framed_welcome(struct connection *connection, struct slice name)
{
	const struct slice text[] = { name, framed_has_logged_in };

	framed_append(connection, APPEND_REPLY, framed_server, text, 2);
}

/*
 * "users: alice bob".  A long list is shared instead of copied, so it cannot be
 * one of the parts of framed_append().
 */
static OUT_OF_LINE void
framed_answer_list(struct connection *connection, struct shared_text *list)
{
	static const struct slice words = SLICE("users: ");
	char beginning[FRAMED_HEADER_BYTES + 16];
	struct slice prefix = framed_write_header(
	    beginning, framed_server.size, words.size + list->bytes.size);

	memcpy(
	    beginning + prefix.size, framed_server.bytes, framed_server.size);
	prefix.size += framed_server.size;
	memcpy(beginning + prefix.size, words.bytes, words.size);
	prefix.size += words.size;
	connection_append_list(connection, prefix, list, framed_nothing);
}

static void
framed_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->request) {
	case CHAT_LOGIN:
		framed_welcome(connection, answer->name);
		lobby_join(connection);
		break;
	case CHAT_LIST:
		framed_answer_list(connection, answer->list);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
	case CHAT_JOIN:
		/* These are done without a word. */
		break;
	case CHAT_AUTHENTICATE:
	case CHAT_REGISTER:
	case CHAT_RENAME:
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

static OUT_OF_LINE void
framed_answer_refused(
    struct connection *connection, const struct chat_answer *answer)
{
	refusal_answer(connection, &framed_refusals, answer);
	refusal_end_login(connection, answer);
}

static void
framed_answer(struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE)
		framed_answer_done(connection, answer);
	else
		framed_answer_refused(connection, answer);
}

/* A text for this user alone looks as if somebody called them in the room. */
static void
framed_tell_text(struct connection *connection, const struct message *message)
{
	const struct slice text[] = { SLICE("@"), connection_name(connection),
		SLICE(" "), message->text };

	framed_append(connection,
	    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, message->from, text,
	    4);
}

static void
framed_tell(struct connection *connection, const struct message *message)
{
	struct slice notice[] = { message->from, framed_has_logged_in,
		message->text };

	switch (message->kind) {
	case MESSAGE_DELIVERED:
		framed_tell_text(connection, message);
		return;
	case MESSAGE_SAID:
		framed_append(
		    connection, APPEND_EVENT, message->from, &message->text, 1);
		return;
	case MESSAGE_JOINED:
		break;
	case MESSAGE_LEFT:
		notice[1] = (struct slice)SLICE(" has left");
		break;
	case MESSAGE_RENAMED:
		notice[1] = (struct slice)SLICE(" is now ");
		break;
	case MESSAGE_LISTS_DUE:
	case MESSAGE_KICKED:
	case MESSAGE_INVITED:
	case MESSAGE_TOLD:
	case MESSAGE_HOLD:
	case MESSAGE_RELEASE:
	case MESSAGE_ANSWERED:
	case MESSAGE_ENDED:
	case MESSAGE_RULED:
	case MESSAGE_TAKEOVER:
	case MESSAGE_LOOKED:
		/* See lobby_list(). */
		return;
	}
	framed_append(connection, APPEND_EVENT, framed_server, notice, 3);
}

static void
framed_goodbye(struct connection *connection, enum protocol_goodbye why)
{
	static const struct slice words[] = {
		[GOODBYE_STOPPING] = SLICE("the server is stopping"),
		[GOODBYE_KICKED] = SLICE(
		    "the operator has ended your connection"),
		[GOODBYE_BANNED] = SLICE("the operator has banned you"),
		[GOODBYE_REPLACED] = SLICE(
		    "the owner of your name has logged in elsewhere"),
	};

	framed_append(connection, APPEND_EVENT, framed_server, &words[why], 1);
}

/* ---- requests ------------------------------------------------------------ */

/* It is no text for the others, whenever it comes. */
static enum command_status
framed_authenticate_late(
    struct connection *connection, struct slice password, struct slice text)
{
	static const struct slice late = SLICE("!auth comes first");

	(void)password;
	(void)text;
	refusal_say(connection, &framed_refusals, late, framed_nothing);
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
		refusal_say(
		    connection, &framed_refusals, other_name, framed_nothing);
	return true;
}

/* Refuse a frame by its header: the rest of it is not waited for. */
static void
framed_refuse_header(struct connection *connection, bool is_long_name)
{
	static const struct slice long_name = SLICE("name too long");
	static const struct slice long_text = SLICE("text too long");

	refusal_say(connection, &framed_refusals,
	    is_long_name ? long_name : long_text, framed_nothing);
	connection_finish(connection, CLOSE_BAD_MESSAGE);
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
	const struct limits *limits = connection_limits(connection);
	size_t name_size, text_size;

	if (size < FRAMED_HEADER_BYTES)
		return 0;
	name_size = big_endian_read(bytes, FRAMED_NAME_LENGTH_BYTES);
	text_size = big_endian_read(
	    bytes + FRAMED_NAME_LENGTH_BYTES, FRAMED_TEXT_LENGTH_BYTES);
	if (name_size > limits->name_max ||
	    !login_allows_size(connection, text_size, limits->message_max)) {
		framed_refuse_header(connection, name_size > limits->name_max);
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
