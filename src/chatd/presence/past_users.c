/* SPDX-License-Identifier: MIT */
/*
 * The places lie in one piece, of which the system gives what is in use.  So
 * nothing is allocated when somebody leaves, and nobody is forgotten for want
 * of memory.
 */

#include "chatd/presence/past_users.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "chatd/presence/card.h"
#include "chatd/presence/hash_table.h"
#include "common/container.h"
#include "common/list.h"

/* What is longer is known by its hash, which nobody can choose, and its size.
 */
#define PAST_NAME_BYTES 38

/* A power of two, of which few are not 0 when all places are taken. */
#define PAST_MARKS 8192

struct past_place {
	struct hash_entry by_name;
	struct hash_entry by_owner; /* of the card of one who has left */
	struct list in_order;
	struct card *card;
	uint32_t number; /* which one it is of all, as far as that goes */
	uint32_t until_s;
	bool has_left;
	uint8_t name_size;
	char name[PAST_NAME_BYTES]; /* or as much of it as there is room for */
};

/* A crowd that leaves has each of them in use. */
_Static_assert(sizeof(struct past_place) <= 104, "a place is small");

struct past_users {
	pthread_mutex_t lock;
	struct hash_table names;
	struct hash_table owners;
	struct list order; /* of places that are in use, the oldest first */
	uint32_t count;    /* of all that there ever were */
	size_t used;       /* places that were ever in use */
	uint64_t seed;
	atomic_ushort marks[PAST_MARKS]; /* owners with each end of a hash */
	struct past_place places[PAST_USERS_MAX];
};

/* Places of one name, the newest first. */
struct past_places {
	struct past_place *places[PAST_USERS_OF_NAME_MAX];
	size_t count;
};

struct past_users *
past_users_new(void)
{
	struct past_users *past = calloc(1, sizeof(*past));

	if (past == NULL)
		return NULL;
	pthread_mutex_init(&past->lock, NULL);
	list_init(&past->order);
	if (getrandom(&past->seed, sizeof(past->seed), 0) ==
	    (ssize_t)sizeof(past->seed))
		return past;
	past_users_free(past);
	return NULL;
}

void
past_users_free(struct past_users *past)
{
	int saved_errno = errno;

	if (past == NULL)
		return;
	for (size_t i = 0; i < past->used; i++)
		card_release(past->places[i].card);
	hash_table_clear(&past->names);
	hash_table_clear(&past->owners);
	pthread_mutex_destroy(&past->lock);
	free(past);
	errno = saved_errno;
}

/* Return as much of name as a place has room for. */
static struct slice
past_cut(struct slice name)
{
	if (name.size > PAST_NAME_BYTES)
		name.size = PAST_NAME_BYTES;
	return name;
}

/* Say whether place, which has the same hash, is of somebody called name. */
static bool
past_is_of(const struct past_place *place, bool folds, struct slice name)
{
	return place->name_size == name.size &&
	       name_is_same(folds,
		   past_cut((struct slice){ place->name, place->name_size }),
		   past_cut(name));
}

/* ---- by names ------------------------------------------------------------ */

/* Put place where it belongs among those that are newer and older. */
static void
past_places_add(struct past_places *found, struct past_place *place)
{
	size_t at = found->count++;

	while (at > 0 &&
	       (int32_t)(found->places[at - 1]->number - place->number) < 0) {
		found->places[at] = found->places[at - 1];
		at--;
	}
	found->places[at] = place;
}

/* Find the places of name, of which there are no more than there is room. */
static struct past_places
past_places_of(
    struct past_users *past, bool folds, uint64_t hash, struct slice name)
{
	struct past_places found = { .count = 0 };
	struct hash_entry *entry = hash_table_find(&past->names, hash);

	for (; entry != NULL; entry = hash_table_find_next(entry)) {
		struct past_place *place = container_of(
		    entry, struct past_place, by_name);

		if (past_is_of(place, folds, name))
			past_places_add(&found, place);
	}
	return found;
}

/* Copy place, which was asked for by name. */
static void
past_copy(const struct past_place *place, struct slice name,
    struct past_user_copy *copy_r)
{
	slice_write(copy_r->name, name);
	if (place->name_size <= PAST_NAME_BYTES)
		memcpy(copy_r->name, place->name, place->name_size);
	copy_r->user = (struct past_user){
		.name = { copy_r->name, place->name_size },
		.card = card_hold(place->card),
		.until_s = place->until_s,
		.has_left = place->has_left,
	};
}

