/* SPDX-License-Identifier: MIT */
/*
 * Rooms in hello (chatd-protocols(7)).  What nobody has to be told who does not
 * ask, as a new topic, is not told: programs that only join and talk go on as
 * they were written.
 */

#include "chatd/protocols/hello_rooms.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/room_rules.h"
#include "chatd/protocols/hello_private.h"

static const struct slice hello_blank = SLICE(" ");
static const struct slice hello_newline = SLICE(HELLO_NEWLINE);

/* ---- answers ------------------------------------------------------------- */

/* "JOIN-OK #lobby", "TOPIC-OK #den tea at four", "KICK-OK #den bob" */
static void
hello_rooms_confirm(struct connection *connection, struct slice verb,
    struct slice room, struct slice rest)
{
	const struct slice parts[] = { verb, SLICE("-OK #"), room,
		rest.size > 0 ? hello_blank : rest, rest, hello_newline };

	connection_append(connection, APPEND_REPLY, parts, 6);
}

/* "MODE-OK #den b mallory,troll*", "I", "e" */
static void
hello_answer_masks(
    struct connection *connection, const struct chat_answer *answer)
{
	static const char letters[ROOM_MASK_KINDS] = {
		[ROOM_MASK_BAN] = 'b',
		[ROOM_MASK_EXCEPTION] = 'e',
		[ROOM_MASK_INVITED] = 'I',
	};
	char masks[ROOM_MASKS_MAX_BYTES], *end = masks;
	struct slice rest = answer->text, entry;

	/* Nobody is told who has said so, and when. */
	while (name_list_take(&rest, &entry)) {
		if (end > masks)
			*end++ = NAME_LIST_SEPARATOR;
		end = slice_write(end, slice_take_until(&entry, ' '));
	}
	const struct slice parts[] = { SLICE("MODE-OK #"), answer->room,
		hello_blank, { &letters[answer->kind], 1 },
		answer->text.size > 0 ? hello_blank : answer->text,
		{ masks, (size_t)(end - masks) }, hello_newline };

	connection_append(connection, APPEND_REPLY, parts, 7);
}

void
hello_rooms_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	struct slice verb = { 0 };
	struct slice rest = { 0 };

	switch (answer->request) {
	case CHAT_LIST:
		verb = (struct slice)SLICE("WHO");
		rest = answer->list->bytes;
		break;
	case CHAT_JOIN:
		verb = (struct slice)SLICE("JOIN");
		break;
	case CHAT_LEAVE:
		verb = (struct slice)SLICE("LEAVE");
		break;
	case CHAT_TOPIC:
		verb = (struct slice)SLICE("TOPIC");
		rest = answer->text;
		break;
	case CHAT_KICK:
		verb = (struct slice)SLICE("KICK");
		rest = answer->name;
		break;
	case CHAT_INVITE:
		verb = (struct slice)SLICE("INVITE");
		rest = answer->name;
		break;
	case CHAT_BANS:
		hello_answer_masks(connection, answer);
		return;
	case CHAT_AUTHENTICATE:
	case CHAT_REGISTER:
	case CHAT_LOGIN:
	case CHAT_RENAME:
	case CHAT_SEND:
	case CHAT_SAY:
	case CHAT_MODE:
		return; /* answered elsewhere */
	}
	hello_rooms_confirm(connection, verb, answer->room, rest);
}

/* ---- requests ------------------------------------------------------------ */

enum command_status
hello_join(struct connection *connection, struct slice room, struct slice text)
{
	struct hello_state *state = connection_state(connection);
	struct slice key = slice_take_word(&text);

	if (!hello_is_room(room) || text.size > 0)
		return COMMAND_BAD_ARGUMENTS;
	state->knows_rooms = true;
	chat_join(connection, hello_room_name(room), key);
	return COMMAND_DONE;
}

enum command_status
hello_leave(struct connection *connection, struct slice room, struct slice text)
{
	(void)text;
	if (!hello_is_room(room))
		return COMMAND_BAD_ARGUMENTS;
	chat_leave(connection, hello_room_name(room), (struct slice){ 0 });
	return COMMAND_DONE;
}

enum command_status
hello_topic(struct connection *connection, struct slice room, struct slice text)
{
	const struct slice no_topic = { 0 };

	if (!hello_is_room(room))
		return COMMAND_BAD_ARGUMENTS;
	room = hello_room_name(room);
	if (text.size == 0)
		chat_ask_topic(connection, room);
	else
		chat_set_topic(
		    connection, room, slice_is(text, "-") ? no_topic : text);
	return COMMAND_DONE;
}

enum command_status
hello_kick(struct connection *connection, struct slice room, struct slice text)
{
	struct slice name = slice_take_word(&text);

	if (!hello_is_room(room) || name.size == 0)
		return COMMAND_BAD_ARGUMENTS;
	chat_kick(
	    connection, hello_room_name(room), name, slice_trim_left(text));
	return COMMAND_DONE;
}

enum command_status
hello_invite(
    struct connection *connection, struct slice room, struct slice text)
{
	struct slice name = slice_take_word(&text);

	if (!hello_is_room(room) || name.size == 0 || text.size > 0)
		return COMMAND_BAD_ARGUMENTS;
	chat_invite(connection, hello_room_name(room), name);
	return COMMAND_DONE;
}
