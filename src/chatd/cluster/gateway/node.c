/* SPDX-License-Identifier: MIT */
/*
 * What is said in a room crosses to each node that has members there, which is
 * asked for every line: so each node has a table of its rooms.
 */

#include "chatd/cluster/gateway/node.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/cluster/links/link.h"
#include "chatd/presence/room.h"
#include "common/container.h"

/* A room where a node has members. */
struct node_room {
	struct hash_entry in_table;
	size_t members;
	size_t name_size;
	char name[];
};

struct node *
node_find(const struct list *nodes, uint64_t life)
{
	for (struct list *at = nodes->next; at != nodes; at = at->next) {
		struct node *node = node_at(at);

		if (node->life == life)
			return node;
	}
	return NULL;
}

struct node *
node_new(struct gateway *gateway, uint64_t life, struct slice name)
{
	struct node *node = calloc(1, sizeof(*node) + name.size + 1);

	if (node == NULL)
		return NULL;
	node->gateway = gateway;
	node->life = life;
	slice_write(node->name, name);
	return node;
}

void
node_free(struct node *node)
{
	if (node == NULL)
		return;
	if (node->link != NULL)
		link_end(node->link);
	hash_table_clear(&node->rooms);
	free(node->pair);
	free(node->census);
	free(node);
}

static struct node_room *
node_find_room(
    const struct node *node, const struct rooms *rooms, struct slice name)
{
	struct hash_entry *entry = hash_table_find(
	    &node->rooms, rooms_hash(rooms, name));

	while (entry != NULL) {
		struct node_room *room = container_of(
		    entry, struct node_room, in_table);

		if (rooms_are_named_alike(rooms,
			(struct slice){ room->name, room->name_size }, name))
			return room;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

int
node_add_member(struct node *node, const struct rooms *rooms, struct slice name)
{
	struct node_room *room = node_find_room(node, rooms, name);

	if (room == NULL) {
		room = malloc(sizeof(*room) + name.size);
		if (room == NULL)
			return -1;
		room->in_table.hash = rooms_hash(rooms, name);
		room->members = 0;
		room->name_size = name.size;
		memcpy(room->name, name.bytes, name.size);
		hash_table_insert(&node->rooms, &room->in_table);
	}
	room->members++;
	return 0;
}

void
node_remove_member(
    struct node *node, const struct rooms *rooms, struct slice name)
{
	struct node_room *room = node_find_room(node, rooms, name);

	if (room == NULL || --room->members > 0)
		return;
	hash_table_remove(&node->rooms, &room->in_table);
	free(room);
}

bool
node_has_members(
    const struct node *node, const struct rooms *rooms, struct slice name)
{
	return node_find_room(node, rooms, name) != NULL;
}
