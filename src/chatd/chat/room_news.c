/* SPDX-License-Identifier: MIT */
/*
 * Changes of modes are told in one line, in the letters that all protocols have
 * for them, so that a node need not know a mode to pass it on: "+ov-k alice
 * bob".
 */

#include "chatd/chat/room_news.h"

#include <string.h>

#include "chatd/chat/mode_change.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_topic.h"
#include "common/name.h"

_Static_assert(ROOM_MASK_MAX_BYTES + sizeof("+b ") <= ROOM_TOPIC_MAX_BYTES,
    "any change has room in a line");

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

/* ---- modes --------------------------------------------------------------- */

/* Changes to be told in one line: "+ov-k", and the values of those letters. */
struct room_news_modes {
	size_t letters_size;
	size_t values_size;
	char sign; /* of the last letter */
	char letters[ROOM_TOPIC_MAX_BYTES];
	char values[ROOM_TOPIC_MAX_BYTES]; /* with a blank before each */
};

/* Tell what there is, and begin anew. */
static void
room_news_tell_line(struct connection *connection, struct room *room,
    struct room_news_modes *modes)
{
	char text[2 * ROOM_TOPIC_MAX_BYTES];
	const struct slice letters = { modes->letters, modes->letters_size };
	const struct slice values = { modes->values, modes->values_size };
	char *end = slice_write(slice_write(text, letters), values);

	if (letters.size > 0)
		room_news_tell(connection, room, ROOM_CHANGE_MODE,
		    (struct slice){ text, (size_t)(end - text) });
	modes->letters_size = modes->values_size = 0;
	modes->sign = '\0';
}

/* Add a letter, with its sign where that is another one than before. */
static void
room_news_add(
    struct room_news_modes *modes, char sign, char letter, struct slice value)
{
	if (sign != modes->sign)
		modes->letters[modes->letters_size++] = sign;
	modes->sign = sign;
	modes->letters[modes->letters_size++] = letter;
	if (value.size == 0)
		return;
	modes->values[modes->values_size++] = ' ';
	slice_write(modes->values + modes->values_size, value);
	modes->values_size += value.size;
}

void
room_news_tell_modes(struct connection *connection, struct room *room,
    const struct chat_mode_change *changes, size_t count)
{
	struct room_news_modes modes = { .sign = '\0' };

	for (size_t i = 0; i < count; i++) {
		char limit[MODE_CHANGE_LIMIT_BYTES];
		struct slice value = mode_change_value(&changes[i], limit);

		if (changes[i].outcome != CHAT_DONE || !changes[i].is_new)
			continue;
		if (modes.letters_size + modes.values_size + strlen("+o ") +
			value.size >
		    ROOM_TOPIC_MAX_BYTES)
			room_news_tell_line(connection, room, &modes);
		room_news_add(&modes, changes[i].holds ? '+' : '-',
		    mode_change_letter(changes[i].mode), value);
	}
	room_news_tell_line(connection, room, &modes);
}
