/* SPDX-License-Identifier: MIT */
/*
 * A hash table with chains.  It doubles when it has a claim for each bucket,
 * and shrinks to a quarter when, a crowd having left, there is only one for
 * eight.
 */

#include "chatd/presence/directory_private.h"

#include <stdlib.h>
#include <string.h>

#define SHARD_FIRST_BUCKETS 16

static struct claim **
shard_bucket(struct shard *shard, uint64_t hash)
{
	return &shard->buckets[(hash / DIRECTORY_SHARDS) &
			       (shard->bucket_count - 1)];
}

/* Have this many buckets.  Without memory the chains just grow longer. */
static void
shard_resize(struct shard *shard, size_t count)
{
	size_t old_count = shard->bucket_count;
	struct claim **old = shard->buckets;
	struct claim **buckets = calloc(count, sizeof(*buckets));

	if (buckets == NULL)
		return;
	shard->buckets = buckets;
	shard->bucket_count = count;
	for (size_t i = 0; i < old_count; i++) {
		for (struct claim *claim = old[i], *next; claim != NULL;
		     claim = next) {
			struct claim **bucket;

			next = claim->next;
			bucket = shard_bucket(shard, claim->hash);
			claim->next = *bucket;
			*bucket = claim;
		}
	}
	free(old);
}

int
shard_init(struct shard *shard)
{
	pthread_mutex_init(&shard->lock, NULL);
	shard->claim_count = 0;
	shard->bucket_count = SHARD_FIRST_BUCKETS;
	shard->buckets = calloc(shard->bucket_count, sizeof(*shard->buckets));
	return shard->buckets != NULL ? 0 : -1;
}

void
shard_clear(struct shard *shard)
{
	free(shard->buckets);
	pthread_mutex_destroy(&shard->lock);
}

struct claim *
shard_find(struct shard *shard, uint64_t hash, struct slice name)
{
	struct claim *claim = *shard_bucket(shard, hash);

	while (claim != NULL &&
	       (claim->hash != hash || claim->entry.name.size != name.size ||
		   memcmp(claim->name, name.bytes, name.size) != 0))
		claim = claim->next;
	return claim;
}

void
shard_insert(struct shard *shard, struct claim *claim)
{
	struct claim **bucket;

	if (shard->claim_count >= shard->bucket_count)
		shard_resize(shard, shard->bucket_count * 2);
	bucket = shard_bucket(shard, claim->hash);
	claim->next = *bucket;
	*bucket = claim;
	shard->claim_count++;
}

void
shard_remove(struct shard *shard, struct claim *claim)
{
	struct claim **link = shard_bucket(shard, claim->hash);

	while (*link != claim)
		link = &(*link)->next;
	*link = claim->next;
	shard->claim_count--;
	if (shard->bucket_count > SHARD_FIRST_BUCKETS &&
	    shard->claim_count < shard->bucket_count / 8)
		shard_resize(shard, shard->bucket_count / 4);
}
