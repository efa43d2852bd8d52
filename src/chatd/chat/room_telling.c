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

/*
 * Have a worker tell the members there, of whom there are count.  Telling those
 * on other machines is always put off: whoever speaks waits for the way there.
 */
static void
tell_worker(struct chat *chat, unsigned int worker, size_t count,
    const struct message *message)
{
	struct message sent = *message;

	if (count == 0)
		return;
	sent.work = debt_incur(chat, message, count,
	    count >= ROOM_BACKLOG_MEMBERS_MIN ||
		worker == router_gateway(chat->router));
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
		if (i != here && i != router_gateway(chat->router))
			tell_worker(chat, i, room_count_on(room, i), message);
	}
}

void
tell_other_machines(struct chat *chat, const struct message *message)
{
	if (router_has_gateway(chat->router) &&
	    router_send_to_worker(
		chat->router, router_gateway(chat->router), message) != 0)
		log_error("other machines do not hear who comes and goes: "
			  "out of memory");
}

/*
 * How many members of room are on other machines, as far as is known?  Nobody
 * tells of those who have a connection to the lobby and no name yet, so there
 * may always be one.
 */
static size_t
count_elsewhere(const struct chat *chat, const struct room *room)
{
	size_t count = room_count_on(room, router_gateway(chat->router));

	if (count == 0 && slice_is(room_name(room), ROOM_LOBBY))
		return 1;
	return count;
}

void
tell_room(struct chat *chat, struct room *room, const struct message *message)
{
	struct message told = *message;

	tell_other_workers(chat, room, message);
	if (router_has_gateway(chat->router))
		tell_worker(chat, router_gateway(chat->router),
		    count_elsewhere(chat, room), message);
	told.work = debt_incur(chat, message,
	    room_count_on(room, chat_worker(chat)),
	    room_backlog_is_due(chat, room));
	room_backlog_tell(chat, room, &told);
}
