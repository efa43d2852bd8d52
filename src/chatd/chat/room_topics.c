/* SPDX-License-Identifier: MIT */
/*
 * What a room is about, for members who ask, and for those whose protocol has
 * a word for a new topic.  The clients of the others may be older than topics.
 */

#include <time.h>

#include "chatd/chat/announcements.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/room_news.h"
#include "chatd/chat/room_owners.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_record.h"
#include "chatd/presence/room_rules.h"

static void
topics_answer(struct connection *connection, enum chat_outcome outcome,
    struct slice room, const struct room_topic_copy *topic)
{
	answer_give(connection, &(struct chat_answer){ .request = CHAT_TOPIC,
				    .outcome = outcome,
				    .name = { topic->by, topic->by_size },
				    .room = room,
				    .text = { topic->text, topic->size },
				    .time_s = topic->time_s });
}

void
chat_ask_topic(struct connection *connection, struct slice room)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	struct room_topic_copy topic;

	topic.size = topic.by_size = 0;
	topic.time_s = 0;
	if (membership != NULL)
		room_rules_copy_topic(room_rules(membership->room), &topic);
	topics_answer(connection,
	    membership != NULL ? CHAT_DONE : CHAT_NO_SUCH_ROOM, room, &topic);
}

/* Say whether text is the topic of the room already. */
static bool
topics_is_known(const struct membership *membership, struct slice text)
{
	struct room_topic_copy topic;

	room_rules_copy_topic(room_rules(membership->room), &topic);
	return slice_equals(text, (struct slice){ topic.text, topic.size });
}

/* Let text be the topic from now on, and tell all. */
static enum chat_outcome
topics_change(struct connection *connection,
    const struct membership *membership, struct slice text)
{
	struct slice room = room_name(membership->room);

	if (room_rules_set_topic(room_rules(membership->room), text,
		connection_name(connection), (uint64_t)time(NULL)) != 0)
		return CHAT_OUT_OF_MEMORY;
	announcements_add_rules(connection, room, (struct slice){ 0 });
	room_news_tell_topic(connection, membership->room, text);
	room_owners_note_change(connection, membership);
	return CHAT_DONE;
}

void
chat_set_topic(
    struct connection *connection, struct slice room, struct slice text)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	enum chat_outcome outcome = room_rights_check_topic(membership);
	bool is_unchanged = false;

	if (moderating_refuses(
		connection, CHAT_TOPIC, (struct slice){ 0 }, room))
		return;
	if (text.size > 0 && !room_topic_is_valid(text))
		outcome = CHAT_BAD_TEXT;
	if (outcome == CHAT_DONE)
		is_unchanged = topics_is_known(membership, text);
	if (outcome == CHAT_DONE && !is_unchanged)
		outcome = topics_change(connection, membership, text);
	answer_give(connection, &(struct chat_answer){ .request = CHAT_TOPIC,
				    .outcome = outcome,
				    .room = room,
				    .text = text,
				    .is_unchanged = is_unchanged });
}
