/* SPDX-License-Identifier: MIT */
/*
 * Changes of modes are told in one line, in the letters that all protocols have
 * for them, so that a node need not know a mode to pass it on: "+ov-k alice
 * bob".
 */

#include "chatd/chat/room_news.h"

#include "chatd/chat/mode_change.h"
#include "chatd/chat/mode_words.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_topic.h"
#include "common/name.h"

_Static_assert(ROOM_MASK_MAX_BYTES + sizeof("+b ") <= ROOM_TOPIC_MAX_BYTES,
    "any change has room in a line");
_Static_assert(
    ROOM_TOPIC_MAX_BYTES <= MODE_WORDS_BYTES, "as many changes have as well");

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

/* Tell what there is, and begin anew. */
static void
room_news_tell_line(
    struct connection *connection, struct room *room, struct mode_words *words)
{
	char text[2 * MODE_WORDS_BYTES];
	struct slice letters = mode_words_letters(words);
	char *end = slice_write(
	    slice_write(text, letters), mode_words_values(words));

	if (letters.size > 0)
		room_news_tell(connection, room, ROOM_CHANGE_MODE,
		    (struct slice){ text, (size_t)(end - text) });
	mode_words_clear(words);
}

void
room_news_tell_modes(struct connection *connection, struct room *room,
    const struct chat_mode_change *changes, size_t count)
{
	struct mode_words words = { 0 };

	for (size_t i = 0; i < count; i++) {
		char limit[MODE_CHANGE_LIMIT_BYTES];
		struct slice value = mode_change_value(&changes[i], limit);

		if (changes[i].outcome != CHAT_DONE || !changes[i].is_new)
			continue;
		if (!mode_words_have_room(&words, value, ROOM_TOPIC_MAX_BYTES))
			room_news_tell_line(connection, room, &words);
		mode_words_add(&words, changes[i].holds,
		    mode_change_letter(changes[i].mode), value);
	}
	room_news_tell_line(connection, room, &words);
}
