/* SPDX-License-Identifier: MIT */
/*
 * The places are those of a worker's table of connections (connection/slots.h),
 * with the same meaning of a generation; beside that, an alias can be found by
 * what it stands for.  A place is either free or in a bucket, so one number is
 * both chains.  Hashes are computed again when the table grows, which is rare.
 */

#include "chatd/cluster/gateway/alias_table.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define ALIAS_PLACES_FIRST 64

/* Marks the end of a chain of places. */
#define ALIAS_NO_PLACE UINT32_MAX

void
alias_table_init(struct alias_table *table, unsigned int gateway, uint64_t seed)
{
	*table = (struct alias_table){
		.first_free = ALIAS_NO_PLACE,
		.gateway = gateway,
		.seed = seed,
	};
	slab_init(&table->memory, sizeof(struct alias));
}

void
alias_table_clear(struct alias_table *table)
{
	slab_clear(&table->memory);
	free(table->places);
	free(table->buckets);
	table->places = NULL;
	table->buckets = NULL;
}

/* ---- look-ups ------------------------------------------------------------ */

/* Return the bucket, of which there are some, that an alias belongs to. */
static uint32_t *
alias_bucket(const struct alias_table *table, const struct node *node,
    struct address there)
{
	const uint64_t key[] = { (uint64_t)(uintptr_t)node, there.value };
	uint64_t hash = XXH3_64bits_withSeed(key, sizeof(key), table->seed);

	return &table->buckets[hash & (table->bucket_count - 1)];
}

struct alias *
alias_find(const struct alias_table *table, const struct node *node,
    struct address there)
{
	uint32_t place;

	if (table->count == 0)
		return NULL;
	place = *alias_bucket(table, node, there);
	while (place != ALIAS_NO_PLACE) {
		struct alias *alias = table->places[place].alias;

		if (alias->node == node && address_equals(alias->there, there))
			return alias;
		place = table->places[place].next;
	}
	return NULL;
}

struct address
alias_here(const struct alias_table *table, const struct alias *alias)
{
	return address_make(table->gateway, alias->place,
	    table->places[alias->place].generation);
}

struct alias *
alias_at(const struct alias_table *table, struct address here)
{
	uint32_t place = address_slot(here);

	if (address_worker(here) != table->gateway || place >= table->used ||
	    table->places[place].generation != address_generation(here))
		return NULL;
	return table->places[place].alias;
}

struct alias *
alias_next(
    const struct alias_table *table, const struct node *node, uint32_t *place)
{
	while (*place < table->used) {
		struct alias *alias = table->places[(*place)++].alias;

		if (alias != NULL && alias->node == node)
			return alias;
	}
	return NULL;
}

/* ---- comings and goings -------------------------------------------------- */

/* Put the alias of a place into its bucket. */
static void
alias_enter_bucket(struct alias_table *table, uint32_t place)
{
	const struct alias *alias = table->places[place].alias;
	uint32_t *bucket = alias_bucket(table, alias->node, alias->there);

	table->places[place].next = *bucket;
	*bucket = place;
}

static void
alias_leave_bucket(struct alias_table *table, const struct alias *alias)
{
	uint32_t *link = alias_bucket(table, alias->node, alias->there);

	while (*link != alias->place)
		link = &table->places[*link].next;
	*link = table->places[alias->place].next;
}

/* Have a bucket for each place; without memory the chains grow longer. */
static int
alias_table_spread(struct alias_table *table)
{
	uint32_t count = table->capacity;
	uint32_t *buckets = malloc(count * sizeof(*buckets));

	if (buckets == NULL)
		return table->buckets != NULL ? 0 : -1;
	for (uint32_t i = 0; i < count; i++)
		buckets[i] = ALIAS_NO_PLACE;
	free(table->buckets);
	table->buckets = buckets;
	table->bucket_count = count;
	for (uint32_t i = 0; i < table->used; i++) {
		if (table->places[i].alias != NULL)
			alias_enter_bucket(table, i);
	}
	return 0;
}

/* Make room for one more place.  Return 0, or -1. */
static int
alias_table_grow(struct alias_table *table)
{
	uint32_t capacity = table->capacity == 0 ? ALIAS_PLACES_FIRST
						 : table->capacity * 2;
	struct alias_place *places;

	if (table->used < table->capacity)
		return 0;
	if (capacity > ADDRESS_SLOTS_MAX)
		return -1;
	places = realloc(table->places, capacity * sizeof(*places));
	if (places == NULL)
		return -1;
	table->places = places;
	table->capacity = capacity;
	return alias_table_spread(table);
}

/* Return the number of a free place, or ALIAS_NO_PLACE. */
static uint32_t
alias_take_place(struct alias_table *table)
{
	uint32_t place = table->first_free;

	if (place != ALIAS_NO_PLACE) {
		table->first_free = table->places[place].next;
		return place;
	}
	if (alias_table_grow(table) != 0)
		return ALIAS_NO_PLACE;
	place = table->used++;
	table->places[place] = (struct alias_place){ .generation = 1 };
	return place;
}

struct alias *
alias_add(struct alias_table *table, struct node *node, struct address there)
{
	struct alias *alias = slab_take(&table->memory);
	uint32_t place;

	if (alias == NULL)
		return NULL;
	place = alias_take_place(table);
	if (place == ALIAS_NO_PLACE) {
		slab_give(&table->memory, alias);
		return NULL;
	}
	*alias = (struct alias){ .node = node, .there = there, .place = place };
	table->places[place].alias = alias;
	alias_enter_bucket(table, place);
	table->count++;
	return alias;
}

void
alias_remove(struct alias_table *table, struct alias *alias)
{
	struct alias_place *place = &table->places[alias->place];

	alias_leave_bucket(table, alias);
	place->alias = NULL;
	/* 0 is no generation: it would make an address that is nowhere. */
	if (++place->generation == 0)
		place->generation = 1;
	place->next = table->first_free;
	table->first_free = alias->place;
	table->count--;
	slab_give(&table->memory, alias);
}
