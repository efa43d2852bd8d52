/* SPDX-License-Identifier: MIT */
/*
 * Lists of users that are sent at intervals, to those whose protocol says so.
 *
 * They are all in the lobby, so the word that a list is due reaches them as
 * what is said there does.  One worker of all keeps the time, by one deadline,
 * and only while there is somebody to hear it; it also writes the list to the
 * log, once.
 */

#include "chatd/chat/chat_private.h"

#include "chatd/connection/connection.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/connection/connections.h"
#include "chatd/event/loop.h"
#include "common/container.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/presence/timekeeper.h"
#include "common/log.h"

/* Keep the time, if nobody does and there is somebody to hear it. */
static void
chat_lists_keep_time(struct chat *chat)
{
	const struct connections *connections = chat->connections;
	uint64_t interval_ms = connections->limits.room_list_interval_ms;

	if (interval_ms == 0 ||
	    !timekeeper_take_office(
		rooms_timekeeper(chat->rooms), connections->slots.worker))
		return;
	chat->lists_interval_ms = interval_ms;
	loop_set_deadline(connections->loop, &chat->lists_due,
	    &chat->lists_deadline, interval_ms);
}

/* Give up keeping time; go on if there is still a reason to. */
static void
chat_lists_begin_again(struct chat *chat)
{
	deadline_clear(&chat->lists_deadline);
	timekeeper_resign(rooms_timekeeper(chat->rooms));
	chat_lists_keep_time(chat);
}

void
chat_lists_join(struct connection *connection)
{
	struct chat *chat = chat_of(connection);

	timekeeper_join(rooms_timekeeper(chat->rooms));
	chat_lists_keep_time(chat);
}

void
chat_lists_leave(struct connection *connection)
{
	timekeeper_leave(rooms_timekeeper(chat_of(connection)->rooms));
}

static void
chat_lists_log(struct chat *chat)
{
	static const char separator = ' ';
	const struct list_text *list = chat_everybody(chat, separator);
	size_t count = 0;

	if (list == NULL || list->names.size == 0)
		return;
	for (size_t i = 0; i < list->names.size; i++)
		count += list->names.bytes[i] == separator;
	/* The line is cut where it is too long; the number says how much. */
	log_info("%zu users: %.*s", count + 1, (int)list->names.size,
	    list->names.bytes);
}

static void
chat_lists_due_cb(struct deadline *deadline)
{
	static const struct slice lobby = { CHAT_LOBBY,
		sizeof(CHAT_LOBBY) - 1 };
	struct chat *chat = container_of(deadline, struct chat, lists_deadline);
	struct message message = { .kind = MESSAGE_LISTS_DUE, .room = lobby };
	struct room *room = room_find(chat->rooms, lobby);

	if (room != NULL) {
		if (timekeeper_is_heard(rooms_timekeeper(chat->rooms))) {
			chat_lists_log(chat);
			chat_send_to_room(chat, room, &message);
		}
		room_release(chat->rooms, room);
	}
	chat_lists_begin_again(chat);
}

void
chat_drop_old_lists(struct chat *chat)
{
	uint64_t version = directory_version(chat->directory);

	for (size_t i = 0; i < CHAT_LISTS_KEPT; i++) {
		struct kept_list *kept = &chat->lists[i];

		if (kept->list == NULL || kept->version == version)
			continue;
		list_text_release(kept->list);
		kept->list = NULL;
	}
}

void
chat_lists_init(struct chat *chat, struct loop *loop)
{
	loop_add_deadlines(loop, &chat->lists_due, chat_lists_due_cb);
}

void
chat_limits_changed(struct chat *chat)
{
	uint64_t interval_ms = chat->connections->limits.room_list_interval_ms;

	if (!deadline_is_set(&chat->lists_deadline))
		chat_lists_keep_time(chat);
	else if (interval_ms != chat->lists_interval_ms)
		chat_lists_begin_again(chat);
}
