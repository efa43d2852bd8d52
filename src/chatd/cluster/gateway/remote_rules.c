/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/remote_rules.h"

#include <string.h>

#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_record.h"

/* Ranks that are the room's, and not how somebody has shown who they are. */
#define REMOTE_RANKS (ROOM_OPERATOR | ROOM_VOICE)

/* In a second. */
#define REMOTE_RULES_MS 1000

struct remote_rules_sending {
	struct node *node;
	struct slice room;
	bool is_sent;
};

/* The record is copied under the lock of the rules, into memory. */
static void
remote_rules_visit_cb(const struct room_record *record, void *argument)
{
	struct remote_rules_sending *sending = argument;
	char names[ROOM_MASK_NAMES_MAX_BYTES];
	const struct record sent = {
		.kind = RECORD_RULES,
		.work = record->modes.limit,
		.size = record->modes.flags,
		.time_ms = record->topic_time_s * REMOTE_RULES_MS,
		.room = sending->room,
		.from = record->topic_by,
		.text = record->topic,
		.name = { record->modes.key, record->modes.key_size },
	};
	const struct record bans = {
		.kind = RECORD_BANS,
		.room = sending->room,
		.text = room_mask_list_names(record->bans, names),
		.raw = record->bans,
	};

	sending->is_sent = link_append(sending->node->link, &sent, 0) == 0 &&
			   link_append(sending->node->link, &bans, 0) == 0;
}

bool
remote_rules_send(struct node *node, struct room *room)
{
	struct remote_rules_sending sending = { node, room_name(room), false };

	room_record_visit(room_rules(room), remote_rules_visit_cb, &sending);
	return sending.is_sent;
}

static bool
remote_rules_send_rank(struct node *node, struct room *room, struct slice name)
{
	unsigned int ranks;
	struct record record = {
		.kind = RECORD_RANKED,
		.room = room_name(room),
		.from = name,
	};

	/* To give nobody anything shows what they have. */
	if (!room_set_ranks(room, name, 0, true, &ranks))
		return true;
	record.size = ranks & REMOTE_RANKS;
	return link_append(node->link, &record, 0) == 0;
}

void
remote_rules_send_all(
    struct gateway *gateway, struct slice name, struct slice ranked)
{
	struct room *room = room_find(gateway->rooms, name);

	if (room == NULL)
		return;
	if (ranked.size == 0)
		room_record_note_sending(room_rules(room));
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if (!(ranked.size > 0
			    ? remote_rules_send_rank(node, room, ranked)
			    : remote_rules_send(node, room)))
			node->wants_census = true;
	}
	room_release(gateway->rooms, room);
}

/* Set the ranks of a member to those of record. */
static void
remote_rules_rank(struct room *room, const struct record *record)
{
	unsigned int ranks = record->size & REMOTE_RANKS;
	unsigned int before;

	(void)room_set_ranks(room, record->from, ranks, true, &before);
	(void)room_set_ranks(
	    room, record->from, REMOTE_RANKS & ~ranks, false, &before);
}

static int
remote_rules_replace(struct room *room, const struct record *record)
{
	struct room_record rules = {
		.modes = { .flags = record->size, .limit = record->work },
		.topic = record->text,
		.topic_by = record->from,
		.topic_time_s = record->time_ms / REMOTE_RULES_MS,
	};

	/* What is too long comes from no chatd. */
	if (record->name.size > ROOM_KEY_MAX_BYTES ||
	    record->text.size > ROOM_TOPIC_MAX_BYTES)
		return 0;
	rules.modes.key_size = record->name.size;
	if (record->name.size > 0)
		memcpy(rules.modes.key, record->name.bytes, record->name.size);
	return room_record_replace(room_rules(room), &rules);
}

static int
remote_rules_ban(struct room *room, const struct record *record)
{
	struct slice masks = record->raw.size > 0 ? record->raw : record->text;

	return room_record_replace_bans(room_rules(room), masks);
}

bool
remote_rules_follow(struct gateway *gateway, const struct record *record)
{
	struct room *room = room_find(gateway->rooms, record->room);
	int result = 0;

	if (room == NULL)
		return true;
	if (record->kind == RECORD_RANKED)
		remote_rules_rank(room, record);
	else if (record->kind == RECORD_BANS)
		result = remote_rules_ban(room, record);
	else
		result = remote_rules_replace(room, record);
	room_release(gateway->rooms, room);
	return result == 0;
}
