/* SPDX-License-Identifier: MIT */
/*
 * A worker sends to the gateway what it would send to another worker.  What is
 * for one user crosses to that user's node; what is said in a room, to each
 * node that has members there; and who comes, goes or is renamed, to all of
 * them, because each lists the members of every room.
 *
 * On the wire an address is that of the node that has the connection: of the
 * one that sends the record, in by, and of the one that receives it, in to.
 *
 * While a node has too much to come, nothing is taken from the workers: their
 * senders are held as they are for a worker that has fallen behind.  That is
 * for a few seconds at most, until the node goes on or is declared dead.
 */

#include "chatd/cluster/gateway/outbound.h"

#include "chatd/cluster/gateway/census.h"
#include "chatd/cluster/gateway/crossing.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/gateway/remote_cards.h"
#include "chatd/cluster/gateway/remote_rules.h"
#include "chatd/cluster/gateway/remote_takeover.h"
#include "chatd/core/message.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/room.h"
#include "chatd/redis/redis_connection.h"
#include "common/clock.h"
#include "common/log.h"

/* Append record to what node is sent.  Return whether it is on its way. */
static bool
outbound_append(struct node *node, const struct record *record, uint64_t token)
{
	if (link_append(node->link, record, token) == 0)
		return true;
	log_errno("node %s does not hear something", node->name);
	return false;
}

/* ---- to one user --------------------------------------------------------- */

/* Send a text, whose sender waits for what becomes of it. */
static bool
outbound_text(struct gateway *gateway, const struct message *message)
{
	const struct alias *alias = alias_at(&gateway->aliases, message->to);
	struct record record = {
		.kind = RECORD_DELIVERED,
		.by = message->by,
		.from = message->from,
		.name = message->room,
	};
	struct crossing *crossing;

	/* Its receiver has left since, but perhaps not their name. */
	if (alias == NULL)
		return crossing_return(gateway, message);
	crossing = crossing_begin(gateway, message->by, message->size, 0);
	if (crossing == NULL)
		return false;
	record.to = alias->there;
	record_set_stamp(&record, message->stamp);
	record_set_text(&record, message);
	if (!outbound_append(alias->node, &record, crossing_open(crossing)))
		crossing_close(gateway, crossing, false);
	crossing_close(gateway, crossing, false);
	return true;
}

/* Send what else concerns the user, and nobody waits for. */
static void
outbound_to_user(struct gateway *gateway, const struct message *message)
{
	const struct alias *alias = alias_at(&gateway->aliases, message->to);
	struct record record;

	if (alias == NULL || !record_from_message(&record, message))
		return;
	record.to = alias->there;
	(void)outbound_append(alias->node, &record, 0);
}

/* ---- to many nodes ------------------------------------------------------- */

/*
 * Tell all nodes who comes or goes here; spared, unless it is NULL, knows it.
 * A node that cannot be told is told all of it again.
 */
static void
outbound_to_all(struct gateway *gateway, const struct record *record,
    const struct alias *spared)
{
	struct record sent = *record;

	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		sent.to = (struct address){ 0 };
		if (spared != NULL && spared->node == node)
			sent.to = spared->there;
		if (!outbound_append(node, &sent, 0))
			node->wants_census = true;
	}
}

/* Somebody here comes, goes or is called something else. */
static void
outbound_news(struct gateway *gateway, const struct message *message)
{
	struct record record;

	if (!record_from_message(&record, message))
		return;
	record.work = 0;
	/* Why somebody leaves; nothing else of these has such a form. */
	record.raw = message->raw;
	outbound_to_all(
	    gateway, &record, alias_at(&gateway->aliases, message->to));
}

/*
 * Say whether somebody on node may be in room: the lobby has listeners, of whom
 * no node tells.
 */
static bool
outbound_concerns(
    const struct gateway *gateway, const struct node *node, struct slice room)
{
	return slice_is(room, ROOM_LOBBY) ||
	       node_has_members(node, gateway->rooms, room);
}

/*
 * Somebody here changes a room, which all nodes know by now (remote_rules.h):
 * members there are told.  One that cannot be told does without.
 */
static void
outbound_change(struct gateway *gateway, const struct message *message)
{
	struct record record;

	if (!record_from_message(&record, message))
		return;
	record.to = (struct address){ 0 };
	record.work = 0;
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if (outbound_concerns(gateway, node, message->room))
			(void)outbound_append(node, &record, 0);
	}
}

