/* SPDX-License-Identifier: MIT */
/*
 * A change of a mode is told in one line, in the letters that all protocols
 * have for it, so that a node need not know a mode to pass it on.
 */

#include "chatd/chat/room_news.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "common/name.h"

/* "+b ", a mask, and a NUL: nothing is longer. */
#define ROOM_NEWS_BYTES (NAME_MAX_BYTES + 8)

/* change is an enum room_change or user_change. */
static void
room_news_tell(struct connection *connection, struct room *room,
    uint32_t change, struct slice text)
{
	const struct message message = {
		.kind = MESSAGE_CHANGED,
		.style = TEXT_NEWS,
		.to = connection_address(connection),
		.by = connection_address(connection),
		.size = change,
		.room = room_name(room),
		.from = connection_name(connection),
		.text = text,
	};

	rooms_announce(connection, room, &message);
}

void
room_news_tell_topic(
    struct connection *connection, struct room *room, struct slice topic)
{
	room_news_tell(connection, room, ROOM_CHANGE_TOPIC, topic);
}

void
room_news_tell_invited(
    struct connection *connection, struct room *room, struct slice name)
{
	room_news_tell(connection, room, ROOM_CHANGE_INVITED, name);
}

void
room_news_tell_user(struct connection *connection, struct room *room,
    enum user_change change, struct slice text)
{
	room_news_tell(connection, room, change, text);
}

static char
room_news_letter(enum chat_mode mode)
{
	switch (mode) {
	case CHAT_MODE_KEY:
		return 'k';
	case CHAT_MODE_LIMIT:
		return 'l';
	case CHAT_MODE_CLOSED:
		return 'i';
	case CHAT_MODE_MODERATED:
		return 'm';
	case CHAT_MODE_OPERATOR:
		return 'o';
	case CHAT_MODE_VOICE:
		return 'v';
	case CHAT_MODE_BAN:
		return 'b';
	case CHAT_MODE_SECRET:
		return 's';
	case CHAT_MODE_FREE_TOPIC:
		return 'f';
	case CHAT_MODE_KEPT:
		break;
	}
	return 'r';
}

/* Say whether a change is told with its text: a name, a mask or a key. */
static bool
room_news_has_text(const struct chat_mode_change *change)
{
	return change->mode == CHAT_MODE_OPERATOR ||
	       change->mode == CHAT_MODE_VOICE ||
	       change->mode == CHAT_MODE_BAN ||
	       (change->mode == CHAT_MODE_KEY && change->holds);
}

void
room_news_tell_mode(struct connection *connection, struct room *room,
    const struct chat_mode_change *change)
{
	char text[ROOM_NEWS_BYTES];
	char sign = change->holds ? '+' : '-';
	char letter = room_news_letter(change->mode);

	if (change->mode == CHAT_MODE_LIMIT && change->holds)
		snprintf(text, sizeof(text), "+l %" PRIu32, change->limit);
	else if (room_news_has_text(change))
		snprintf(text, sizeof(text), "%c%c %.*s", sign, letter,
		    (int)change->text.size, change->text.bytes);
	else
		snprintf(text, sizeof(text), "%c%c", sign, letter);
	room_news_tell(connection, room, ROOM_CHANGE_MODE, slice_of(text));
}
