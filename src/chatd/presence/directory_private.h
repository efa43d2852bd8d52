/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DIRECTORY_PRIVATE_H
#define CHATD_DIRECTORY_PRIVATE_H

/*
 * The inside of the directory, for directory.c and directory_shard.c only: a
 * claim, and a shard of the table of claims.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/roster.h"
#include "common/slice.h"

/* Far more than the workers of any machine, so that two rarely meet in one. */
#define DIRECTORY_SHARDS 64

struct claim {
	struct claim *next; /* in the bucket */
	uint64_t hash;
	struct address address;
	struct roster_entry entry; /* its name lies in name, below */
	bool is_guest;
	char name[];
};

/* Aligned to a cache line, so that the locks of two shards never share one. */
struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct claim **buckets;
	size_t bucket_count; /* a power of two */
	size_t claim_count;
};

/* Begin an empty shard.  Return 0, or -1 if there is no memory. */
int shard_init(struct shard *shard);

/* Free what shard_init() made, but not the claims. */
void shard_clear(struct shard *shard);

/*
 * Return the claim of name, whose hash the caller knows, or NULL.  This and the
 * functions below are for the holder of the lock.
 */
struct claim *shard_find(struct shard *shard, uint64_t hash, struct slice name);

/* Put claim into the shard, which must have no claim of the name. */
void shard_insert(struct shard *shard, struct claim *claim);

/* Take claim out of the shard, which must hold it. */
void shard_remove(struct shard *shard, struct claim *claim);

#endif