/* Somebody here speaks in a room. */
static bool
outbound_line(struct gateway *gateway, const struct message *message)
{
	struct crossing *crossing = crossing_begin(
	    gateway, message->to, 0, message->work);
	struct record record = {
		.kind = message->size == 0 ? RECORD_SAID : RECORD_SAID_TO_RANKS,
		.by = message->to,
		.size = message->size,
		.room = message->room,
		.from = message->from,
	};

	if (crossing == NULL)
		return false;
	record_set_stamp(&record, message->stamp);
	record_set_text(&record, message);
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if (outbound_concerns(gateway, node, message->room) &&
		    !outbound_append(node, &record, crossing_open(crossing)))
			crossing_close(gateway, crossing, false);
	}
	crossing_close(gateway, crossing, false);
	return true;
}

/* ---- all of it ----------------------------------------------------------- */

/* Send message on.  Return false if it has to wait for memory. */
static bool
outbound_send(struct gateway *gateway, const struct message *message)
{
	switch (message->kind) {
	case MESSAGE_DELIVERED:
		return outbound_text(gateway, message);
	case MESSAGE_SAID:
		return outbound_line(gateway, message);
	case MESSAGE_JOINED:
	case MESSAGE_LEFT:
	case MESSAGE_RENAMED:
	case MESSAGE_ENDED:
		outbound_news(gateway, message);
		break;
	case MESSAGE_KICKED:
	case MESSAGE_KILLED:
	case MESSAGE_INVITED:
	case MESSAGE_HOLD:
		outbound_to_user(gateway, message);
		break;
	case MESSAGE_CHANGED:
		outbound_change(gateway, message);
		break;
	case MESSAGE_RULED:
		remote_rules_send_all(gateway, message->text, message->from);
		break;
	case MESSAGE_RELEASE:
		outbound_to_all(gateway,
		    &(struct record){
			.kind = RECORD_RELEASE, .by = message->by },
		    NULL);
		break;
	case MESSAGE_CARDED:
		remote_cards_send_all(gateway, message->by, message->from);
		break;
	case MESSAGE_TAKEOVER:
		return remote_takeover_begin(gateway, message);
	case MESSAGE_LOOKED:
	case MESSAGE_WATCHED:
		remote_takeover_answer(gateway, message);
		break;
	case MESSAGE_TOLD:
	case MESSAGE_ANSWERED:
	case MESSAGE_RETURNED:
	case MESSAGE_LISTS_DUE:
		/* These are for workers. */
		break;
	}
	return true;
}

/* Say whether all nodes take more; once one does not, all are waited for. */
static bool
outbound_has_room(struct gateway *gateway)
{
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		const struct link *link = node_at(at)->link;

		if (link_is_congested(link) ||
		    (gateway->is_held && !link_has_room(link)))
			return false;
	}
	return true;
}

/* Send on what there is in the batch.  Return whether that is all of it. */
static bool
outbound_go_through(struct gateway *gateway)
{
	struct outbound *outbound = &gateway->outbound;
	struct message message;
	size_t next = outbound->offset;

	while (batch_next(outbound->batch, &next, &message)) {
		if (!outbound_has_room(gateway) ||
		    !outbound_send(gateway, &message))
			return false;
		outbound->offset = next;
	}
	batch_free(outbound->batch);
	outbound->batch = NULL;
	return true;
}

void
outbound_receive_batch(struct gateway *gateway, struct mail *mail)
{
	gateway->outbound = (struct outbound){
		.batch = (struct batch *)mail,
	};
	if (outbound_go_through(gateway))
		return;
	gateway->is_held = true;
	gateway->hold_ns = clock_monotonic_ns();
	mailbox_hold(gateway->mailbox, true);
}

/* Say whether what is appended now can leave. */
static bool
outbound_is_reached(const struct gateway *gateway)
{
	return redis_connection_is_ready(names_commands(gateway->names));
}

void
outbound_end_turn(struct gateway *gateway)
{
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if ((node->wants_census || node->is_told_census) &&
		    link_has_room(node->link) && outbound_is_reached(gateway))
			census_tell(node);
	}
	if (!gateway->is_held || !outbound_has_room(gateway) ||
	    !outbound_go_through(gateway))
		return;
	gateway->is_held = false;
	gateway->held_ns += clock_monotonic_ns() - gateway->hold_ns;
	mailbox_hold(gateway->mailbox, false);
}

void
outbound_clear(struct gateway *gateway)
{
	batch_free(gateway->outbound.batch);
	gateway->outbound.batch = NULL;
}
