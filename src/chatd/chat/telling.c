/* SPDX-License-Identifier: MIT */
/*
 * What each member is told is the protocol's to put into words; here it is only
 * decided who is told.
 */

#include "chatd/chat/telling.h"

#include "chatd/chat/chat_private.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room.h"

void
tell_member(struct connection *member, const struct message *message)
{
	const struct protocol *protocol = connection_protocol(member);
	struct connections *set = connection_set(member);
	struct address cause = set->cause;

	if (address_equals(connection_address(member), message->to))
		return;
	set->cause = message->to;
	if (message->kind != MESSAGE_LISTS_DUE)
		connection_deliver(member, message);
	else if (protocol->list_due != NULL &&
		 !connection_is_backlogged(member))
		protocol->list_due(member);
	set->cause = cause;
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
