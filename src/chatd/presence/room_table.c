/* SPDX-License-Identifier: MIT */
/*
 * The rooms by their names: a hash table in shards, each under a lock of its
 * own that is held for one look-up, while a room is made or while it is taken
 * out, but never while members are sent anything.
 *
 * Shards keep workers out of each other's way, and growing short: no table has
 * more than its share of the rooms to move.  Names are hashed with a random
 * seed, so that nobody can choose names that meet in one bucket.
 */

#include "chatd/presence/room_private.h"

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chatd/core/name_case.h"
#include "chatd/core/places.h"
#include "chatd/presence/member_index.h"
#include "chatd/presence/timekeeper.h"
#include "common/container.h"

/* A power of two; far more than the workers of any machine. */
#define ROOMS_SHARDS     64
#define ROOMS_SHARD_BITS 6

_Static_assert(ROOMS_PARTS == ROOMS_SHARDS * HASH_TABLE_PARTS,
    "a part is one of those of a shard");

/* Aligned to a cache line, so that two locks never share one. */
struct rooms_shard {
	_Alignas(64) pthread_mutex_t lock; /* guards table and references */
	struct hash_table table;
};

struct rooms {
	struct rooms_shard shards[ROOMS_SHARDS];
	unsigned int worker_count;
	bool folds_names;
	uint64_t seed;
	struct member_index members;
	struct timekeeper timekeeper;
	struct places places; /* the lobby takes none */
};

/* The table of a shard goes by the lowest bits, so this goes by the others. */
static struct rooms_shard *
rooms_shard(struct rooms *rooms, uint64_t hash)
{
	return &rooms->shards[hash >> (64 - ROOMS_SHARD_BITS)];
}

