/* SPDX-License-Identifier: MIT */
/*
 * What users of hello are told without having asked for it.
 */

#include "chatd/protocols/hello_private.h"

#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "common/out_of_line.h"

static const struct slice hello_newline = SLICE(HELLO_NEWLINE);

/* "DELIVERY alice text": nearly all that is told, so it is written in place. */
static void
hello_tell_text(struct connection *connection, const struct message *message)
{
	const struct slice verb = SLICE("DELIVERY ");
	char *at = connection_reserve(connection,
	    message->own ? APPEND_OWN_EVENT_LATER : APPEND_EVENT,
	    verb.size + message->from.size + 1 + message->text.size + 1);

	if (at == NULL)
		return;
	at = slice_write(at, verb);
	at = slice_write(at, message->from);
	*at++ = ' ';
	at = slice_write(at, message->text);
	*at = '\n';
}

/* "SAID #lobby alice text", "JOINED #lobby alice" */
static OUT_OF_LINE void
hello_tell_of_room(struct connection *connection, const struct message *message)
{
	static const struct slice blank = SLICE(" ");
	struct slice parts[] = { SLICE("SAID #"), message->room, blank,
		message->from, message->text.size > 0 ? blank : message->text,
		message->text, hello_newline };
	const struct hello_state *state = connection_state(connection);

	switch (message->kind) {
	case MESSAGE_SAID:
		break;
	case MESSAGE_JOINED:
		parts[0] = (struct slice)SLICE("JOINED #");
		break;
	case MESSAGE_LEFT:
		parts[0] = (struct slice)SLICE("LEFT #");
		break;
	case MESSAGE_RENAMED:
		parts[0] = (struct slice)SLICE("RENAMED #");
		break;
	case MESSAGE_KICKED:
		parts[0] = (struct slice)SLICE("KICKED #");
		break;
	case MESSAGE_INVITED:
		if (!state->knows_rooms)
			return;
		parts[0] = (struct slice)SLICE("INVITED #");
		break;
	case MESSAGE_DELIVERED:
	case MESSAGE_LISTS_DUE:
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
		return; /* told elsewhere, or not told to users */
	}
	connection_append(connection, APPEND_EVENT, parts, 7);
}

void
hello_tell(struct connection *connection, const struct message *message)
{
	if (message->kind != MESSAGE_DELIVERED)
		hello_tell_of_room(connection, message);
	else
		hello_tell_text(connection, message);
}
