/* SPDX-License-Identifier: MIT */
/*
 * Between the answer to the operator and the kick on another worker the member
 * may have left by themselves, or ended; then there is nothing left to do.
 *
 * An operator who went on meanwhile, and left, would be seen to kick somebody
 * out of a room that they are not in any more.  So a kick on another worker is
 * owed for, and the operator waits until that worker has told the room.  For
 * another machine they do not wait: it may be gone.
 */

#include "chatd/chat/kicks.h"

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/room_rights.h"
#include "chatd/chat/rooms.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/text.h"

/* What an operator owes while another worker does what they asked for. */
#define KICKS_DEBT 1

/* Take whom message, a MESSAGE_KICKED, is to out of the room. */
static void
kicks_take_out(struct chat *chat, const struct message *message)
{
	struct connections *set = chat->connections;
	struct address cause = set->cause;
	struct connection *kicked = chat_find(chat, message->to);
	struct membership *membership = NULL;
	struct room *room;

	/* What was announced before is news to them, too, and may cut them. */
	chat_flush_announcements(chat);
	if (kicked != NULL)
		membership = rooms_membership(kicked, message->room);
	if (membership == NULL)
		return;
	/* The message may have the name of a room that ends with the kick. */
	room = membership->room;
	room_hold(chat->rooms, room);
	rooms_take_out(kicked, membership, message);
	set->cause = message->by;
	connection_deliver(kicked, message);
	set->cause = cause;
	room_release(chat->rooms, room);
	/* They may come back in this turn, and must not hear that they left. */
	chat_flush_announcements(chat);
}

void
kicks_receive(struct chat *chat, const struct message *message)
{
	kicks_take_out(chat, message);
	/* All other workers are told before the operator's. */
	if (message->work > 0)
		router_post_batches(chat->router);
	debt_settle(chat, message->by, message->work);
}

/* Find the member called name, at the operator's cost. */
static enum chat_outcome
kicks_find(struct connection *connection, struct room *room,
    const struct message *kick, struct slice name, struct address *address_r)
{
	const struct message left = {
		.kind = MESSAGE_LEFT, .from = name, .raw = kick->text
	};

	debt_charge(connection, room, &left);
	if (!room_has_member(room, name))
		return CHAT_NO_SUCH_USER;
	*address_r = directory_find(chat_of(connection)->directory, name);
	return address_r->value != 0 ? CHAT_DONE : CHAT_NO_SUCH_USER;
}

/* Say whether the one at address is on the worker of connection. */
static bool
kicks_are_here(const struct connection *connection, struct address address)
{
	return address_worker(address) == chat_worker(chat_of(connection));
}

static enum chat_outcome
kicks_send(struct connection *connection, struct message *kick)
{
	struct router *router = chat_of(connection)->router;
	unsigned int worker = address_worker(kick->to);

	if (worker != router_gateway(router))
		kick->work = KICKS_DEBT;
	if (router_send_to_worker(router, worker, kick) != 0)
		return CHAT_OUT_OF_MEMORY;
	if (kick->work > 0)
		connection_owe(connection, kick->work);
	return CHAT_DONE;
}

static void
kicks_heard_cb(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	(void)room;
	(void)text;
	answer_arrived(connection);
}

/* Do what is left to do when the operator has been answered. */
static void
kicks_finish(struct connection *connection, const struct message *kick)
{
	static const struct chat_text nothing = { 0 };

	if (kicks_are_here(connection, kick->to))
		kicks_receive(chat_of(connection), kick);
	else if (kick->work > 0)
		/* Without memory to wait the operator goes on at once. */
		(void)put_off_request(
		    connection, kick->room, &nothing, kicks_heard_cb);
}

void
chat_kick(struct connection *connection, struct slice room, struct slice name,
    struct slice why)
{
	const struct membership *membership;
	struct message kick = {
		.kind = MESSAGE_KICKED,
		.by = connection_address(connection),
		.room = room,
		.text = why,
	};
	enum chat_outcome outcome;

	/* All of the room hear of what was before; see saying_begin(). */
	chat_flush_announcements(chat_of(connection));
	membership = rooms_membership(connection, room);
	if (membership != NULL)
		kick.room = room_name(membership->room);
	kick.from = connection_name(connection);
	outcome = room_rights_check(membership);
	if (moderating_refuses(connection, CHAT_KICK, name, room))
		return;
	if (why.size > 0 && !text_is_valid(why.bytes, why.size))
		outcome = CHAT_BAD_TEXT;
	if (outcome == CHAT_DONE)
		outcome = kicks_find(
		    connection, membership->room, &kick, name, &kick.to);
	if (outcome == CHAT_DONE && !kicks_are_here(connection, kick.to))
		outcome = kicks_send(connection, &kick);
	answer_give(connection, &(struct chat_answer){ .request = CHAT_KICK,
				    .outcome = outcome,
				    .name = name,
				    .room = room });
	/* The answer comes first, and may have ended the connection. */
	if (outcome == CHAT_DONE && connection_claim(connection) != NULL)
		kicks_finish(connection, &kick);
	answer_hold_if_congested(connection);
}
