/* SPDX-License-Identifier: MIT */
/*
 * A message crosses to another worker once, however many members are there;
 * that worker then tells them.
 */

#include "chatd/chat/room_telling.h"

#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/room_backlog.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/log.h"

/* Have a worker tell the members there, of whom there are count. */
static void
tell_worker(struct chat *chat, unsigned int worker, size_t count,
    const struct message *message)
{
	struct message sent = *message;

	if (count == 0)
		return;
	sent.work = debt_incur(
	    chat, message, count, count >= ROOM_BACKLOG_MEMBERS_MIN);
	if (router_send_to_worker(chat->router, worker, &sent) == 0)
		return;
	debt_settle(chat, message->to, sent.work);
	log_error("a message to a room did not reach worker %u: out of memory",
	    worker);
}

void
tell_other_workers(
    struct chat *chat, struct room *room, const struct message *message)
{
	unsigned int here = chat_worker(chat);
	unsigned int count = router_worker_count(chat->router);

	for (unsigned int i = 0; i < count; i++) {
		if (i != here)
			tell_worker(chat, i, room_count_on(room, i), message);
	}
}

void
tell_room(struct chat *chat, struct room *room, const struct message *message)
{
	struct message told = *message;

	tell_other_workers(chat, room, message);
	told.work = debt_incur(chat, message,
	    room_count_on(room, chat_worker(chat)),
	    room_backlog_is_due(chat, room));
	room_backlog_tell(chat, room, &told);
}
