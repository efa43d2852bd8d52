/* SPDX-License-Identifier: MIT */
/*
 * A list, which has them in order, and a table to find one of many.  Most users
 * are in one room, or talk in the one that they have joined last, so that one
 * is compared before anything is hashed.
 */

#include "chatd/presence/memberships.h"

#include <stdlib.h>

#include "chatd/presence/hash_table.h"
#include "chatd/presence/room.h"
#include "common/container.h"
#include "common/list.h"

struct memberships {
	struct list list; /* the newest first */
	struct hash_table table;
	/* Of the room where members are being told; NULL: it has been left. */
	const struct membership *telling;
	bool is_telling;
};

static struct membership *
membership_at(const struct list *place)
{
	return container_of(place, struct membership, place);
}

struct memberships *
memberships_new(void)
{
	struct memberships *memberships = calloc(1, sizeof(*memberships));

	if (memberships != NULL)
		list_init(&memberships->list);
	return memberships;
}

void
memberships_free(struct memberships *memberships)
{
	if (memberships == NULL)
		return;
	hash_table_clear(&memberships->table);
	free(memberships);
}

void
memberships_add(struct memberships *memberships, struct membership *membership)
{
	membership->in_table.hash = room_hash(membership->room);
	hash_table_insert(&memberships->table, &membership->in_table);
	list_insert_after(&memberships->list, &membership->place);
}

void
memberships_remove(
    struct memberships *memberships, struct membership *membership)
{
	list_remove(&membership->place);
	hash_table_remove(&memberships->table, &membership->in_table);
	if (memberships->telling == membership)
		memberships->telling = NULL;
}

struct membership *
memberships_find(const struct memberships *memberships,
    const struct rooms *rooms, struct slice name)
{
	struct membership *newest = memberships_newest(memberships);
	struct hash_entry *entry;

	if (newest == NULL || slice_equals(room_name(newest->room), name))
		return newest;
	entry = hash_table_find(&memberships->table, rooms_hash(rooms, name));
	while (entry != NULL) {
		struct membership *membership = container_of(
		    entry, struct membership, in_table);

		if (rooms_are_named_alike(
			rooms, room_name(membership->room), name))
			return membership;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

struct membership *
memberships_newest(const struct memberships *memberships)
{
	if (memberships == NULL || list_is_empty(&memberships->list))
		return NULL;
	return membership_at(memberships->list.next);
}

struct membership *
memberships_next_older(
    const struct memberships *memberships, const struct membership *membership)
{
	const struct list *next = membership->place.next;

	return next != &memberships->list ? membership_at(next) : NULL;
}

size_t
memberships_count(const struct memberships *memberships)
{
	return memberships != NULL ? memberships->table.count : 0;
}

void
memberships_begin_telling(
    struct memberships *memberships, const struct membership *membership)
{
	memberships->telling = membership;
	memberships->is_telling = true;
}

void
memberships_end_telling(struct memberships *memberships)
{
	memberships->telling = NULL;
	memberships->is_telling = false;
}

bool
memberships_tell_elsewhere(
    const struct memberships *memberships, const struct membership *membership)
{
	return memberships->is_telling && memberships->telling != membership;
}