size_t
past_users_find(struct past_users *past, bool folds, struct slice name,
    struct past_user_copy found_r[PAST_USERS_OF_NAME_MAX])
{
	uint64_t hash = name_hash(folds, name, past->seed);
	struct past_places found;

	pthread_mutex_lock(&past->lock);
	found = past_places_of(past, folds, hash, name);
	for (size_t i = 0; i < found.count; i++)
		past_copy(found.places[i], name, &found_r[i]);
	pthread_mutex_unlock(&past->lock);
	return found.count;
}

/* ---- by owners ----------------------------------------------------------- */

static uint64_t
past_hash_owner(const struct past_users *past, struct address owner)
{
	return XXH3_64bits_withSeed(
	    &owner.value, sizeof(owner.value), past->seed);
}

static atomic_ushort *
past_mark(struct past_users *past, uint64_t hash)
{
	return &past->marks[hash % PAST_MARKS];
}

struct card *
past_users_find_card(struct past_users *past, struct address owner)
{
	uint64_t hash = past_hash_owner(past, owner);
	struct hash_entry *entry;
	struct card *card = NULL;

	/* Whoever is told of somebody's end by mail sees what was before. */
	if (atomic_load_explicit(past_mark(past, hash), memory_order_relaxed) ==
	    0)
		return NULL;
	pthread_mutex_lock(&past->lock);
	entry = hash_table_find(&past->owners, hash);
	for (; entry != NULL && card == NULL;
	     entry = hash_table_find_next(entry)) {
		const struct past_place *place = container_of(
		    entry, struct past_place, by_owner);

		if (address_equals(place->card->owner, owner))
			card = card_hold(place->card);
	}
	pthread_mutex_unlock(&past->lock);
	return card;
}

/* ---- comings and goings -------------------------------------------------- */

static bool
past_has_owner(const struct past_place *place)
{
	return place->has_left && place->card != NULL;
}

/* Put place, which is filled, where it can be found. */
static void
past_enter(struct past_users *past, struct past_place *place, uint64_t hash)
{
	place->by_name.hash = hash;
	hash_table_insert(&past->names, &place->by_name);
	list_append(&past->order, &place->in_order);
	if (!past_has_owner(place))
		return;
	place->by_owner.hash = past_hash_owner(past, place->card->owner);
	hash_table_insert(&past->owners, &place->by_owner);
	atomic_fetch_add(past_mark(past, place->by_owner.hash), 1);
}

static void
past_leave(struct past_users *past, struct past_place *place)
{
	hash_table_remove(&past->names, &place->by_name);
	list_remove(&place->in_order);
	if (!past_has_owner(place))
		return;
	hash_table_remove(&past->owners, &place->by_owner);
	atomic_fetch_sub(past_mark(past, place->by_owner.hash), 1);
}

/* Return a place for somebody called name: a new one, or somebody else's. */
static struct past_place *
past_take_place(
    struct past_users *past, bool folds, uint64_t hash, struct slice name)
{
	struct past_places same = past_places_of(past, folds, hash, name);
	struct past_place *place;

	if (same.count == PAST_USERS_OF_NAME_MAX)
		place = same.places[same.count - 1];
	else if (past->used < PAST_USERS_MAX)
		return &past->places[past->used++];
	else
		place = container_of(
		    list_first(&past->order), struct past_place, in_order);
	past_leave(past, place);
	return place;
}

void
past_users_add(
    struct past_users *past, bool folds, const struct past_user *user)
{
	uint64_t hash = name_hash(folds, user->name, past->seed);
	struct past_place *place;
	struct card *forgotten;

	pthread_mutex_lock(&past->lock);
	place = past_take_place(past, folds, hash, user->name);
	forgotten = place->card;
	place->number = ++past->count;
	place->card = user->card;
	place->until_s = (uint32_t)user->until_s;
	place->has_left = user->has_left;
	place->name_size = (uint8_t)user->name.size;
	slice_write(place->name, past_cut(user->name));
	past_enter(past, place, hash);
	pthread_mutex_unlock(&past->lock);
	card_release(forgotten);
}
