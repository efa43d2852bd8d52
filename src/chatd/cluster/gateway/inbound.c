/* SPDX-License-Identifier: MIT */
/*
 * A record becomes a message for each worker that it concerns.
 *
 * Where a worker has fallen behind, what is for it is taken later, and so the
 * other node waits with all that comes after it.
 */

#include "chatd/cluster/gateway/inbound.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/inbound_rooms.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/gateway/record_check.h"
#include "chatd/cluster/gateway/remote_cards.h"
#include "chatd/cluster/gateway/remote_members.h"
#include "chatd/cluster/gateway/remote_rules.h"
#include "chatd/cluster/gateway/remote_takeover.h"
#include "chatd/cluster/gateway/text_pair.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/log.h"

/* ---- for users ----------------------------------------------------------- */

/* Send message to the worker of the user that it is for. */
static enum incoming_answer
inbound_to_user(struct gateway *gateway, const struct message *message)
{
	if (!gateway_is_of_node(gateway, message->to))
		return INCOMING_REFUSED;
	if (gateway_send_to_worker(
		gateway, address_worker(message->to), message) != 0)
		return INCOMING_LATER;
	return INCOMING_TAKEN;
}

/*
 * A text: its receiver must still be the one whom its sender wrote to, and have
 * heard so: in the log a user has a name a moment before they know themselves.
 */
static enum incoming_answer
inbound_text(struct node *node, const struct record *record)
{
	const struct text_pair *pair = text_pair_turn_to(node, record);
	const struct stamp stamp = record_stamp(record);
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.to = record->to,
		.from = record->from,
		.stamp = &stamp,
	};

	if (pair == NULL)
		return INCOMING_LATER;
	if (!address_equals(pair->seen.address, record->to))
		return INCOMING_REFUSED;
	message.by = pair->here;
	record_give_text(record, &message);
	return inbound_to_user(node->gateway, &message);
}

/* What else concerns one user. */
static enum incoming_answer
inbound_order(struct node *node, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	struct message message;

	if (!record_to_message(record, &message))
		return INCOMING_REFUSED;
	message.by = inbound_rooms_address(node, record->by);
	return inbound_to_user(gateway, &message);
}

/* Somebody here is to wait for a user there, who may have ended since. */
static enum incoming_answer
inbound_hold(struct node *node, const struct record *record)
{
	struct alias *alias = alias_find(
	    &node->gateway->aliases, node, record->by);

	if (alias == NULL)
		return INCOMING_REFUSED;
	alias->holds_others = true;
	return inbound_order(node, record);
}

static enum incoming_answer
inbound_invitation(struct node *node, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	struct room *room = room_find(gateway->rooms, record->room);
	const struct message message = {
		.kind = MESSAGE_INVITED,
		.to = record->to,
		.by = inbound_rooms_address(node, record->by),
		.room = record->room,
		.from = record->from,
	};
	int result = 0;

	if (room != NULL && record->size != INVITATION_OPENS_NOTHING)
		result = room_rules_invite(room_rules(room), record->text);
	if (room != NULL)
		room_release(gateway->rooms, room);
	if (result != 0)
		return INCOMING_LATER;
	if (!address_equals(
		directory_find(gateway->directory, record->text), record->to))
		return INCOMING_REFUSED;
	return inbound_to_user(gateway, &message);
}

/* ---- those who end ------------------------------------------------------- */

/* Nobody waits any longer for the user at address. */
static void
inbound_release(struct gateway *gateway, struct address address)
{
	const struct message message = { .kind = MESSAGE_RELEASE,
		.by = address };

	for (unsigned int i = 0; i < gateway->slots.worker; i++) {
		if (gateway_send_to_worker(gateway, i, &message) != 0)
			log_error("senders wait for a user who has ended: "
				  "out of memory");
	}
}

/* Nobody waits any longer for users of other nodes, or they are held again. */
static void
inbound_release_all(struct gateway *gateway)
{
	inbound_release(gateway, address_make(gateway->slots.worker, 0, 0));
}

void
inbound_end_user(struct gateway *gateway, struct alias *alias)
{
	remote_members_leave_all(
	    gateway->rooms, alias, inbound_rooms_lost_cb, gateway);
	if (alias->holds_others)
		inbound_release(gateway, inbound_rooms_here(alias));
	alias->is_told = false;
	if (alias->is_listed)
		return;
	remote_cards_end(gateway, alias);
	alias_remove(&gateway->aliases, alias);
}

static enum incoming_answer
inbound_about_user(struct node *node, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	struct alias *alias = alias_find(&gateway->aliases, node, record->by);

	/* A node that could not tell of one tells of all. */
	if (record->kind == RECORD_RELEASE &&
	    address_generation(record->by) == 0)
		inbound_release_all(gateway);
	if (alias == NULL)
		return INCOMING_TAKEN;
	if (record->kind == RECORD_ENDED)
		inbound_end_user(gateway, alias);
	else
		inbound_release(gateway, inbound_rooms_here(alias));
	return INCOMING_TAKEN;
}

/* ---- the census ---------------------------------------------------------- */

/*
 * Doubt all that is known of who is in which room on node.  It may have missed
 * to tell that somebody takes more, too.
 */
static void
inbound_begin_census(struct node *node)
{
	inbound_release_all(node->gateway);
	remote_members_doubt(node);
}

/* ---- all of it ----------------------------------------------------------- */

static enum incoming_answer
inbound_take(struct node *node, const struct record *record)
{
	switch (record->kind) {
	case RECORD_DELIVERED:
		return inbound_text(node, record);
	case RECORD_SAID:
	case RECORD_SAID_TO_RANKS:
		return inbound_rooms_line(node, record);
	case RECORD_JOINED:
	case RECORD_LEFT:
	case RECORD_RENAMED:
		return inbound_rooms_news(node, record);
	case RECORD_CHANGED:
		return inbound_rooms_change(node, record);
	case RECORD_INVITED:
		return inbound_invitation(node, record);
	case RECORD_KICKED:
	case RECORD_KILLED:
		return inbound_order(node, record);
	case RECORD_HOLD:
		return inbound_hold(node, record);
	case RECORD_RELEASE:
	case RECORD_ENDED:
		return inbound_about_user(node, record);
	case RECORD_BANS:
	case RECORD_RULES:
	case RECORD_RANKED:
		return remote_rules_follow(node->gateway, record)
			   ? INCOMING_TAKEN
			   : INCOMING_LATER;
	case RECORD_CARD:
		return remote_cards_follow(node, record) ? INCOMING_TAKEN
							 : INCOMING_LATER;
	case RECORD_TAKEOVER:
		return remote_takeover_pass_on(node, record);
	case RECORD_LOOKED:
		remote_takeover_hear(node, record);
		break;
	case RECORD_CENSUS:
		inbound_begin_census(node);
		break;
	case RECORD_CENSUS_END:
		remote_members_leave_doubted(
		    node, inbound_rooms_doubted_cb, node->gateway);
		break;
	case RECORD_TOLD:
		break;
	}
	return INCOMING_TAKEN;
}

enum incoming_answer
inbound_take_cb(const struct record *record, void *argument)
{
	struct node *node = argument;

	if (router_is_congested(node->gateway->router) &&
	    !router_has_room(node->gateway->router))
		return INCOMING_LATER;
	if (!record_is_sound(record)) {
		log_error("node %s has sent what cannot be shown", node->name);
		return INCOMING_REFUSED;
	}
	return inbound_take(node, record);
}
