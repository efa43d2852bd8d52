/* SPDX-License-Identifier: MIT */
/*
 * Names are noted first, because rooms are walked under the lock of their shard
 * and members under that of their list, and nothing else may be looked up under
 * a lock.  Rooms that end meanwhile have no members to be told of.
 */

#include "chatd/cluster/gateway/census.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/gateway/remote_cards.h"
#include "chatd/cluster/gateway/remote_rules.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/presence/room.h"
#include "common/log.h"
#include "common/name.h"

#define CENSUS_BYTES_FIRST 4096

/* Names, one after the other, with what is noted of each. */
struct census_list {
	char *bytes; /* owned */
	size_t used;
	size_t capacity;
	bool has_failed; /* there was no memory for all of them */
	unsigned int gateway;
};

struct census_entry {
	unsigned int ranks; /* of a member */
	unsigned char size;
};

/* What a name is that is noted with these ranks, which no member has. */
#define CENSUS_USER UINT_MAX

static bool
census_reserve(struct census_list *list, size_t size)
{
	size_t capacity = list->capacity > 0 ? list->capacity * 2
					     : CENSUS_BYTES_FIRST;
	char *bytes;

	if (list->capacity - list->used >= size)
		return true;
	bytes = realloc(list->bytes, capacity);
	if (bytes == NULL)
		return false;
	list->bytes = bytes;
	list->capacity = capacity;
	return true;
}

static void
census_note(struct census_list *list, struct slice name, unsigned int ranks)
{
	const struct census_entry entry = { ranks, (unsigned char)name.size };

	if (!census_reserve(list, sizeof(entry) + name.size)) {
		list->has_failed = true;
		return;
	}
	memcpy(list->bytes + list->used, &entry, sizeof(entry));
	list->used += sizeof(entry);
	memcpy(list->bytes + list->used, name.bytes, name.size);
	list->used += name.size;
}

/* Take the name at *at, which moves on.  Return false at the end. */
static bool
census_next(const struct census_list *list, size_t *at, struct slice *name_r,
    unsigned int *ranks_r)
{
	struct census_entry entry;

	if (*at >= list->used)
		return false;
	memcpy(&entry, list->bytes + *at, sizeof(entry));
	*ranks_r = entry.ranks;
	*name_r = (struct slice){ list->bytes + *at + sizeof(entry),
		entry.size };
	*at += sizeof(entry) + entry.size;
	return true;
}

static void
census_room_cb(const struct room *room, void *argument)
{
	census_note(argument, room_name(room), 0);
}

static void
census_user_cb(struct slice name, enum claim_kind kind, struct address address,
    void *argument)
{
	if (kind == CLAIM_USER && address.value != 0)
		census_note(argument, name, CENSUS_USER);
}

static void
census_member_cb(const struct membership *membership, void *argument)
{
	struct census_list *members = argument;

	if (membership->worker != members->gateway)
		census_note(members, membership_name(membership),
		    atomic_load(&membership->ranks));
}

/* Tell node that the user called name is in room. */
static bool
census_tell_member(
    struct node *node, struct slice room, struct slice name, unsigned int ranks)
{
	const struct record record = {
		.kind = RECORD_JOINED,
		.by = directory_find(node->gateway->directory, name),
		.size = ranks,
		.room = room,
		.from = name,
	};

	/* Who leads nowhere is leaving, which is told by itself. */
	return record.by.value == 0 || link_append(node->link, &record, 0) == 0;
}

static bool
census_tell_members(
    struct node *node, const struct census_list *members, struct slice room)
{
	unsigned int ranks;
	struct slice name;
	size_t at = 0;

	while (census_next(members, &at, &name, &ranks)) {
		if (!census_tell_member(node, room, name, ranks))
			return false;
	}
	return true;
}

static bool
census_tell_room(struct node *node, struct slice name)
{
	struct gateway *gateway = node->gateway;
	struct census_list members = { .gateway = gateway->slots.worker };
	struct room *room = room_find(gateway->rooms, name);
	bool is_told;

	if (room == NULL)
		return true;
	room_walk_named(room, census_member_cb, &members);
	is_told = !members.has_failed &&
		  (members.used == 0 ||
		      (census_tell_members(node, &members, name) &&
			  remote_rules_send(node, room)));
	free(members.bytes);
	room_release(gateway->rooms, room);
	return is_told;
}

/*
 * Begin with the users and the rooms that there are; others are told of as they
 * begin.
 */
static bool
census_begin(struct node *node)
{
	const struct record begin = { .kind = RECORD_CENSUS };
	struct census_list list = { .used = 0 };

	free(node->census);
	directory_walk_local(node->gateway->directory, census_user_cb, &list);
	rooms_walk(node->gateway->rooms, census_room_cb, &list);
	node->census = list.bytes;
	node->census_size = list.used;
	node->census_at = 0;
	return !list.has_failed && link_append(node->link, &begin, 0) == 0;
}

/* Go on for as long as the link has room.  Return false without memory. */
static bool
census_go_on(struct node *node)
{
	const struct record end = { .kind = RECORD_CENSUS_END };
	const struct census_list list = { .bytes = node->census,
		.used = node->census_size };
	struct slice name;
	unsigned int ranks;

	while (link_has_room(node->link)) {
		if (!census_next(&list, &node->census_at, &name, &ranks)) {
			node->is_told_census = false;
			return link_append(node->link, &end, 0) == 0;
		}
		if (!(ranks == CENSUS_USER ? remote_cards_send(node, name)
					   : census_tell_room(node, name)))
			return false;
	}
	return true;
}

void
census_tell(struct node *node)
{
	bool is_told = true;

	if (node->wants_census) {
		is_told = census_begin(node);
		node->is_told_census = true;
	}
	is_told = is_told && (!node->is_told_census || census_go_on(node));
	node->wants_census = !is_told;
	if (!is_told) {
		node->is_told_census = false;
		log_error("node %s does not hear who is in which room yet: "
			  "out of memory",
		    node->name);
	}
	if (node->is_told_census)
		return;
	free(node->census);
	node->census = NULL;
}
