/* SPDX-License-Identifier: MIT */
/*
 * Each member is told all the lines that wait before the next member is, so
 * that many lines cost each member one write.  Lines that come while a walk is
 * under way wait for the next walk.
 */

#include "chatd/chat/room_backlog.h"

#include <stdlib.h>

#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/room_line.h"
#include "chatd/chat/room_words.h"
#include "chatd/chat/telling.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/output.h"
#include "chatd/core/message.h"
#include "chatd/event/loop.h"
#include "chatd/presence/room.h"
#include "common/container.h"

/* What one walk tells a member goes into a few pages of output. */
#define ROOM_BACKLOG_WALK_BYTES 65536

/* How many members are told before it is asked whether the slice is over. */
#define ROOM_BACKLOG_STEP 16

struct room_backlog {
	struct list turn; /* among the rooms of the worker */
	struct room *room;
	struct list lines;       /* that wait for the next walk */
	struct list current;     /* that this walk tells */
	struct room_words words; /* of these */
	size_t place;            /* of the next member of this walk */
};

/* ---- the backlog of a room ----------------------------------------------- */

static struct room_backlog *
room_backlog_begin(struct chat *chat, struct room *room)
{
	struct room_backlog *backlog = calloc(1, sizeof(*backlog));

	if (backlog == NULL)
		return NULL;
	list_init(&backlog->lines);
	list_init(&backlog->current);
	backlog->room = room;
	room_hold(chat->rooms, room);
	room_set_backlog(room, chat_worker(chat), backlog);
	list_append(&chat->backlogs.turns, &backlog->turn);
	return backlog;
}

static void
room_backlog_end(struct chat *chat, struct room_backlog *backlog)
{
	list_remove(&backlog->turn);
	room_words_clear(&backlog->words);
	room_set_backlog(backlog->room, chat_worker(chat), NULL);
	room_release(chat->rooms, backlog->room);
	free(backlog);
}

/* Have the next walk tell the lines that wait, as many as go into one. */
static void
room_backlog_begin_walk(struct chat *chat, struct room_backlog *backlog)
{
	struct list *first;
	size_t size = 0;

	while (size < ROOM_BACKLOG_WALK_BYTES &&
	       (first = list_first(&backlog->lines)) != NULL) {
		size += room_line_size(room_line_of(first));
		list_remove(first);
		list_append(&backlog->current, first);
	}
	backlog->place = 0;
	room_begin_walk(backlog->room, chat_worker(chat));
}

/* Account for the lines that all have been told. */
static void
room_backlog_end_walk(struct chat *chat, struct room_backlog *backlog)
{
	struct list *first;

	room_end_walk(backlog->room, chat_worker(chat));
	room_words_clear(&backlog->words);
	while ((first = list_first(&backlog->current)) != NULL) {
		struct room_line *line = room_line_of(first);

		list_remove(first);
		chat->backlogs.unowed -= room_line_is_unowed(line);
		debt_settle(chat, line->message.to, line->message.work);
		room_line_free(chat, line);
	}
}

static void
room_backlog_tell_member(
    struct room_backlog *backlog, const struct membership *member)
{
	struct connection *connection = member->connection;
	struct connections *set = connection_set(connection);
	uint64_t joined = member->joined;
	struct list *place = backlog->current.next;

	if (room_words_tell(&backlog->words, &backlog->current, member))
		return;
	/* What it is told may end it, and the membership with it. */
	while (place != &backlog->current) {
		struct room_line *line = room_line_of(place);

		congestion_begin_part(set, line->is_counted);
		if (joined < line->joins)
			tell_member(connection, &line->message);
		line->is_counted = congestion_end_part(set);
		place = place->next;
	}
}

/* Tell a few members.  Return false if nobody is left to be told anything. */
static bool
room_backlog_go_on(struct chat *chat, struct room_backlog *backlog)
{
	unsigned int here = chat_worker(chat);

	if (list_is_empty(&backlog->current))
		room_backlog_begin_walk(chat, backlog);
	for (int i = 0; i < ROOM_BACKLOG_STEP; i++) {
		struct membership *member = room_next_member(
		    backlog->room, here, &backlog->place);

		if (member == NULL) {
			room_backlog_end_walk(chat, backlog);
			return !list_is_empty(&backlog->lines);
		}
		room_backlog_tell_member(backlog, member);
	}
	return true;
}

