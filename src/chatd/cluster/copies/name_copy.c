/* SPDX-License-Identifier: MIT */
/*
 * There are few lives, which are looked up by a walk; and they seldom end, so
 * that nothing is kept with each name to find those of a life.
 */

#include "chatd/cluster/copies/name_copy.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "common/container.h"
#include "common/name.h"

_Static_assert(
    offsetof(struct copied_name, name) + NAME_MAX_BYTES <= SLABS_SIZE_MAX,
    "there is a slab for every name");
_Static_assert(NAME_MAX_BYTES <= UINT8_MAX, "a byte holds a name's size");

static size_t
copied_name_size(size_t name_size)
{
	return offsetof(struct copied_name, name) + name_size;
}

void
name_copy_init(struct name_copy *copy, uint64_t seed, bool folds_names)
{
	*copy = (struct name_copy){ .seed = seed, .folds_names = folds_names };
	slabs_init(&copy->memory);
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
		slabs_give(&copy->memory, name, copied_name_size(name->size));
	}
	slabs_clear(&copy->memory);
	while ((first = list_first(&copy->lives)) != NULL)
		name_copy_drop_life(
		    copy, container_of(first, struct copied_life, in_copy));
}

/* ---- names --------------------------------------------------------------- */

static uint64_t
name_copy_hash(const struct name_copy *copy, struct slice name)
{
	return name_hash(copy->folds_names, name, copy->seed);
}

/* Return the entry of the name that is past, or the one that is not. */
static struct copied_name *
name_copy_look(const struct name_copy *copy, uint64_t hash, struct slice name,
    bool is_past)
{
	struct hash_entry *entry = hash_table_find(&copy->names, hash);

	while (entry != NULL) {
		struct copied_name *found = container_of(
		    entry, struct copied_name, in_table);

		if (found->is_past == is_past &&
		    name_is_same(
			copy->folds_names, copied_name_text(found), name))
			return found;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

struct copied_name *
name_copy_find(const struct name_copy *copy, struct slice name)
{
	return name_copy_look(copy, name_copy_hash(copy, name), name, false);
}

struct copied_name *
name_copy_past(const struct name_copy *copy, const struct copied_name *name)
{
	if (!name->has_past)
		return NULL;
	return name_copy_look(
	    copy, name->in_table.hash, copied_name_text(name), true);
}

/* Make an entry that says nothing.  NULL: no memory. */
static struct copied_name *
name_copy_make(struct name_copy *copy, uint64_t hash, struct slice name)
{
	size_t size = copied_name_size(name.size);
	struct copied_name *made = slabs_take(&copy->memory, size);

	if (made == NULL)
		return NULL;
	*made = (struct copied_name){ .in_table = { .hash = hash },
		.size = (unsigned char)name.size };
	slice_write(made->name, name);
	hash_table_insert(&copy->names, &made->in_table);
	return made;
}

struct copied_name *
name_copy_get(struct name_copy *copy, struct slice name)
{
	uint64_t hash = name_copy_hash(copy, name);
	struct copied_name *found = name_copy_look(copy, hash, name, false);

	if (found != NULL)
		return found;
	if (copy->names.count >= NAME_COPY_NAMES_MAX)
		return NULL;
	return name_copy_make(copy, hash, name);
}

void
name_copy_drop(struct name_copy *copy, struct copied_name *name)
{
	copied_name_take_away(name);
	hash_table_remove(&copy->names, &name->in_table);
	slabs_give(&copy->memory, name, copied_name_size(name->size));
}

/* ---- whose they are ------------------------------------------------------ */

static bool
copied_name_is_of(const struct copied_name *name, struct slice text,
    const struct name_owner *owner)
{
	return slice_equals(copied_name_text(name), text) &&
	       name->life->node.life == owner->life &&
	       name->kind == owner->kind && name->place == owner->place &&
	       address_equals(name->address, owner->address);
}

/* Return an entry that takes the place of name, which was told; or NULL. */
static struct copied_name *
name_copy_replace(
    struct name_copy *copy, struct copied_name *name, struct slice text)
{
	struct copied_name *heir = name_copy_make(
	    copy, name->in_table.hash, text);

	if (heir == NULL)
		return NULL;
	heir->round = name->round;
	heir->has_past = true;
	name->is_past = true;
	copied_name_take_away(name);
	return heir;
}

static struct copied_name *
copied_name_bring_back(struct copied_name *name)
{
	if (!name->is_there)
		name->life->name_count++;
	name->is_there = true;
	return name;
}

struct copied_name *
name_copy_give(struct name_copy *copy, struct copied_name *name,
    struct slice text, struct copied_life *life, const struct name_owner *owner)
{
	struct copied_name *past = name_copy_past(copy, name);

	if (name->is_told && copied_name_is_of(name, text, owner))
		return copied_name_bring_back(name);
	if (past != NULL && copied_name_is_of(past, text, owner)) {
		past->round = name->round;
		past->is_past = false;
		name_copy_drop(copy, name);
		return copied_name_bring_back(past);
	}
	if (name->is_told)
		name = name_copy_replace(copy, name, text);
	if (name == NULL)
		return NULL;
	copied_name_take_away(name);
	slice_write(name->name, text);
	name->life = life;
	name->address = owner->address;
	name->place = owner->place;
	name->kind = (unsigned char)owner->kind;
	return copied_name_bring_back(name);
}

void
copied_name_take_away(struct copied_name *name)
{
	if (name->is_there)
		name->life->name_count--;
	name->is_there = false;
}

/* The names of a life, as they are found. */
struct copied_names_of {
	const struct copied_life *life;
	struct copied_name **names;
	size_t count;
};

static void
name_copy_take_away_cb(struct hash_entry *entry, void *argument)
{
	struct copied_name *name = container_of(
	    entry, struct copied_name, in_table);
	struct copied_names_of *of = argument;

	if (!name->is_there || name->life != of->life)
		return;
	copied_name_take_away(name);
	of->names[of->count++] = name;
}

struct copied_name **
name_copy_take_away_all(const struct name_copy *copy,
    const struct copied_life *life, size_t *count_r)
{
	struct copied_names_of of = { .life = life };

	of.names = calloc((size_t)life->name_count + 1, sizeof(of.names[0]));
	if (of.names != NULL && life->name_count > 0)
		hash_table_walk(&copy->names, name_copy_take_away_cb, &of);
	*count_r = of.count;
	return of.names;
}

struct name_owner
copied_name_owner(const struct copied_name *name)
{
	return (struct name_owner){
		.life = name->life->node.life,
		.kind = (enum name_kind)name->kind,
		.address = name->address,
		.place = name->place,
	};
}

bool
copied_name_is_owners(
    const struct copied_name *name, const struct copied_name *other)
{
	return name->life == other->life && name->place == other->place &&
	       address_equals(name->address, other->address);
}

struct slice
copied_name_text(const struct copied_name *name)
{
	return (struct slice){ name->name, name->size };
}

/* ---- lives --------------------------------------------------------------- */

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
