/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ALIAS_TABLE_H
#define CHATD_ALIAS_TABLE_H

/*
 * Users of other nodes, by addresses of this one.
 *
 * A worker knows a user of another node by an address that looks like that of a
 * connection on the gateway; what the user's node calls that connection is
 * known here.  A user becomes known by the log of names or by what their node
 * tells, whichever comes first, and is known until both are done with them.
 *
 * There are as many as the other nodes have users, so every byte counts: an
 * alias takes 32 in a slab, and some 20 in the table.  Those give no memory
 * back: who has left may come back.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/memory/slab.h"

struct memberships;
struct node;

struct alias {
	struct node *node;
	struct address there;            /* its address on that node */
	struct memberships *memberships; /* of rooms; NULL: it is in none */
	uint32_t place;                  /* the table's */
	bool is_listed : 1;              /* the log has a name for it */
	bool holds_others : 1; /* some here wait until it takes more */
	bool is_told : 1;      /* its node has told of it, and not of its end */
};

/* A place of the table; its number is the slot of an address. */
struct alias_place {
	struct alias *alias; /* NULL: it is free */
	uint32_t generation; /* of the present or the next alias */
	uint32_t next;       /* in its bucket, or among the free places */
};

struct alias_table {
	struct slab memory;
	struct alias_place *places;
	uint32_t used; /* places that were ever in use */
	uint32_t capacity;
	uint32_t first_free;
	uint32_t *buckets; /* by node and address there; NULL: not yet made */
	uint32_t bucket_count; /* a power of two */
	uint32_t count;
	unsigned int gateway; /* the number that its addresses have */
	uint64_t seed;
};

/*
 * Begin an empty table for addresses of this gateway.  seed is secret: what is
 * hashed with it is chosen by other nodes.
 */
void alias_table_init(
    struct alias_table *table, unsigned int gateway, uint64_t seed);

/* Free the table, in which there may be nobody any more. */
void alias_table_clear(struct alias_table *table);

/* Return the alias of the connection that node has at there, or NULL. */
struct alias *alias_find(const struct alias_table *table,
    const struct node *node, struct address there);

/* Return the address here of alias, which is in the table. */
struct address alias_here(
    const struct alias_table *table, const struct alias *alias);

/* Return the alias that has this address here, or NULL if it is gone. */
struct alias *alias_at(const struct alias_table *table, struct address here);

/*
 * Return the next alias of node, in no order, and move *place, which is 0 at
 * first, behind it; or NULL if that was the last one.  The one that was
 * returned may be removed meanwhile.  It is a walk through the whole table.
 */
struct alias *alias_next(
    const struct alias_table *table, const struct node *node, uint32_t *place);

/*
 * Make an alias, which is not there yet.  Return NULL if there is no memory, or
 * no address left.
 */
struct alias *alias_add(
    struct alias_table *table, struct node *node, struct address there);

/*
 * Forget alias, which has no memberships; its address here leads nowhere from
 * now on.
 */
void alias_remove(struct alias_table *table, struct alias *alias);

#endif
