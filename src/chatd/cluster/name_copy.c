/* SPDX-License-Identifier: MIT */
/*
 * There are few lives, which are looked up by a walk.
 */

#include "chatd/cluster/name_copy.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/container.h"

void
name_copy_init(struct name_copy *copy, uint64_t seed)
{
	*copy = (struct name_copy){ .seed = seed };
	list_init(&copy->lives);
}

void
name_copy_clear(struct name_copy *copy)
{
	struct hash_entry *rest = hash_table_take_all(&copy->names);
	struct list *first;

	while (rest != NULL) {
		struct copied_name *name = container_of(
		    rest, struct copied_name, in_table);

		rest = rest->next;
		list_remove(&name->of_life);
		free(name);
	}
	while ((first = list_first(&copy->lives)) != NULL)
		name_copy_drop_life(
		    copy, container_of(first, struct copied_life, in_copy));
}

static uint64_t
name_copy_hash(const struct name_copy *copy, struct slice name)
{
	return XXH3_64bits_withSeed(name.bytes, name.size, copy->seed);
}

struct copied_name *
name_copy_find(const struct name_copy *copy, struct slice name)
{
	struct hash_entry *entry = hash_table_find(
	    &copy->names, name_copy_hash(copy, name));

	while (entry != NULL) {
		struct copied_name *found = container_of(
		    entry, struct copied_name, in_table);

		if (slice_equals(copied_name_text(found), name))
			return found;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

struct copied_name *
name_copy_get(struct name_copy *copy, struct slice name)
{
	struct copied_name *found = name_copy_find(copy, name);

	if (found != NULL)
		return found;
	if (copy->names.count >= NAME_COPY_NAMES_MAX)
		return NULL;
	found = calloc(1, sizeof(*found) + name.size);
	if (found == NULL)
		return NULL;
	found->size = (unsigned char)name.size;
	memcpy(found->name, name.bytes, name.size);
	found->in_table.hash = name_copy_hash(copy, name);
	hash_table_insert(&copy->names, &found->in_table);
	return found;
}

void
name_copy_drop(struct name_copy *copy, struct copied_name *name)
{
	list_remove(&name->of_life);
	hash_table_remove(&copy->names, &name->in_table);
	free(name);
}

struct copied_life *
name_copy_find_life(const struct name_copy *copy, uint64_t life)
{
	for (struct list *at = copy->lives.next; at != &copy->lives;
	     at = at->next) {
		struct copied_life *found = container_of(
		    at, struct copied_life, in_copy);

		if (found->node.life == life)
			return found;
	}
	return NULL;
}

struct copied_life *
name_copy_get_life(struct name_copy *copy, const struct node_record *node)
{
	struct copied_life *life = name_copy_find_life(copy, node->life);

	if (life != NULL)
		return life;
	if (copy->life_count >= NAME_COPY_LIVES_MAX)
		return NULL;
	life = calloc(1, sizeof(*life) + node->name.size);
	if (life == NULL)
		return NULL;
	memcpy(life->name, node->name.bytes, node->name.size);
	life->node = *node;
	life->node.name.bytes = life->name;
	list_init(&life->names);
	list_append(&copy->lives, &life->in_copy);
	copy->life_count++;
	return life;
}

void
name_copy_drop_life(struct name_copy *copy, struct copied_life *life)
{
	list_remove(&life->in_copy);
	copy->life_count--;
	free(life);
}

void
copied_name_give(struct copied_name *name, struct copied_life *life,
    const struct name_owner *owner)
{
	list_remove(&name->of_life);
	list_append(&life->names, &name->of_life);
	name->now = *owner;
	name->is_there = true;
}

void
copied_name_take_away(struct copied_name *name)
{
	list_remove(&name->of_life);
	name->is_there = false;
}

struct slice
copied_name_text(const struct copied_name *name)
{
	return (struct slice){ name->name, name->size };
}
