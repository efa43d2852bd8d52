/* SPDX-License-Identifier: MIT */
/*
 * A message crosses to another worker once, however many members are there;
 * that worker then tells them.
 */

#include "chatd/chat/telling.h"

#include "chatd/chat/chat_private.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/log.h"

void
tell_member(struct connection *member, const struct message *message)
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
tell_visited_cb(struct connection *member, void *argument)
{
	const struct message *const *message = argument;

	tell_member(member, *message);
}

void
tell_members_here(
    struct chat *chat, struct room *room, const struct message *message)
{
	room_walk(room, chat_worker(chat), tell_visited_cb, &message);
}

void
tell_other_workers(
    struct chat *chat, struct room *room, const struct message *message)
{
	unsigned int here = chat_worker(chat);
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
tell_room(struct chat *chat, struct room *room, const struct message *message)
{
	tell_other_workers(chat, room, message);
	tell_members_here(chat, room, message);
}
