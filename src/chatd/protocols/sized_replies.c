/* SPDX-License-Identifier: MIT */
/*
 * What sized says: its words on the wire, but for those of sized.c.
 */

#include "chatd/protocols/sized_private.h"

#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/length_field.h"
#include "chatd/protocols/refusal.h"
#include "common/out_of_line.h"
#include "common/text.h"

/* No message of ours is put together from more parts. */
#define SIZED_PARTS_MAX 4

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

void
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

void
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

void
sized_answer(struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_DONE)
		sized_answer_done(connection, answer);
	else
		sized_answer_refused(connection, answer);
}

/* "alice SENT text" */
void
sized_tell(struct connection *connection, const struct message *message)
{
	const struct slice parts[] = { message->from, SLICE(" SENT "),
		message->text };

	/* Nobody is in a room here. */
	if (message->kind == MESSAGE_DELIVERED)
		sized_append(connection,
		    message->own ? APPEND_OWN_EVENT : APPEND_EVENT, parts, 3);
}
