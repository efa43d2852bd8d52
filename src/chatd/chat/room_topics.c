/* SPDX-License-Identifier: MIT */
/*
 * What a room is about, for members who ask.  Members who do not ask are not
 * told of a new topic: their clients may be older than topics.
 */

#include "chatd/chat/announcements.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/room_owners.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_record.h"
#include "chatd/presence/room_rules.h"

static void
topics_answer(struct connection *connection, enum chat_outcome outcome,
    struct slice room, struct slice topic)
{
	answer_give(connection, &(struct chat_answer){ .request = CHAT_TOPIC,
				    .outcome = outcome,
				    .room = room,
				    .text = topic });
}

void
chat_ask_topic(struct connection *connection, struct slice room)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	char topic[ROOM_TOPIC_MAX_BYTES];
	size_t size = 0;

	if (membership != NULL)
		size = room_rules_copy_topic(
		    room_rules(membership->room), topic);
	topics_answer(connection,
	    membership != NULL ? CHAT_DONE : CHAT_NO_SUCH_ROOM, room,
	    (struct slice){ topic, size });
}

void
chat_set_topic(
    struct connection *connection, struct slice room, struct slice text)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	enum chat_outcome outcome = room_rights_check(membership);

	if (moderating_refuses(
		connection, CHAT_TOPIC, (struct slice){ 0 }, room))
		return;
	if (text.size > 0 && !room_topic_is_valid(text))
		outcome = CHAT_BAD_TEXT;
	if (outcome == CHAT_DONE &&
	    room_rules_set_topic(room_rules(membership->room), text) != 0)
		outcome = CHAT_OUT_OF_MEMORY;
	if (outcome == CHAT_DONE) {
		announcements_add_rules(connection, room, (struct slice){ 0 });
		room_owners_note_change(connection, membership);
	}
	topics_answer(connection, outcome, room, text);
}
