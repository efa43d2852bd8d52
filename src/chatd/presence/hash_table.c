/* SPDX-License-Identifier: MIT */
/*
 * Chains.  A few entries are one chain, which takes no memory of its own, since
 * nearly all tables of small things are that small.  From then on the table
 * doubles when it has an entry for each bucket, and shrinks to a quarter when
 * there is only one for eight.
 */

#include "chatd/presence/hash_table.h"

#include <stdlib.h>

/* This many entries are one chain: walking it costs less than hashing does. */
#define HASH_TABLE_SMALL 8

#define HASH_TABLE_FIRST_BUCKETS 16

_Static_assert(HASH_TABLE_FIRST_BUCKETS % HASH_TABLE_PARTS == 0,
    "all entries of a bucket are in one part");

static struct hash_entry **
hash_table_bucket(const struct hash_table *table, uint64_t hash)
{
	if (table->bucket_count == 0)
		return (struct hash_entry **)&table->buckets.only;
	return &table->buckets.others[hash & (table->bucket_count - 1)];
}

static void
hash_table_push(struct hash_table *table, struct hash_entry *entry)
{
	struct hash_entry **bucket = hash_table_bucket(table, entry->hash);

	entry->next = *bucket;
	*bucket = entry;
}

static void
hash_table_push_chain(struct hash_table *table, struct hash_entry *chain)
{
	while (chain != NULL) {
		struct hash_entry *next = chain->next;

		hash_table_push(table, chain);
		chain = next;
	}
}

/*
 * Have this many buckets; 0 is the only one.  Without memory the chains just
 * grow longer.
 */
static void
hash_table_resize(struct hash_table *table, uint32_t count)
{
	const struct hash_table old = *table;
	struct hash_entry **others = NULL;

	if (count > 0) {
		others = calloc(count, sizeof(struct hash_entry *));
		if (others == NULL)
			return;
		table->buckets.others = others;
	} else {
		table->buckets.only = NULL;
	}
	table->bucket_count = count;
	if (old.bucket_count == 0)
		hash_table_push_chain(table, old.buckets.only);
	for (uint32_t i = 0; i < old.bucket_count; i++)
		hash_table_push_chain(table, old.buckets.others[i]);
	if (old.bucket_count > 0)
		free(old.buckets.others);
}

void
hash_table_clear(struct hash_table *table)
{
	if (table->bucket_count > 0)
		free(table->buckets.others);
	*table = (struct hash_table){ 0 };
}

struct hash_entry *
hash_table_take_all(struct hash_table *table)
{
	struct hash_table all = { 0 };

	if (table->bucket_count == 0)
		hash_table_push_chain(&all, table->buckets.only);
	for (uint32_t i = 0; i < table->bucket_count; i++)
		hash_table_push_chain(&all, table->buckets.others[i]);
	hash_table_clear(table);
	return all.buckets.only;
}

static struct hash_entry *
hash_chain_find(struct hash_entry *entry, uint64_t hash)
{
	while (entry != NULL && entry->hash != hash)
		entry = entry->next;
	return entry;
}

struct hash_entry *
hash_table_find(const struct hash_table *table, uint64_t hash)
{
	return hash_chain_find(*hash_table_bucket(table, hash), hash);
}

struct hash_entry *
hash_table_find_next(const struct hash_entry *entry)
{
	return hash_chain_find(entry->next, entry->hash);
}

void
hash_table_insert(struct hash_table *table, struct hash_entry *entry)
{
	if (table->bucket_count == 0 && table->count >= HASH_TABLE_SMALL)
		hash_table_resize(table, HASH_TABLE_FIRST_BUCKETS);
	else if (table->bucket_count > 0 && table->count >= table->bucket_count)
		hash_table_resize(table, table->bucket_count * 2);
	hash_table_push(table, entry);
	table->count++;
}

void
hash_table_remove(struct hash_table *table, struct hash_entry *entry)
{
	struct hash_entry **link = hash_table_bucket(table, entry->hash);

	while (*link != entry)
		link = &(*link)->next;
	*link = entry->next;
	table->count--;
	if (table->bucket_count == 0 || table->count >= table->bucket_count / 8)
		return;
	hash_table_resize(table, table->bucket_count > HASH_TABLE_FIRST_BUCKETS
				     ? table->bucket_count / 4
				     : 0);
}

/* Return how many chains there are; hash_table_bucket() has them by number. */
static uint32_t
hash_table_chains(const struct hash_table *table)
{
	return table->bucket_count > 0 ? table->bucket_count : 1;
}

void
hash_table_walk(const struct hash_table *table,
    void (*visit)(struct hash_entry *entry, void *argument), void *argument)
{
	for (uint32_t i = 0; i < hash_table_chains(table); i++) {
		for (struct hash_entry *entry = *hash_table_bucket(table, i);
		     entry != NULL; entry = entry->next)
			visit(entry, argument);
	}
}

/* A part goes by the lowest bits of the hash, as the bucket does. */
void
hash_table_walk_part(const struct hash_table *table, unsigned int part,
    void (*visit)(struct hash_entry *entry, void *argument), void *argument)
{
	uint32_t first = table->bucket_count > 0 ? part : 0;

	for (uint32_t i = first; i < hash_table_chains(table);
	     i += HASH_TABLE_PARTS) {
		for (struct hash_entry *entry = *hash_table_bucket(table, i);
		     entry != NULL; entry = entry->next) {
			if (entry->hash % HASH_TABLE_PARTS == part)
				visit(entry, argument);
		}
	}
}

size_t
hash_table_longest_chain(const struct hash_table *table)
{
	size_t longest = 0;

	for (uint32_t i = 0; i < hash_table_chains(table); i++) {
		size_t length = 0;

		for (const struct hash_entry *entry =
			 *hash_table_bucket(table, i);
		     entry != NULL; entry = entry->next)
			length++;
		if (length > longest)
			longest = length;
	}
	return longest;
}
