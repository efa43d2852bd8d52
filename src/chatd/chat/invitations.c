/* SPDX-License-Identifier: MIT */
/*
 * An invitation is for a name: it lies with the rules of the room until the
 * user of that name joins, or the room ends; that of a member who is no
 * operator is a notice and no more.  The notice is a message like a text, and
 * is charged like one.  The other members are told as they are of a new mode
 * (room_news.h), if they may invite, too.
 */

#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/room_news.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/connection/charging.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_rules.h"
#include "chatd/routing/router.h"

/*
 * Tell the user called name.  Another machine has to be told who that is,
 * because the invitation holds there, too.
 */
static enum chat_outcome
invitations_tell(
    struct connection *connection, struct message *message, struct slice name)
{
	struct router *router = chat_of(connection)->router;
	unsigned int worker = address_worker(message->to);

	/* Whoever invites themselves knows it. */
	if (address_equals(message->to, message->by))
		return CHAT_DONE;
	connection_charge(connection,
	    CHARGE_RECEIVER_BYTES + message->room.size + message->from.size);
	if (worker == router_gateway(router))
		message->text = name;
	if (worker == chat_worker(chat_of(connection)))
		router_deliver(router, message);
	else if (router_send_to_worker(router, worker, message) != 0)
		return CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}

static enum chat_outcome
invitations_give(struct connection *connection,
    const struct membership *membership, struct slice name)
{
	struct message message = {
		.kind = MESSAGE_INVITED,
		.to = directory_find(chat_of(connection)->directory, name),
		.by = connection_address(connection),
		.room = room_name(membership->room),
		.from = connection_name(connection),
	};

	if (message.to.value == 0)
		return CHAT_NO_SUCH_USER;
	if (room_rights_check(membership) != CHAT_DONE)
		message.size = INVITATION_OPENS_NOTHING;
	else if (room_rules_invite(room_rules(membership->room), name) != 0)
		return CHAT_OUT_OF_MEMORY;
	return invitations_tell(connection, &message, name);
}

void
chat_invite(struct connection *connection, struct slice room, struct slice name)
{
	const struct membership *membership = rooms_membership(
	    connection, room);
	enum chat_outcome outcome = room_rights_check_invite(membership);

	if (moderating_refuses(connection, CHAT_INVITE, name, room))
		return;
	if (outcome == CHAT_DONE)
		outcome = invitations_give(connection, membership, name);
	if (outcome == CHAT_DONE)
		room_news_tell_invited(connection, membership->room, name);
	answer_give(connection, &(struct chat_answer){ .request = CHAT_INVITE,
				    .outcome = outcome,
				    .name = name,
				    .room = room });
	answer_hold_if_congested(connection);
}
