/* SPDX-License-Identifier: MIT */
/*
 * All who get lists are in the lobby, so the word that a list is due reaches
 * them as what is said there does.  One of the workers keeps the time, with
 * one deadline, and only while there is anybody to hear it; that worker also
 * writes the list to the log, once.
 */

#include "chatd/chat/interval_lists.h"

#include "chatd/chat/chat_private.h"
#include "chatd/chat/room_telling.h"
#include "chatd/chat/user_list.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "chatd/event/loop.h"
#include "chatd/presence/room.h"
#include "chatd/presence/timekeeper.h"
#include "common/container.h"
#include "common/log.h"

/* What a line of the log has room for, besides the words around the names. */
#define INTERVAL_LISTS_LOGGED_BYTES (LOG_LINE_MAX_BYTES - 128)

/* Keep the time, if no worker does and there is anybody to hear it. */
static void
interval_lists_keep_time(struct chat *chat)
{
	struct interval_lists *lists = &chat->interval_lists;
	uint64_t interval_ms = chat_limits(chat)->room_list_interval_ms;

	if (interval_ms == 0 ||
	    !timekeeper_take_office(
		rooms_timekeeper(chat->rooms), chat_worker(chat)))
		return;
	lists->interval_ms = interval_ms;
	loop_set_deadline(chat->connections->loop, &lists->due,
	    &lists->deadline, interval_ms);
}

/* Give up keeping the time; go on if there is still a reason to. */
static void
interval_lists_begin_again(struct chat *chat)
{
	deadline_clear(&chat->interval_lists.deadline);
	timekeeper_resign(rooms_timekeeper(chat->rooms));
	interval_lists_keep_time(chat);
}

void
interval_lists_join(struct connection *connection)
{
	struct chat *chat = chat_of(connection);

	timekeeper_join(rooms_timekeeper(chat->rooms));
	interval_lists_keep_time(chat);
}

void
interval_lists_leave(struct connection *connection)
{
	timekeeper_leave(rooms_timekeeper(chat_of(connection)->rooms));
}

/* Log the list.  Where it is too long for a line, only the count is whole. */
static void
interval_lists_log(struct chat *chat)
{
	static const char separator = ' ';
	const struct shared_text *list = user_list(chat, separator);
	struct slice names;
	size_t count = 1;

	if (list == NULL || list->bytes.size == 0)
		return;
	for (size_t i = 0; i < list->bytes.size; i++)
		count += list->bytes.bytes[i] == separator;
	names = shared_text_cut(list, INTERVAL_LISTS_LOGGED_BYTES);
	log_info("%zu users: %.*s%s", count, (int)names.size, names.bytes,
	    names.size < list->bytes.size ? " ..." : "");
}

static void
interval_lists_due_cb(struct deadline *deadline)
{
	static const struct slice lobby = SLICE(CHAT_LOBBY);
	struct chat *chat = container_of(
	    deadline, struct chat, interval_lists.deadline);
	const struct message message = { .kind = MESSAGE_LISTS_DUE,
		.room = lobby };
	struct room *room = room_find(chat->rooms, lobby);

	if (room != NULL) {
		if (timekeeper_is_heard(rooms_timekeeper(chat->rooms))) {
			interval_lists_log(chat);
			tell_room(chat, room, &message);
		}
		room_release(chat->rooms, room);
	}
	interval_lists_begin_again(chat);
}

void
interval_lists_init(struct interval_lists *lists, struct loop *loop)
{
	loop_add_deadlines(loop, &lists->due, interval_lists_due_cb);
}

void
chat_limits_changed(struct chat *chat)
{
	struct interval_lists *lists = &chat->interval_lists;

	if (!deadline_is_set(&lists->deadline))
		interval_lists_keep_time(chat);
	else if (chat_limits(chat)->room_list_interval_ms != lists->interval_ms)
		interval_lists_begin_again(chat);
}
