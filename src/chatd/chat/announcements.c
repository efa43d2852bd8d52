/* SPDX-License-Identifier: MIT */
/*
 * Who joins a room, leaves it or has a new name is announced to its members.
 *
 * Announcements are gathered and go out at the end of the turn, or before the
 * next thing that is said; those of other workers too.  Each member then gets
 * all of them one after the other, in one write: of two thousand who join at
 * once each hears of two thousand, and four million notices must not be four
 * million writes.
 */

#include "chatd/chat/chat_private.h"

#include "chatd/core/message.h"
#include "chatd/connection/connections.h"
#include "chatd/presence/room.h"
#include "common/log.h"

/* Messages of a batch, one behind the other, that are about one room. */
struct chat_run {
	const struct batch *batch;
	struct slice room;
	size_t begin; /* offsets in the batch */
	size_t end;
};

/* ---- queues -------------------------------------------------------------- */

static void
chat_queue_append(struct chat_queue *queue, const struct message *message)
{
	struct batch *last = queue->last;
	struct batch *full;

	if (batch_append(&last, message, &full) != 0) {
		log_error(
		    "somebody in a room was not announced: out of memory");
		return;
	}
	if (full != NULL)
		full->mail.next = &last->mail;
	else if (queue->first == NULL)
		queue->first = last;
	queue->last = last;
}

/* Return the oldest batch, which is the caller's then, or NULL. */
static struct batch *
chat_queue_take(struct chat_queue *queue)
{
	struct batch *batch = queue->first;

	if (batch == NULL)
		return NULL;
	queue->first = (struct batch *)batch->mail.next;
	if (queue->first == NULL)
		queue->last = NULL;
	return batch;
}

/* ---- delivering ---------------------------------------------------------- */

static void
chat_visit_announced_cb(struct connection *member, void *argument)
{
	const struct chat_run *run = argument;
	struct message message;
	size_t offset = run->begin;

	while (offset < run->end && batch_next(run->batch, &offset, &message))
		chat_tell(member, &message);
}

/* Find the run that begins at run->begin.  Return false if there is none. */
static bool
chat_next_run(struct chat_run *run)
{
	struct message message;
	size_t offset = run->begin;

	if (!batch_next(run->batch, &offset, &message))
		return false;
	run->room = message.room;
	do {
		run->end = offset;
	} while (batch_next(run->batch, &offset, &message) &&
		 slices_equal(message.room, run->room));
	return true;
}

static void
chat_send_run_elsewhere(
    struct chat *chat, struct room *room, const struct chat_run *run)
{
	struct message message;
	size_t offset = run->begin;

	while (offset < run->end && batch_next(run->batch, &offset, &message))
		chat_send_elsewhere(chat, room, &message);
}

/* Deliver what batch holds, on other workers too if is_ours; free it. */
static void
chat_deliver_batch(struct chat *chat, struct batch *batch, bool is_ours)
{
	struct chat_run run = { .batch = batch };

	for (; chat_next_run(&run); run.begin = run.end) {
		struct room *room = room_find(chat->rooms, run.room);

		if (room == NULL)
			continue;
		if (is_ours)
			chat_send_run_elsewhere(chat, room, &run);
		room_walk(room, chat->connections->slots.worker,
		    chat_visit_announced_cb, &run);
		room_release(chat->rooms, room);
	}
	batch_free(batch);
}

void
chat_deliver_announcements(struct chat *chat)
{
	struct batch *batch;

	while ((batch = chat_queue_take(&chat->heard)) != NULL)
		chat_deliver_batch(chat, batch, false);
	/* Delivering may cut slow readers, which announces their leaving. */
	while ((batch = chat_queue_take(&chat->announced)) != NULL)
		chat_deliver_batch(chat, batch, true);
}

bool
chat_has_announcements(const struct chat *chat)
{
	return chat->announced.first != NULL || chat->heard.first != NULL;
}

void
chat_announce(struct chat *chat, const struct message *message)
{
	chat_queue_append(&chat->announced, message);
}

void
chat_hear(struct chat *chat, const struct message *message)
{
	chat_queue_append(&chat->heard, message);
}

void
chat_drop_announcements(struct chat *chat)
{
	struct batch *batch;

	while ((batch = chat_queue_take(&chat->heard)) != NULL)
		batch_free(batch);
	while ((batch = chat_queue_take(&chat->announced)) != NULL)
		batch_free(batch);
}
