/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NODE_H
#define CHATD_NODE_H

/*
 * Another chatd of this cluster, in one of its lives: what is known of it here.
 *
 * Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/hash_table.h"
#include "common/container.h"
#include "common/list.h"
#include "common/slice.h"

struct gateway;
struct link;
struct rooms;
struct text_pair;

struct node {
	struct list place; /* among all nodes */
	struct gateway *gateway;
	uint64_t life;
	struct link *link;       /* owned; NULL: it has not been made */
	size_t user_count;       /* those whom the log has a name for */
	struct hash_table rooms; /* where it has members, by their names */
	struct text_pair *pair;  /* owned: of its last text; or NULL */
	bool wants_census;       /* it has missed who came or went here */
	bool is_told_census;     /* not to its end yet */
	char *census; /* owned: users and rooms it is to hear of; or NULL */
	size_t census_size;
	size_t census_at; /* where those begin that it has not heard of */
	char name[];      /* what it is called, for people */
};

/* Return the node at a place among all of them. */
static inline struct node *
node_at(struct list *place)
{
	return container_of(place, struct node, place);
}

/* Return the one of nodes that lives this life, or NULL. */
struct node *node_find(const struct list *nodes, uint64_t life);

/* Return a node without users and without a link, or NULL (no memory). */
struct node *node_new(
    struct gateway *gateway, uint64_t life, struct slice name);

/* Free node, which has neither users nor members left; NULL is allowed. */
void node_free(struct node *node);

/*
 * Note that node has one member more in room, one of rooms, or one less.
 * Return 0, or -1 if there is no memory for one more.
 */
int node_add_member(
    struct node *node, const struct rooms *rooms, struct slice room);
void node_remove_member(
    struct node *node, const struct rooms *rooms, struct slice room);

/* Say whether node has members in room, one of rooms. */
bool node_has_members(
    const struct node *node, const struct rooms *rooms, struct slice room);

#endif
