/* SPDX-License-Identifier: MIT */
/*
 * Rooms as the chat sees them.
 *
 * What is said goes out at once: to the members here, and once to each other
 * worker that has members.  Joins, leaves and new names are announced, which is
 * announcements.c's business.
 */

#include "chatd/chat/chat_private.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/connection/connections.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
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

	while (at != NULL && !slices_equal(room_name(at->room), room))
		at = at->next;
	return at;
}

/* ---- sending to a room --------------------------------------------------- */

void
chat_tell(struct connection *member, const struct message *message)
{
	const struct protocol *protocol = connection_protocol(member);

	if (address_equals(connection_address(member), message->to))
		return;
	if (message->kind != MESSAGE_LISTS_DUE)
		connection_deliver(member, message);
	else if (protocol->list_due != NULL &&
		 !connection_is_backlogged(member))
		protocol->list_due(member);
}

static void
chat_visit_member_cb(struct connection *member, void *argument)
{
	chat_tell(member, argument);
}

void
chat_send_elsewhere(
    struct chat *chat, struct room *room, const struct message *message)
{
	unsigned int here = chat->connections->slots.worker;
	unsigned int count = router_worker_count(chat->router);

	for (unsigned int i = 0; i < count; i++) {
		if (i != here && room_has_members_on(room, i) &&
		    router_send_to_worker(chat->router, i, message) != 0)
			log_error("a message to a room did not reach worker "
				  "%u: out of memory",
			    i);
	}
}

void
chat_send_to_room(struct chat *chat, struct room *room, struct message *message)
{
	chat_send_elsewhere(chat, room, message);
	room_walk(room, chat->connections->slots.worker, chat_visit_member_cb,
	    message);
}

void
chat_room_message(struct chat *chat, const struct message *message)
{
	struct message delivered = *message;
	struct room *room;

	if (message->kind != MESSAGE_SAID &&
	    message->kind != MESSAGE_LISTS_DUE) {
		chat_hear(chat, message);
		return;
	}
	/* Nobody speaks before he is known to be there. */
	chat_deliver_announcements(chat);
	room = room_find(chat->rooms, message->room);
	if (room == NULL)
		return;
	room_walk(room, chat->connections->slots.worker, chat_visit_member_cb,
	    &delivered);
	room_release(chat->rooms, room);
}

void
chat_receive_batch(struct chat *chat, struct mail *mail)
{
	struct batch *batch = (struct batch *)mail;
	struct message message;
	size_t offset = 0;

	while (batch_next(batch, &offset, &message)) {
		if (message.room.size > 0)
			chat_room_message(chat, &message);
		else
			router_deliver(chat->router, &message);
	}
	batch_free(batch);
}

/* ---- requests ------------------------------------------------------------ */

static void
chat_announce_member(
    struct connection *connection, enum message_kind kind, struct slice room)
{
	const struct message message = {
		.kind = kind,
		.to = connection_address(connection),
		.room = room,
		.from = connection_name(connection),
	};

	chat_announce(chat_of(connection), &message);
}

void
chat_join(struct connection *connection, struct slice room)
{
	struct chat *chat = chat_of(connection);
	struct membership **memberships = connection_memberships(connection);
	struct membership *joined;

	/* What it was told before may have ended it. */
	if (connection_claim(connection) == NULL)
		return;
	/* The lobby has its name however short names must be. */
	if (!slice_equals(room, CHAT_LOBBY) &&
	    !name_is_valid(
		room.bytes, room.size, chat->connections->limits.name_max)) {
		chat_answer_room(connection, CHAT_JOIN, CHAT_BAD_NAME, room);
		return;
	}
	if (chat_membership(connection, room) != NULL) {
		chat_answer_room(connection, CHAT_JOIN, CHAT_DONE, room);
		return;
	}
	joined = room_join(chat->rooms, room, chat->connections->slots.worker,
	    connection, connection_name(connection));
	if (joined == NULL) {
		chat_answer_room(
		    connection, CHAT_JOIN, CHAT_OUT_OF_MEMORY, room);
		return;
	}
	joined->next = *memberships;
	*memberships = joined;
	chat_announce_member(connection, MESSAGE_JOINED, room);
	if (connection_protocol(connection)->list_due != NULL)
		chat_lists_join(connection);
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
	chat_announce_member(
	    connection, MESSAGE_LEFT, room_name(membership->room));
	if (connection_protocol(connection)->list_due != NULL)
		chat_lists_leave(connection);
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
	struct slice name = connection_name(connection);
	struct membership *at = *connection_memberships(connection);

	while (at != NULL) {
		const struct message message = {
			.kind = MESSAGE_RENAMED,
			.to = connection_address(connection),
			.room = room_name(at->room),
			.from = at->entry.name,
			.text = name,
		};

		chat_announce(chat_of(connection), &message);
		if (room_rename(at, name) != 0)
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
	struct message message;

	if (!chat_text_is_acceptable(connection, text)) {
		chat_answer_room(connection, CHAT_SAY, CHAT_BAD_TEXT, room);
		return;
	}
	/*
	 * What was announced goes out before what is said.  It may cut the
	 * speaker himself, so his name and his room are looked up after it.
	 */
	chat_deliver_announcements(chat);
	membership = chat_membership(connection, room);
	if (membership == NULL) {
		chat_answer_room(connection, CHAT_SAY, CHAT_NO_SUCH_ROOM, room);
		return;
	}
	chat_count(chat, STAT_MESSAGES_SAID);
	connection_count_message(connection);
	message = (struct message){
		.kind = MESSAGE_SAID,
		.to = connection_address(connection),
		.room = room,
		.from = connection_name(connection),
		.text = text,
	};
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
		answer.outcome = answer.list != NULL ? CHAT_DONE
						     : CHAT_OUT_OF_MEMORY;
		room_release(chat->rooms, room);
	}
	chat_count(chat, STAT_LISTS);
	chat_answer(connection, &answer);
	list_text_release(answer.list);
}
