/* SPDX-License-Identifier: MIT */
/*
 * The places are those of a worker's table of connections (connection/slots.h),
 * with the same meaning of a generation; beside that, an alias can be found by
 * what it stands for.
 */

#include "chatd/cluster/alias_table.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/container.h"

#define ALIAS_PLACES_FIRST 64

/* Marks the end of the free places. */
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
	hash_table_clear(&table->table);
	slab_clear(&table->memory);
	free(table->places);
	table->places = NULL;
}

static uint64_t
alias_hash(const struct alias_table *table, const struct node *node,
    struct address there)
{
	const uint64_t key[] = { (uint64_t)(uintptr_t)node, there.value };

	return XXH3_64bits_withSeed(key, sizeof(key), table->seed);
}

struct alias *
alias_find(const struct alias_table *table, const struct node *node,
    struct address there)
{
	struct hash_entry *entry = hash_table_find(
	    &table->table, alias_hash(table, node, there));

	while (entry != NULL) {
		struct alias *alias = container_of(
		    entry, struct alias, in_table);

		if (alias->node == node && address_equals(alias->there, there))
			return alias;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

struct alias *
alias_at(const struct alias_table *table, struct address here)
{
	uint32_t index = address_slot(here);

	if (address_worker(here) != table->gateway || index >= table->used ||
	    table->places[index].generation != address_generation(here))
		return NULL;
	return table->places[index].alias;
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
	return 0;
}

/* Return the index of a free place, or ALIAS_NO_PLACE. */
static uint32_t
alias_take_place(struct alias_table *table)
{
	uint32_t index = table->first_free;

	if (index != ALIAS_NO_PLACE) {
		table->first_free = table->places[index].next_free;
		return index;
	}
	if (alias_table_grow(table) != 0)
		return ALIAS_NO_PLACE;
	index = table->used++;
	table->places[index] = (struct alias_place){ .generation = 1 };
	return index;
}

struct alias *
alias_add(struct alias_table *table, struct node *node, struct list *of_node,
    struct address there)
{
	struct alias *alias = slab_take(&table->memory);
	uint32_t index;

	if (alias == NULL)
		return NULL;
	index = alias_take_place(table);
	if (index == ALIAS_NO_PLACE) {
		slab_give(&table->memory, alias);
		return NULL;
	}
	*alias = (struct alias){
		.in_table = { .hash = alias_hash(table, node, there) },
		.node = node,
		.there = there,
		.here = address_make(
		    table->gateway, index, table->places[index].generation),
	};
	list_append(of_node, &alias->place);
	hash_table_insert(&table->table, &alias->in_table);
	table->places[index].alias = alias;
	table->count++;
	return alias;
}

void
alias_remove(struct alias_table *table, struct alias *alias)
{
	uint32_t index = address_slot(alias->here);
	struct alias_place *place = &table->places[index];

	hash_table_remove(&table->table, &alias->in_table);
	list_remove(&alias->place);
	place->alias = NULL;
	/* 0 is no generation: it would make an address that is nowhere. */
	if (++place->generation == 0)
		place->generation = 1;
	place->next_free = table->first_free;
	table->first_free = index;
	table->count--;
	slab_give(&table->memory, alias);
}
