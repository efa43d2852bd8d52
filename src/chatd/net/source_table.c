/* SPDX-License-Identifier: MIT */
/*
 * Entries have numbers from 1 on, so that those that are all zero are at the
 * end of a chain, and a bucket that is zero is empty.  They are used in the
 * order of their numbers, and then again where the hand stands, which goes
 * round.
 */

#include "chatd/net/source_table.h"

#include <sys/random.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct source_table {
	uint64_t seed;
	uint32_t used; /* entries, from the first one */
	uint32_t hand; /* the number before the one that is looked at next */
	uint32_t buckets[SOURCE_TABLE_ENTRIES];
	struct source entries[SOURCE_TABLE_ENTRIES + 1]; /* without the first */
};

struct source_table *
source_table_new(void)
{
	struct source_table *table = calloc(1, sizeof(*table));

	if (table == NULL)
		return NULL;
	if (getrandom(&table->seed, sizeof(table->seed), 0) ==
	    (ssize_t)sizeof(table->seed))
		return table;
	source_table_free(table);
	return NULL;
}

void
source_table_free(struct source_table *table)
{
	int saved_errno = errno;

	free(table);
	errno = saved_errno;
}

static uint32_t *
source_table_bucket(
    struct source_table *table, const struct network_address *address)
{
	uint64_t hash = XXH3_64bits_withSeed(
	    address->bytes, sizeof(address->bytes), table->seed);

	return &table->buckets[hash % SOURCE_TABLE_ENTRIES];
}

/* Take the entry of this number out of its chain. */
static void
source_table_remove(struct source_table *table, uint32_t number)
{
	struct source *source = &table->entries[number];
	uint32_t *link = source_table_bucket(table, &source->address);

	while (*link != number)
		link = &table->entries[*link].next;
	*link = source->next;
}

/* Return how long the source will be remembered; 0 is no longer. */
static uint64_t
source_table_debt(const struct source *source, uint64_t now_ns)
{
	uint64_t end_ns = source->logins_ns > source->refusals_ns
			      ? source->logins_ns
			      : source->refusals_ns;

	return end_ns > now_ns ? end_ns - now_ns : 0;
}

/* Take an entry that matters least away from its address.  0: there is none. */
static uint32_t
source_table_reuse(struct source_table *table, uint64_t now_ns)
{
	uint64_t least = UINT64_MAX;
	uint32_t number = 0;

	for (int i = 0; i < SOURCE_TABLE_LOOKS && least > 0; i++) {
		const struct source *source;
		uint64_t debt;

		table->hand = table->hand % SOURCE_TABLE_ENTRIES + 1;
		source = &table->entries[table->hand];
		if (atomic_load(&source->connections) > 0)
			continue;
		debt = source_table_debt(source, now_ns);
		if (debt >= least)
			continue;
		least = debt;
		number = table->hand;
	}
	if (number != 0)
		source_table_remove(table, number);
	return number;
}

struct source *
source_table_find(struct source_table *table,
    const struct network_address *address, uint64_t now_ns)
{
	uint32_t *bucket = source_table_bucket(table, address);
	struct source *source;
	uint32_t number;

	for (number = *bucket; number != 0; number = source->next) {
		source = &table->entries[number];
		if (memcmp(&source->address, address, sizeof(*address)) == 0)
			return source;
	}
	number = table->used < SOURCE_TABLE_ENTRIES
		     ? ++table->used
		     : source_table_reuse(table, now_ns);
	if (number == 0)
		return NULL;
	source = &table->entries[number];
	source->address = *address;
	source->logins_ns = 0;
	source->refusals_ns = 0;
	source->next = *bucket;
	*bucket = number;
	return source;
}

uint32_t
source_table_number(
    const struct source_table *table, const struct source *source)
{
	return (uint32_t)(source - table->entries);
}

struct source *
source_table_at(struct source_table *table, uint32_t number)
{
	return &table->entries[number];
}

uint32_t
source_table_longest_chain(const struct source_table *table)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < SOURCE_TABLE_ENTRIES; i++) {
		uint32_t length = 0;

		for (uint32_t at = table->buckets[i]; at != 0;
		     at = table->entries[at].next)
			length++;
		if (length > longest)
			longest = length;
	}
	return longest;
}
