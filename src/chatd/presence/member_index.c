/* SPDX-License-Identifier: MIT */
/*
 * A room is there for as long as it has a member, so while the lock keeps a
 * member in the index its room can be looked at.
 */

#include "chatd/presence/member_index.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "chatd/presence/room_list.h"
#include "chatd/presence/room_private.h"
#include "common/container.h"

void
member_index_init(struct member_index *index, uint64_t seed)
{
	memset(index, 0, sizeof(*index));
	index->seed = seed;
	for (size_t i = 0; i < MEMBER_INDEX_SHARDS; i++)
		pthread_mutex_init(&index->shards[i].lock, NULL);
}

void
member_index_clear(struct member_index *index)
{
	for (size_t i = 0; i < MEMBER_INDEX_SHARDS; i++) {
		hash_table_clear(&index->shards[i].table);
		pthread_mutex_destroy(&index->shards[i].lock);
	}
}

/* The table of a shard goes by the lowest bits, so this goes by the others. */
static struct member_index_shard *
member_index_shard(struct member_index *index, uint64_t hash)
{
	return &index->shards[hash >> (64 - MEMBER_INDEX_SHARD_BITS)];
}

void
member_index_add(struct member_index *index, struct membership *membership)
{
	uint64_t hash = name_hash(membership->room->folds_names,
	    membership_name(membership), index->seed);
	struct member_index_shard *shard = member_index_shard(index, hash);

	membership->by_name.hash = hash;
	pthread_mutex_lock(&shard->lock);
	hash_table_insert(&shard->table, &membership->by_name);
	pthread_mutex_unlock(&shard->lock);
}

void
member_index_remove(struct member_index *index, struct membership *membership)
{
	struct member_index_shard *shard = member_index_shard(
	    index, membership->by_name.hash);

	pthread_mutex_lock(&shard->lock);
	hash_table_remove(&shard->table, &membership->by_name);
	pthread_mutex_unlock(&shard->lock);
}

/* ---- looking ------------------------------------------------------------- */

/* Whose rooms are listed, and which of them. */
struct member_look {
	bool folds;
	struct slice name;
	member_index_shows_cb *shows;
	void *argument;
};

/* The name of its room; room_table.c, which has rooms, needs this file. */
static struct slice
member_room_name(const struct room *room)
{
	return (struct slice){ room->name, room->name_size };
}

static bool
member_look_shows(
    const struct member_look *look, const struct membership *membership)
{
	return name_is_same(
		   look->folds, membership_name(membership), look->name) &&
	       look->shows(membership->room, look->argument);
}

/* Write a room and what stands around it; return the end. */
static char *
member_look_write(const struct membership *membership, char *to)
{
	if (membership_has_rank(membership, ROOM_OPERATOR))
		*to++ = ROOM_OPERATOR_MARK;
	if (membership_has_rank(membership, ROOM_VOICE))
		*to++ = ROOM_VOICE_MARK;
	to = slice_write(to, member_room_name(membership->room));
	*to++ = ' ';
	return to;
}

static int
member_look_compare_cb(const void *one, const void *other)
{
	const struct membership *const *members[] = { one, other };
	struct slice names[] = { member_room_name((*members[0])->room),
		member_room_name((*members[1])->room) };
	size_t size = names[0].size < names[1].size ? names[0].size
						    : names[1].size;
	int order = memcmp(names[0].bytes, names[1].bytes, size);

	if (order != 0)
		return order;
	return (names[0].size > names[1].size) -
	       (names[0].size < names[1].size);
}

/*
 * Put those of the memberships from first on that are shown into members_r,
 * which has room for them.  Return how many, and in *size_r what a list of them
 * takes.
 */
static size_t
member_look_gather(const struct member_look *look, struct hash_entry *first,
    const struct membership **members_r, size_t *size_r)
{
	size_t count = 0;

	*size_r = 1;
	while (first != NULL) {
		const struct membership *membership = container_of(
		    first, const struct membership, by_name);

		if (member_look_shows(look, membership)) {
			members_r[count++] = membership;
			*size_r += ROSTER_MARKS_MAX_BYTES + 1 +
				   membership->room->name_size;
		}
		first = hash_table_find_next(first);
	}
	return count;
}

/* Return the list, whose entries of this hash begin with first. */
static char *
member_look_list(
    const struct member_look *look, struct hash_entry *first, size_t *size_r)
{
	const struct membership **members;
	struct hash_entry *entry;
	size_t count = 1, size;
	char *list, *end;

	for (entry = first; entry != NULL; entry = hash_table_find_next(entry))
		count++;
	members = malloc(count * sizeof(*members));
	if (members == NULL)
		return NULL;
	count = member_look_gather(look, first, members, &size);
	list = end = malloc(size);
	if (list != NULL) {
		qsort(members, count, sizeof(*members), member_look_compare_cb);
		for (size_t i = 0; i < count; i++)
			end = member_look_write(members[i], end);
		*size_r = count > 0 ? (size_t)(end - list) - 1 : 0;
	}
	free(members);
	return list;
}

bool
member_index_has_room(struct member_index *index, bool folds, struct slice name,
    member_index_shows_cb *shows, void *argument)
{
	const struct member_look look = { folds, name, shows, argument };
	uint64_t hash = name_hash(folds, name, index->seed);
	struct member_index_shard *shard = member_index_shard(index, hash);
	struct hash_entry *entry;

	pthread_mutex_lock(&shard->lock);
	entry = hash_table_find(&shard->table, hash);
	while (entry != NULL &&
	       !member_look_shows(&look,
		   container_of(entry, const struct membership, by_name)))
		entry = hash_table_find_next(entry);
	pthread_mutex_unlock(&shard->lock);
	return entry != NULL;
}

char *
member_index_list_rooms(struct member_index *index, bool folds,
    struct slice name, member_index_shows_cb *shows, void *argument,
    size_t *size_r)
{
	const struct member_look look = { folds, name, shows, argument };
	uint64_t hash = name_hash(folds, name, index->seed);
	struct member_index_shard *shard = member_index_shard(index, hash);
	char *list;

	pthread_mutex_lock(&shard->lock);
	list = member_look_list(
	    &look, hash_table_find(&shard->table, hash), size_r);
	pthread_mutex_unlock(&shard->lock);
	return list;
}
