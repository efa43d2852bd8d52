/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HASH_TABLE_H
#define CHATD_HASH_TABLE_H

/*
 * Objects by a hash of what they are looked up by.
 *
 * The table knows hashes only: whoever looks something up compares the rest.
 * The hash must come from a function with a secret seed where strangers choose
 * what is hashed; then chains stay short whatever they choose, because the
 * table grows and shrinks with what is in it.  The objects belong to the
 * caller.  Not thread-safe.
 */

#include <stddef.h>
#include <stdint.h>

/* An object's place in a table, embedded in the object. */
struct hash_entry {
	struct hash_entry *next; /* in the bucket */
	uint64_t hash;
};

/* All zero is an empty table. */
struct hash_table {
	union {
		struct hash_entry *only;    /* while bucket_count is 0 */
		struct hash_entry **others; /* this many */
	} buckets;
	uint32_t bucket_count; /* a power of two, or 0: there is only one */
	uint32_t count;        /* of entries */
};

/* Free what the table takes, but not its entries; it is empty then. */
void hash_table_clear(struct hash_table *table);

/*
 * Take all entries out, as one chain of which next is the rest, and free what
 * the table takes.
 */
struct hash_entry *hash_table_take_all(struct hash_table *table);

/* Return the first entry that has this hash, or NULL. */
struct hash_entry *hash_table_find(
    const struct hash_table *table, uint64_t hash);

/* Return the next entry that has the same hash as entry, or NULL. */
struct hash_entry *hash_table_find_next(const struct hash_entry *entry);

/*
 * Call visit for every entry, in no order; it must neither insert nor remove
 * any.
 */
void hash_table_walk(const struct hash_table *table,
    void (*visit)(struct hash_entry *entry, void *argument), void *argument);

/* A walk in parts has so many, of about the same size: a power of two. */
#define HASH_TABLE_PARTS 8

/*
 * Call visit for every entry of one part, from 0, in the same way.  An entry is
 * in the same part whatever else comes and goes.
 */
void hash_table_walk_part(const struct hash_table *table, unsigned int part,
    void (*visit)(struct hash_entry *entry, void *argument), void *argument);

/* Put entry, whose hash the caller has set, into the table. */
void hash_table_insert(struct hash_table *table, struct hash_entry *entry);

/* Take entry, which is in the table, out of it. */
void hash_table_remove(struct hash_table *table, struct hash_entry *entry);

/*
 * Return how many entries the fullest bucket holds: what the dearest look-up
 * costs.  For tests.
 */
size_t hash_table_longest_chain(const struct hash_table *table);

#endif