static struct room *
rooms_shard_find(const struct rooms *rooms, const struct rooms_shard *shard,
    uint64_t hash, struct slice name)
{
	struct hash_entry *entry = hash_table_find(&shard->table, hash);

	while (entry != NULL) {
		struct room *room = container_of(entry, struct room, in_table);

		if (rooms_are_named_alike(rooms, room_name(room), name))
			return room;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

/* ---- one room ------------------------------------------------------------ */

static struct slice
room_name_of_cb(const struct roster_entry *entry)
{
	return membership_name(
	    container_of(entry, const struct membership, entry));
}

static struct room *
room_new(struct rooms *rooms, uint64_t hash, struct slice name)
{
	size_t workers_size = rooms->worker_count * sizeof(struct room_worker);
	struct room *room = calloc(1, sizeof(*room) + workers_size + name.size);

	if (room == NULL)
		return NULL;
	room->roster = roster_new(room_name_of_cb);
	if (room->roster == NULL) {
		free(room);
		return NULL;
	}
	room_rules_init(&room->rules, rooms->folds_names);
	room->members = &rooms->members;
	room->made_s = (uint64_t)time(NULL);
	room->folds_names = rooms->folds_names;
	room->in_table.hash = hash;
	room->name = (char *)room + sizeof(*room) + workers_size;
	room->name_size = name.size;
	memcpy(room->name, name.bytes, name.size);
	return room;
}

static void
room_free(const struct rooms *rooms, struct room *room)
{
	for (unsigned int i = 0; i < rooms->worker_count; i++)
		room_part_clear(&room->workers[i].part);
	roster_free(room->roster);
	room_rules_destroy(&room->rules);
	free(room);
}

/* Make a room in shard.  Return NULL with errno set if there is no room. */
static struct room *
rooms_make(struct rooms *rooms, struct rooms_shard *shard, uint64_t hash,
    struct slice name)
{
	static const struct slice lobby = SLICE(ROOM_LOBBY);
	bool takes_place = !rooms_is_lobby(rooms, name);
	struct room *room;

	if (takes_place && !places_take(&rooms->places)) {
		errno = ENOSPC;
		return NULL;
	}
	/* The lobby has its name whoever comes first. */
	room = room_new(rooms, hash, takes_place ? name : lobby);
	if (room == NULL) {
		if (takes_place)
			places_give(&rooms->places);
		errno = ENOMEM;
		return NULL;
	}
	room->takes_place = takes_place;
	hash_table_insert(&shard->table, &room->in_table);
	return room;
}

/* ---- all of them --------------------------------------------------------- */

struct rooms *
rooms_new(unsigned int worker_count)
{
	struct rooms *rooms = aligned_alloc(
	    _Alignof(struct rooms), sizeof(*rooms));

	if (rooms == NULL)
		return NULL;
	memset(rooms, 0, sizeof(*rooms));
	if (getrandom(&rooms->seed, sizeof(rooms->seed), 0) !=
	    (ssize_t)sizeof(rooms->seed)) {
		free(rooms);
		return NULL;
	}
	member_index_init(&rooms->members, rooms->seed);
	rooms->worker_count = worker_count;
	places_init(&rooms->places, UINT64_MAX);
	for (size_t i = 0; i < ROOMS_SHARDS; i++)
		pthread_mutex_init(&rooms->shards[i].lock, NULL);
	return rooms;
}

void
rooms_free(struct rooms *rooms)
{
	if (rooms == NULL)
		return;
	member_index_clear(&rooms->members);
	for (size_t i = 0; i < ROOMS_SHARDS; i++) {
		hash_table_clear(&rooms->shards[i].table);
		pthread_mutex_destroy(&rooms->shards[i].lock);
	}
	free(rooms);
}

void
rooms_fold_names(struct rooms *rooms)
{
	rooms->folds_names = true;
}

bool
rooms_have_folded_names(const struct rooms *rooms)
{
	return rooms->folds_names;
}

bool
rooms_are_named_alike(
    const struct rooms *rooms, struct slice one, struct slice other)
{
	return name_is_same(rooms->folds_names, one, other);
}

bool
rooms_is_lobby(const struct rooms *rooms, struct slice name)
{
	static const struct slice lobby = SLICE(ROOM_LOBBY);

	return rooms_are_named_alike(rooms, name, lobby);
}

void
rooms_set_most(struct rooms *rooms, uint64_t most)
{
	places_set_most(&rooms->places, most);
}

uint64_t
rooms_count(const struct rooms *rooms)
{
	return places_taken(&rooms->places);
}

uint64_t
rooms_hash(const struct rooms *rooms, struct slice name)
{
	return name_hash(rooms->folds_names, name, rooms->seed);
}

size_t
rooms_longest_chain(struct rooms *rooms)
{
	size_t longest = 0;

	for (size_t i = 0; i < ROOMS_SHARDS; i++) {
		struct rooms_shard *shard = &rooms->shards[i];
		size_t chain;

		pthread_mutex_lock(&shard->lock);
		chain = hash_table_longest_chain(&shard->table);
		pthread_mutex_unlock(&shard->lock);
		if (chain > longest)
			longest = chain;
	}
	return longest;
}

/* What rooms_walk() was given. */
struct rooms_visit {
	void (*visit)(const struct room *room, void *argument);
	void *argument;
};

static void
rooms_visit_cb(struct hash_entry *entry, void *argument)
{
	const struct rooms_visit *visit = argument;

	visit->visit(
	    container_of(entry, struct room, in_table), visit->argument);
}

void
rooms_walk(struct rooms *rooms,
    void (*visit)(const struct room *room, void *argument), void *argument)
{
	struct rooms_visit each = { visit, argument };

	for (size_t i = 0; i < ROOMS_SHARDS; i++) {
		struct rooms_shard *shard = &rooms->shards[i];

		pthread_mutex_lock(&shard->lock);
		hash_table_walk(&shard->table, rooms_visit_cb, &each);
		pthread_mutex_unlock(&shard->lock);
	}
}

/* The rooms of a part, as they are counted or held. */
struct rooms_part {
	struct room **rooms; /* NULL: they are counted */
	size_t count;
};

static void
rooms_hold_part_cb(struct hash_entry *entry, void *argument)
{
	struct rooms_part *part = argument;
	struct room *room = container_of(entry, struct room, in_table);

	if (part->rooms != NULL) {
		room->references++;
		part->rooms[part->count] = room;
	}
	part->count++;
}

struct room **
rooms_hold_part(struct rooms *rooms, unsigned int number, size_t *count_r)
{
	struct rooms_shard *shard = &rooms->shards[number / HASH_TABLE_PARTS];
	unsigned int of_shard = number % HASH_TABLE_PARTS;
	struct rooms_part part = { 0 };

	pthread_mutex_lock(&shard->lock);
	hash_table_walk_part(
	    &shard->table, of_shard, rooms_hold_part_cb, &part);
	part.rooms = malloc((part.count + 1) * sizeof(struct room *));
	part.count = 0;
	if (part.rooms != NULL)
		hash_table_walk_part(
		    &shard->table, of_shard, rooms_hold_part_cb, &part);
	pthread_mutex_unlock(&shard->lock);
	*count_r = part.count;
	return part.rooms;
}

struct member_index *
rooms_members(struct rooms *rooms)
{
	return &rooms->members;
}

struct timekeeper *
rooms_timekeeper(struct rooms *rooms)
{
	return &rooms->timekeeper;
}

struct slice
room_name(const struct room *room)
{
	return (struct slice){ room->name, room->name_size };
}

uint64_t
room_made_s(const struct room *room)
{
	return room->made_s;
}

uint64_t
room_hash(const struct room *room)
{
	return room->in_table.hash;
}

/* Find the room of this name, or make it; hold it if there is one then. */
static struct room *
rooms_hold(struct rooms *rooms, struct slice name, bool makes)
{
	uint64_t hash = rooms_hash(rooms, name);
	struct rooms_shard *shard = rooms_shard(rooms, hash);
	struct room *room;

	pthread_mutex_lock(&shard->lock);
	room = rooms_shard_find(rooms, shard, hash, name);
	if (room == NULL && makes)
		room = rooms_make(rooms, shard, hash, name);
	if (room != NULL)
		room->references++;
	pthread_mutex_unlock(&shard->lock);
	return room;
}

struct room *
room_find(struct rooms *rooms, struct slice name)
{
	return rooms_hold(rooms, name, false);
}

struct room *
room_find_or_make(struct rooms *rooms, struct slice name)
{
	return rooms_hold(rooms, name, true);
}

void
room_hold(struct rooms *rooms, struct room *room)
{
	struct rooms_shard *shard = rooms_shard(rooms, room->in_table.hash);

	pthread_mutex_lock(&shard->lock);
	room->references++;
	pthread_mutex_unlock(&shard->lock);
}

void
room_release(struct rooms *rooms, struct room *room)
{
	struct rooms_shard *shard = rooms_shard(rooms, room->in_table.hash);
	bool is_last;

	pthread_mutex_lock(&shard->lock);
	is_last = --room->references == 0;
	if (is_last)
		hash_table_remove(&shard->table, &room->in_table);
	pthread_mutex_unlock(&shard->lock);
	if (!is_last)
		return;
	if (room->takes_place)
		places_give(&rooms->places);
	room_free(rooms, room);
}
