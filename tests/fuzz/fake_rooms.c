/* SPDX-License-Identifier: MIT */
/*
 * The daemon's chat.h, as far as operators of rooms use it.
 */

#include "chatd/chat/chat.h"

#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "common/name.h"
#include "fuzz/fake_private.h"

/* Nobody has a name that is none. */
static void
fake_ask_about_user(struct connection *connection, enum chat_request request,
    struct slice room, struct slice name)
{
	bytes_set(&connection->asked.name, name);
	if (name_is_valid(
		name.bytes, name.size, connection->limits->name_max)) {
		fake_ask_room(connection, request, room);
		return;
	}
	bytes_set(&connection->asked.room, room);
	fake_ask(connection, request, CHAT_NO_SUCH_USER);
}

void
chat_ask_topic(struct connection *connection, struct slice room)
{
	const struct slice topic = SLICE("tea at four");

	bytes_set(&connection->asked.text, topic);
	fake_ask_room(connection, CHAT_TOPIC, room);
}

void
chat_set_topic(
    struct connection *connection, struct slice room, struct slice text)
{
	fake_require_argument(text);
	if (text.size == 0 || fake_text_is_acceptable(text)) {
		bytes_set(&connection->asked.text, text);
		fake_ask_room(connection, CHAT_TOPIC, room);
		return;
	}
	bytes_set(&connection->asked.room, room);
	fake_ask(connection, CHAT_TOPIC, CHAT_BAD_TEXT);
}

void
chat_kick(struct connection *connection, struct slice room, struct slice name,
    struct slice why)
{
	struct slice rest = name;

	fake_require(slice_take_word(&rest).size == name.size && name.size > 0);
	fake_require_argument(why);
	fake_ask_about_user(connection, CHAT_KICK, room, name);
}

void
chat_ask_modes(struct connection *connection, struct slice room)
{
	fake_ask_room(connection, CHAT_MODE, room);
}

/* Say whether one of count changes is a key. */
static bool
fake_has_key(const struct chat_mode_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].holds && changes[i].mode == CHAT_MODE_KEY)
			return true;
	}
	return false;
}

/* The changes are the protocol's, so the answer comes at once. */
void
chat_change_modes(struct connection *connection, struct slice room,
    struct chat_mode_change *changes, size_t count)
{
	bool answers_later = connection->answers_later;

	for (size_t i = 0; i < count; i++) {
		struct slice rest = changes[i].text;

		fake_require(
		    slice_take_word(&rest).size == changes[i].text.size);
		fake_require(changes[i].mode != CHAT_MODE_LIMIT ||
			     !changes[i].holds || changes[i].limit > 0);
	}
	fake_require(count > 0);
	connection->asked.changes = changes;
	connection->asked.change_count = count;
	connection->answers_later = false;
	if (fake_has_key(changes, count) &&
	    slice_is(connection_name(connection), "muted")) {
		bytes_set(&connection->asked.room, room);
		fake_ask(connection, CHAT_MODE, CHAT_MUTED);
	} else {
		fake_ask_room(connection, CHAT_MODE, room);
	}
	connection->answers_later = answers_later;
}

void
chat_list_masks(
    struct connection *connection, struct slice room, enum room_mask_kind kind)
{
	const struct slice masks = SLICE("mallory,*!*@chatd bob 1");

	(void)kind;
	bytes_set(&connection->asked.text, masks);
	fake_ask_room(connection, CHAT_BANS, room);
}

void
chat_invite(struct connection *connection, struct slice room, struct slice name)
{
	struct slice rest = name;

	fake_require(slice_take_word(&rest).size == name.size && name.size > 0);
	fake_ask_about_user(connection, CHAT_INVITE, room, name);
}
