/* SPDX-License-Identifier: MIT */
/*
 * What framed says: its words on the wire, but for those of framed.c.
 */

#include "chatd/protocols/framed_private.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/lobby.h"
#include "chatd/protocols/refusal.h"
#include "common/big_endian.h"
#include "common/out_of_line.h"

/* No text of ours is put together from more parts. */
#define FRAMED_PARTS_MAX 4

static const struct slice framed_server = SLICE(SERVER_NAME);
static const struct slice framed_has_logged_in = SLICE(" has logged in");
static const struct slice framed_nothing = SLICE("");

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

void
framed_refuse(struct connection *connection, struct slice words)
{
	refusal_say(connection, &framed_refusals, words, framed_nothing);
}

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

void
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

void
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
	case MESSAGE_RETURNED:
	case MESSAGE_ENDED:
	case MESSAGE_RULED:
	case MESSAGE_TAKEOVER:
	case MESSAGE_LOOKED:
	case MESSAGE_CARDED:
	case MESSAGE_WATCHED:
	case MESSAGE_KILLED:
	case MESSAGE_CHANGED:
		/* See lobby_list(). */
		return;
	}
	framed_append(connection, APPEND_EVENT, framed_server, notice, 3);
}

void
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
