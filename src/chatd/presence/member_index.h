/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MEMBER_INDEX_H
#define CHATD_MEMBER_INDEX_H

/*
 * The members of all rooms by their names: which rooms is somebody in, on
 * whichever worker or machine they are.
 *
 * Whoever joins, leaves or is renamed pays for it with a lock that is held for
 * one change, and each member with 24 bytes; listeners have no name, and are
 * not in it.  Any thread.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/hash_table.h"
#include "common/slice.h"

/* A power of two; as many as the rooms have. */
#define MEMBER_INDEX_SHARDS     64
#define MEMBER_INDEX_SHARD_BITS 6

struct membership;
struct room;

/* Aligned to a cache line, so that two locks never share one. */
struct member_index {
	struct member_index_shard {
		_Alignas(64) pthread_mutex_t lock;
		struct hash_table table;
	} shards[MEMBER_INDEX_SHARDS];
	uint64_t seed;
};

/* Begin without members; seed is secret. */
void member_index_init(struct member_index *index, uint64_t seed);

/* Free what the index takes, which has no members left. */
void member_index_clear(struct member_index *index);

/*
 * Put the membership, of a room, into the index by its name; or take it out,
 * before it gets another name.  The member's worker's thread only.
 */
void member_index_add(
    struct member_index *index, struct membership *membership);
void member_index_remove(
    struct member_index *index, struct membership *membership);

/* Say whether a room is to be shown, or is one that is looked for. */
typedef bool member_index_shows_cb(struct room *room, void *argument);

/*
 * Say whether shows is true of one of the rooms where somebody is called name.
 * Names fold if folds is set.  shows runs under the lock, as below.
 */
bool member_index_has_room(struct member_index *index, bool folds,
    struct slice name, member_index_shows_cb *shows, void *argument);

/*
 * Return the names of the rooms where somebody is called name, in their order,
 * with the marks of their ranks in front (room_list.h) and a blank between two,
 * in memory that the caller frees; *size_r is its length.  Names fold if folds
 * is set.  shows runs under the lock: it must be quick, and take none.  Return
 * NULL if there is no memory.
 */
char *member_index_list_rooms(struct member_index *index, bool folds,
    struct slice name, member_index_shows_cb *shows, void *argument,
    size_t *size_r);

#endif
