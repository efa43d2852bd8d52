/* SPDX-License-Identifier: MIT */
/*
 * What each member is told is the protocol's to put into words; here it is only
 * decided who is told.
 */

#include "chatd/chat/telling.h"

#include "chatd/chat/chat_private.h"
#include "chatd/connection/congestion.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"

/* Say whether member, of the room of message, has one of the ranks it is for.
 */
static bool
tell_has_rank(struct connection *member, const struct message *message)
{
	const struct membership *membership = memberships_find(
	    *connection_memberships(member), chat_of(member)->rooms,
	    message->room);

	return membership != NULL &&
	       membership_has_rank(membership, message->size);
}

void
tell_member(struct connection *member, const struct message *message)
{
	const struct protocol *protocol = connection_protocol(member);
	struct connections *set = connection_set(member);
	struct address cause = set->cause;

	if (address_equals(connection_address(member), message->to))
		return;
	if (message->kind == MESSAGE_SAID && message->size != 0 &&
	    !tell_has_rank(member, message))
		return;
	set->cause = message->to;
	if (message->kind != MESSAGE_LISTS_DUE)
		connection_deliver(member, message);
	else if (protocol->list_due != NULL &&
		 !connection_is_backlogged(member))
		protocol->list_due(member);
	set->cause = cause;
}

struct telling {
	const struct message *message;
	bool is_counted; /* see congestion_begin_part() */
};

static void
tell_visited_cb(struct connection *member, void *argument)
{
	struct connections *set = connection_set(member);
	struct telling *telling = argument;

	congestion_begin_part(set, telling->is_counted);
	tell_member(member, telling->message);
	telling->is_counted = congestion_end_part(set);
}

void
tell_members_here(
    struct chat *chat, struct room *room, const struct message *message)
{
	struct telling telling = { .message = message };

	room_walk(room, chat_worker(chat), tell_visited_cb, &telling);
}
