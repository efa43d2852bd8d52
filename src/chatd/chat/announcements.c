/* SPDX-License-Identifier: MIT */
/*
 * Announcements are gathered and go out at the end of the turn, or before the
 * next thing that is said; those of another worker with the batch they came in.
 * Each member then gets all of them one after the other, in one write: when two
 * thousand users join at once, each of them hears of two thousand, and four
 * million notices must not be four million writes.
 */

#include "chatd/chat/announcements.h"

#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/room_backlog.h"
#include "chatd/chat/room_telling.h"
#include "chatd/chat/telling.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/log.h"

/* Consecutive messages of a batch that are about one room. */
struct announcement_run {
	const struct batch *batch;
	struct slice room;
	size_t begin; /* offsets in the batch */
	size_t end;
};

/* ---- queues -------------------------------------------------------------- */

static void
announcement_queue_append(
    struct announcement_queue *queue, const struct message *message)
{
	struct batch *last = queue->last;
	struct batch *full;

	if (batch_append(&last, message, &full) != 0) {
		log_error("a change in a room was not announced: "
			  "out of memory");
		return;
	}
	if (full != NULL)
		full->mail.next = &last->mail;
	else if (queue->first == NULL)
		queue->first = last;
	queue->last = last;
}

/* Return the oldest batch, which is now the caller's, or NULL. */
static struct batch *
announcement_queue_take(struct announcement_queue *queue)
{
	struct batch *batch = queue->first;

	if (batch == NULL)
		return NULL;
	queue->first = (struct batch *)batch->mail.next;
	if (queue->first == NULL)
		queue->last = NULL;
	return batch;
}

static void
announcement_queue_clear(struct announcement_queue *queue)
{
	struct batch *batch;

	while ((batch = announcement_queue_take(queue)) != NULL)
		batch_free(batch);
}

/* ---- delivering ---------------------------------------------------------- */

/* Set run->end and run->room.  Return false if nothing is left. */
static bool
announcement_run_find(struct announcement_run *run)
{
	struct message message;
	size_t offset = run->begin;

	if (!batch_next(run->batch, &offset, &message))
		return false;
	run->room = message.room;
	do {
		run->end = offset;
	} while (batch_next(run->batch, &offset, &message) &&
		 slice_equals(message.room, run->room));
	return true;
}

static void
announcement_run_visited_cb(struct connection *member, void *argument)
{
	const struct announcement_run *run = argument;
	struct message message;
	size_t offset = run->begin;

	while (offset < run->end && batch_next(run->batch, &offset, &message))
		tell_member(member, &message);
}

static void
announcement_run_send_on(
    const struct announcement_run *run, struct chat *chat, struct room *room)
{
	struct message message;
	size_t offset = run->begin;

	while (offset < run->end && batch_next(run->batch, &offset, &message)) {
		tell_other_machines(chat, &message);
		if (room != NULL)
			tell_other_workers(chat, room, &message);
	}
}

/* Tell the members here, if there is still a room. */
static void
announcement_run_tell(struct announcement_run *run, struct chat *chat,
    struct room *room, bool is_own)
{
	bool is_put_off = room != NULL && room_backlog_is_due(chat, room);
	struct message message;
	size_t offset = run->begin;

	if (room != NULL && !is_put_off)
		room_walk(
		    room, chat_worker(chat), announcement_run_visited_cb, run);
	while (offset < run->end && batch_next(run->batch, &offset, &message)) {
		if (is_put_off && is_own)
			message.work = debt_incur(chat, &message,
			    room_count_on(room, chat_worker(chat)), true);
		if (is_put_off)
			room_backlog_tell(chat, room, &message);
		else
			debt_settle(chat, message.to, message.work);
	}
}

/* Tell the members here, and others if is_own, what batch holds; free it. */
static void
announcements_tell(struct chat *chat, struct batch *batch, bool is_own)
{
	struct announcement_run run = { .batch = batch };

	for (; announcement_run_find(&run); run.begin = run.end) {
		struct room *room = room_find(chat->rooms, run.room);

		if (is_own)
			announcement_run_send_on(&run, chat, room);
		announcement_run_tell(&run, chat, room, is_own);
		if (room != NULL)
			room_release(chat->rooms, room);
	}
	batch_free(batch);
}

void
announcements_add(struct chat *chat, const struct message *message)
{
	announcement_queue_append(&chat->announcements.own, message);
}

void
announcements_add_rules(
    struct connection *connection, struct slice room, struct slice ranked)
{
	/* It is about no room as far as members are concerned. */
	const struct message message = {
		.kind = MESSAGE_RULED,
		.to = connection_address(connection),
		.from = ranked,
		.text = room,
	};

	if (router_has_gateway(chat_of(connection)->router))
		announcements_add(chat_of(connection), &message);
}

void
announcements_hear(struct chat *chat, const struct message *message)
{
	announcement_queue_append(&chat->announcements.heard, message);
}

void
announcements_clear(struct announcements *announcements)
{
	announcement_queue_clear(&announcements->heard);
	announcement_queue_clear(&announcements->own);
}

void
announcements_tell_heard(struct chat *chat)
{
	struct batch *batch;

	while ((batch = announcement_queue_take(&chat->announcements.heard)) !=
	       NULL)
		announcements_tell(chat, batch, false);
}

void
chat_flush_announcements(struct chat *chat)
{
	struct announcements *announcements = &chat->announcements;
	struct batch *batch;

	announcements_tell_heard(chat);
	/* Telling may cut slow readers, whose leaving is announced then. */
	while ((batch = announcement_queue_take(&announcements->own)) != NULL)
		announcements_tell(chat, batch, true);
}

bool
chat_has_announcements(const struct chat *chat)
{
	return chat->announcements.own.first != NULL ||
	       chat->announcements.heard.first != NULL;
}
