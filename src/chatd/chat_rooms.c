/* SPDX-License-Identifier: MIT */
/*
 * Rooms as the chat sees them.
 *
 * What is said goes out at once: to the members here, and once to each other
 * worker that has members.  Joins and leaves are gathered and go out at the end
 * of the turn, or before the next thing that is said: two thousand who join at
 * once are then announced in a few passes over the members, not in one pass
 * each between two reads.
 */

#include "chatd/chat_private.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/connection.h"
#include "chatd/list_text.h"
#include "chatd/loop.h"
#include "chatd/message.h"
#include "chatd/room.h"
#include "chatd/router.h"
#include "common/log.h"
#include "common/name.h"

static void
chat_answer_room(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice room)
{
	chat_answer(connection,
	    &(struct chat_answer){
		.request = request, .outcome = outcome, .room = room });
}

/* Return the connection's membership of the room, or NULL. */
static struct membership *
chat_membership(struct connection *connection, struct slice room)
{
	struct membership *at = *connection_memberships(connection);

	while (at != NULL) {
		struct slice name = room_name(at->room);

		if (name.size == room.size &&
		    memcmp(name.bytes, room.bytes, room.size) == 0)
			break;
		at = at->next;
	}
	return at;
}

/* ---- sending to a room --------------------------------------------------- */

static void
chat_visit_member_cb(struct connection *member, void *argument)
{
	const struct message *message = argument;

	if (!address_equals(connection_address(member), message->to))
		connection_deliver(member, message);
}

/* To all members but the one at message->to, wherever they are. */
static void
chat_send_to_room(
    struct chat *chat, struct room *room, struct message *message)
{
	unsigned int here = chat->loop->slots.worker;
	unsigned int count = router_worker_count(chat->router);

	for (unsigned int i = 0; i < count; i++) {
		if (i != here && room_has_members_on(room, i) &&
		    router_send_to_worker(chat->router, i, message) != 0)
			log_error("a message to a room did not reach worker "
				  "%u: out of memory",
			    i);
	}
	room_walk(room, here, chat_visit_member_cb, message);
}

void
chat_room_message(struct loop *loop, const struct message *message)
{
	struct chat *chat = loop->chat;
	struct room *room = room_find(chat->rooms, message->room);
	struct message delivered = *message;

	if (room == NULL)
		return;
	room_walk(room, loop->slots.worker, chat_visit_member_cb, &delivered);
	room_release(chat->rooms, room);
}

/* ---- announcements ------------------------------------------------------- */

static void
chat_announce(struct chat *chat, enum message_kind kind,
    struct connection *connection, struct slice room)
{
	const struct message message = {
		.kind = kind,
		.to = connection_address(connection),
		.room = room,
		.from = connection_name(connection),
	};
	struct batch *last = chat->last_announced;
	struct batch *full;

	if (batch_append(&last, &message, &full) != 0) {
		log_error("a join or leave was not announced: out of memory");
		return;
	}
	if (full != NULL)
		full->mail.next = &last->mail;
	else if (chat->first_announced == NULL)
		chat->first_announced = last;
	chat->last_announced = last;
}

static void
chat_deliver_announced(struct chat *chat, struct batch *batch)
{
	struct message message;
	size_t offset = 0;

	while (batch_next(batch, &offset, &message)) {
		struct room *room = room_find(chat->rooms, message.room);

		if (room == NULL)
			continue;
		chat_send_to_room(chat, room, &message);
		room_release(chat->rooms, room);
	}
}

void
chat_deliver_announcements(struct chat *chat)
{
	/* Delivering may cut slow readers, which announces their leaving. */
	while (chat->first_announced != NULL) {
		struct batch *batch = chat->first_announced;

		chat->first_announced = (struct batch *)batch->mail.next;
		if (chat->first_announced == NULL)
			chat->last_announced = NULL;
		chat_deliver_announced(chat, batch);
		batch_free(batch);
	}
}

bool
chat_has_announcements(const struct chat *chat)
{
	return chat->first_announced != NULL;
}

void
chat_drop_announcements(struct chat *chat)
{
	while (chat->first_announced != NULL) {
		struct batch *batch = chat->first_announced;

		chat->first_announced = (struct batch *)batch->mail.next;
		batch_free(batch);
	}
	chat->last_announced = NULL;
}

