/* SPDX-License-Identifier: MIT */
/*
 * A user of the other node is known here by an alias, which is made when they
 * first do something in a room: the log of names may be a moment late.
 */

#include "chatd/cluster/gateway/inbound_rooms.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/gateway/remote_members.h"
#include "chatd/core/message.h"
#include "chatd/presence/room.h"
#include "common/log.h"

struct address
inbound_rooms_here(const struct alias *alias)
{
	return alias_here(&alias->node->gateway->aliases, alias);
}

struct address
inbound_rooms_address(const struct node *node, struct address there)
{
	const struct alias *alias = alias_find(
	    &node->gateway->aliases, node, there);

	return alias != NULL ? inbound_rooms_here(alias)
			     : (struct address){ 0 };
}

/*
 * Have all workers tell message to the members that they have in its room,
 * which is called as it is here.
 */
static void
inbound_rooms_tell(struct gateway *gateway, const struct message *message)
{
	struct room *room = room_find(gateway->rooms, message->room);
	struct message told = *message;

	if (room == NULL)
		return;
	told.room = room_name(room);
	for (unsigned int i = 0; i < gateway->slots.worker; i++) {
		if (room_count_on(room, i) > 0 &&
		    gateway_send_to_worker(gateway, i, &told) != 0)
			log_error("a message to a room did not reach worker "
				  "%u: out of memory",
			    i);
	}
	room_release(gateway->rooms, room);
}

struct alias *
inbound_rooms_alias(struct node *node, const struct record *record)
{
	struct alias_table *aliases = &node->gateway->aliases;
	struct alias *alias = alias_find(aliases, node, record->by);

	if (alias == NULL)
		alias = alias_add(aliases, node, record->by);
	if (alias != NULL)
		alias->is_told = true;
	return alias;
}

enum incoming_answer
inbound_rooms_line(struct node *node, const struct record *record)
{
	const struct stamp stamp = record_stamp(record);
	struct message message = {
		.kind = MESSAGE_SAID,
		.to = inbound_rooms_address(node, record->by),
		.size = record->kind == RECORD_SAID_TO_RANKS ? record->size : 0,
		.room = record->room,
		.from = record->from,
		.stamp = &stamp,
	};

	record_give_text(record, &message);
	inbound_rooms_tell(node->gateway, &message);
	return INCOMING_TAKEN;
}

enum incoming_answer
inbound_rooms_change(struct node *node, const struct record *record)
{
	const struct message message = {
		.kind = MESSAGE_CHANGED,
		.style = TEXT_NEWS,
		.to = inbound_rooms_address(node, record->by),
		.by = inbound_rooms_address(node, record->by),
		.size = record->size,
		.room = record->room,
		.from = record->from,
		.text = record->text,
	};

	inbound_rooms_tell(node->gateway, &message);
	return INCOMING_TAKEN;
}

static void
inbound_rooms_joined(struct node *node, struct alias *alias, struct slice room,
    struct slice name, unsigned int ranks)
{
	const struct message message = {
		.kind = MESSAGE_JOINED,
		.to = inbound_rooms_here(alias),
		.by = inbound_rooms_here(alias),
		.size = ranks,
		.room = room,
		.from = name,
	};

	if (remote_members_join(node->gateway->rooms, alias, room, name, ranks))
		inbound_rooms_tell(node->gateway, &message);
}

/*
 * An operator here who took the user out, at record->to, need not hear that
 * they left.
 */
static void
inbound_rooms_left(
    struct node *node, struct alias *alias, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	const struct message message = {
		.kind = MESSAGE_LEFT,
		.to = gateway_is_of_node(gateway, record->to)
			  ? record->to
			  : inbound_rooms_here(alias),
		.by = inbound_rooms_here(alias),
		.size = record->size,
		.room = record->room,
		.from = record->from,
		.raw = record->raw,
	};

	if (remote_members_leave(gateway->rooms, alias, record->room))
		inbound_rooms_tell(gateway, &message);
}

static void
inbound_rooms_renamed(
    struct node *node, struct alias *alias, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	const struct message message = {
		.kind = MESSAGE_RENAMED,
		.to = inbound_rooms_here(alias),
		.by = inbound_rooms_here(alias),
		.room = record->room,
		.from = record->from,
		.text = record->text,
	};

	/* Whom a census has missed for their new name joins by it. */
	if (remote_members_rename(
		gateway->rooms, alias, record->room, record->text))
		inbound_rooms_tell(gateway, &message);
	else
		inbound_rooms_joined(
		    node, alias, record->room, record->text, record->size);
}

enum incoming_answer
inbound_rooms_news(struct node *node, const struct record *record)
{
	struct alias *alias = inbound_rooms_alias(node, record);

	if (alias == NULL)
		return INCOMING_LATER;
	if (record->kind == RECORD_JOINED)
		inbound_rooms_joined(
		    node, alias, record->room, record->from, record->size);
	else if (record->kind == RECORD_RENAMED)
		inbound_rooms_renamed(node, alias, record);
	else
		inbound_rooms_left(node, alias, record);
	return INCOMING_TAKEN;
}

void
inbound_rooms_lost_cb(
    struct alias *alias, struct slice room, struct slice name, void *argument)
{
	const struct message message = {
		.kind = MESSAGE_LEFT,
		.to = inbound_rooms_here(alias),
		.by = inbound_rooms_here(alias),
		.size = LEAVING_CHAT,
		.room = room,
		.from = name,
		.raw = SLICE("Connection lost"),
	};

	inbound_rooms_tell(argument, &message);
}

void
inbound_rooms_doubted_cb(
    struct alias *alias, struct slice room, struct slice name, void *argument)
{
	const struct message message = {
		.kind = MESSAGE_LEFT,
		.to = inbound_rooms_here(alias),
		.by = inbound_rooms_here(alias),
		.room = room,
		.from = name,
	};

	inbound_rooms_tell(argument, &message);
}