/* ---- all of them --------------------------------------------------------- */

void
room_backlogs_init(struct room_backlogs *backlogs)
{
	list_init(&backlogs->turns);
	backlogs->unowed = 0;
}

static struct room_backlog *
room_backlogs_first(const struct chat *chat)
{
	struct list *first = list_first(&chat->backlogs.turns);

	return first != NULL ? container_of(first, struct room_backlog, turn)
			     : NULL;
}

/* Let the room whose turn it is go on, and then be the last. */
static void
room_backlogs_go_on(struct chat *chat, struct room_backlog *backlog)
{
	bool goes_on = room_backlog_go_on(chat, backlog);

	/* So that the slice measures the writing, too. */
	output_flush_early(chat->connections);
	if (goes_on) {
		list_remove(&backlog->turn);
		list_append(&chat->backlogs.turns, &backlog->turn);
	} else {
		room_backlog_end(chat, backlog);
	}
}

/*
 * Return a room, another one than this, where speaker has said what they do not
 * owe for; or NULL.
 */
static struct room_backlog *
room_backlogs_find_unowed(
    const struct chat *chat, struct address speaker, const struct room *room)
{
	const struct list *turns = &chat->backlogs.turns;
	struct list *turn = turns->next;

	while (turn != turns) {
		struct room_backlog *backlog = container_of(
		    turn, struct room_backlog, turn);

		if (backlog->room != room &&
		    (room_lines_have_unowed(&backlog->current, speaker) ||
			room_lines_have_unowed(&backlog->lines, speaker)))
			return backlog;
		turn = turn->next;
	}
	return NULL;
}

void
room_backlogs_clear(struct chat *chat)
{
	struct room_backlog *backlog;

	while ((backlog = room_backlogs_first(chat)) != NULL) {
		room_lines_free(chat, &backlog->lines);
		room_lines_free(chat, &backlog->current);
		room_backlog_end(chat, backlog);
	}
}

/* Add message to the room's backlog.  Return -1 if there is no memory. */
static int
room_backlog_add(
    struct chat *chat, struct room *room, const struct message *message)
{
	unsigned int here = chat_worker(chat);
	struct room_line *line = room_line_new(
	    chat, message, room_joins(room, here));
	struct room_backlog *backlog = room_backlog(room, here);

	if (line == NULL)
		return -1;
	if (backlog == NULL)
		backlog = room_backlog_begin(chat, room);
	if (backlog == NULL) {
		room_line_free(chat, line);
		return -1;
	}
	list_append(&backlog->lines, &line->place);
	chat->backlogs.unowed += room_line_is_unowed(line);
	return 0;
}

bool
room_backlog_is_due(const struct chat *chat, const struct room *room)
{
	unsigned int here = chat_worker(chat);

	return room_backlog(room, here) != NULL ||
	       room_count_on(room, here) >= ROOM_BACKLOG_MEMBERS_MIN;
}

void
room_backlog_tell(
    struct chat *chat, struct room *room, const struct message *message)
{
	if (room_backlog_is_due(chat, room) &&
	    room_backlog_add(chat, room, message) == 0)
		return;
	tell_members_here(chat, room, message);
	debt_settle(chat, message->to, message->work);
}

void
room_backlogs_hurry(
    struct chat *chat, struct address speaker, const struct room *room)
{
	struct room_backlog *backlog;

	while (
	    (backlog = room_backlogs_find_unowed(chat, speaker, room)) != NULL)
		room_backlogs_go_on(chat, backlog);
}

bool
chat_has_backlogs(const struct chat *chat)
{
	return !list_is_empty(&chat->backlogs.turns);
}

void
chat_work_off_backlogs(struct chat *chat)
{
	struct loop *loop = chat->connections->loop;
	struct room_backlog *backlog;

	if (!chat_has_backlogs(chat))
		return;
	loop_begin_slice(loop);
	while ((backlog = room_backlogs_first(chat)) != NULL) {
		room_backlogs_go_on(chat, backlog);
		if (loop_slice_is_over(loop))
			break;
	}
}

void
chat_end_backlogs(struct chat *chat)
{
	struct room_backlog *backlog;

	while ((backlog = room_backlogs_first(chat)) != NULL)
		room_backlogs_go_on(chat, backlog);
}