/* ---- requests ------------------------------------------------------------ */

void
chat_join(struct connection *connection, struct slice room)
{
	struct chat *chat = chat_of(connection);
	struct membership **memberships = connection_memberships(connection);
	struct membership *joined;

	if (!name_is_valid(
		room.bytes, room.size, chat->loop->limits.name_max)) {
		chat_answer_room(connection, CHAT_JOIN, CHAT_BAD_NAME, room);
		return;
	}
	if (chat_membership(connection, room) != NULL) {
		chat_answer_room(connection, CHAT_JOIN, CHAT_DONE, room);
		return;
	}
	joined = room_join(chat->rooms, room, chat->loop->slots.worker,
	    connection, connection_name(connection));
	if (joined == NULL) {
		chat_answer_room(
		    connection, CHAT_JOIN, CHAT_OUT_OF_MEMORY, room);
		return;
	}
	joined->next = *memberships;
	*memberships = joined;
	chat_announce(chat, MESSAGE_JOINED, connection, room);
	chat_answer_room(connection, CHAT_JOIN, CHAT_DONE, room);
}

static void
chat_end_membership(
    struct connection *connection, struct membership *membership)
{
	struct chat *chat = chat_of(connection);
	struct membership **link = connection_memberships(connection);

	while (*link != membership)
		link = &(*link)->next;
	*link = membership->next;
	chat_announce(
	    chat, MESSAGE_LEFT, connection, room_name(membership->room));
	room_leave(chat->rooms, membership);
}

void
chat_leave(struct connection *connection, struct slice room)
{
	struct membership *membership = chat_membership(connection, room);

	if (membership == NULL) {
		chat_answer_room(
		    connection, CHAT_LEAVE, CHAT_NO_SUCH_ROOM, room);
		return;
	}
	chat_end_membership(connection, membership);
	chat_answer_room(connection, CHAT_LEAVE, CHAT_DONE, room);
}

void
chat_leave_all(struct connection *connection)
{
	struct membership **memberships = connection_memberships(connection);

	while (*memberships != NULL)
		chat_end_membership(connection, *memberships);
}

int
chat_rename_in_rooms(struct connection *connection)
{
	struct membership *at = *connection_memberships(connection);

	while (at != NULL) {
		if (room_rename(at, connection_name(connection)) != 0)
			return -1;
		at = at->next;
	}
	return 0;
}

void
chat_say(struct connection *connection, struct slice room, struct slice text)
{
	struct chat *chat = chat_of(connection);
	struct membership *membership;
	struct message message = {
		.kind = MESSAGE_SAID,
		.to = connection_address(connection),
		.room = room,
		.from = connection_name(connection),
		.text = text,
	};

	if (!chat_text_is_acceptable(chat, text)) {
		chat_answer_room(connection, CHAT_SAY, CHAT_BAD_TEXT, room);
		return;
	}
	membership = chat_membership(connection, room);
	if (membership == NULL) {
		chat_answer_room(connection, CHAT_SAY, CHAT_NO_SUCH_ROOM, room);
		return;
	}
	chat_count(chat, STAT_MESSAGES_SENT);
	connection_count_message(connection);
	chat_deliver_announcements(chat);
	chat_send_to_room(chat, membership->room, &message);
	chat_answer_room(connection, CHAT_SAY, CHAT_DONE, room);
	if (router_is_congested(chat->router))
		connection_hold_for_mailbox(connection);
}

/* ---- lists --------------------------------------------------------------- */

void
chat_list_room(
    struct connection *connection, struct slice room_asked, char separator)
{
	struct chat *chat = chat_of(connection);
	struct room *room = room_find(chat->rooms, room_asked);
	struct chat_answer answer = {
		.request = CHAT_LIST,
		.outcome = CHAT_NO_SUCH_ROOM,
		.room = room_asked,
	};
	size_t size;
	char *names;

	if (room != NULL) {
		names = room_list(room, separator, &size);
		if (names != NULL)
			answer.list = list_text_new(names, size, separator);
		answer.outcome = answer.list != NULL ? CHAT_DONE :
						       CHAT_OUT_OF_MEMORY;
		room_release(chat->rooms, room);
	}
	chat_count(chat, STAT_LISTS);
	chat_answer(connection, &answer);
	list_text_release(answer.list);
}
