/* SPDX-License-Identifier: MIT */
/*
 * Where names lead, for those who ask for the same one again and again.  What
 * was seen is doubted when anything in the same shard has changed, one of
 * sixty-four names.
 */

#include "chatd/presence/directory_private.h"

struct sighting
directory_look(struct directory *directory, struct slice name)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	struct sighting seen = {
		.shard = (unsigned int)(shard - directory->shards),
	};
	struct claim *claim;

	pthread_mutex_lock(&shard->lock);
	seen.version = atomic_load_explicit(
	    &shard->version, memory_order_relaxed);
	claim = shard_find(shard, hash, name);
	if (claim != NULL)
		seen.address = claim_address(claim);
	pthread_mutex_unlock(&shard->lock);
	return seen;
}

bool
directory_is_as_seen(
    const struct directory *directory, const struct sighting *seen)
{
	const struct shard *shard = &directory->shards[seen->shard];

	return atomic_load_explicit(&shard->version, memory_order_relaxed) ==
	       seen->version;
}
