/* SPDX-License-Identifier: MIT */
/*
 * The embedded engine: a hash table in shards, each under a lock of its own
 * that is held for one look-up or one change, and a roster, which is everybody
 * in order of login.
 *
 * The shards spread the workers' look-ups; the roster has one lock because it
 * is touched at login, at logout and when a list is made, never for a message.
 * No function holds a shard's lock and the roster's at once.  Keys are hashed
 * with a random seed, so that nobody can choose names that meet in one bucket.
 */

#include "chatd/presence/directory_private.h"

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "chatd/memory/slabs.h"
#include "common/name.h"

struct directory {
	struct shard shards[DIRECTORY_SHARDS];
	struct roster *roster;
	struct slabs claims; /* their memory */
	uint64_t seed;
	atomic_uint_fast64_t count;
	atomic_uint_fast64_t max_clients;
};

static uint64_t
directory_hash(const struct directory *directory, struct slice name)
{
	return XXH3_64bits_withSeed(name.bytes, name.size, directory->seed);
}

static struct shard *
directory_shard(struct directory *directory, uint64_t hash)
{
	return &directory->shards[hash % DIRECTORY_SHARDS];
}

_Static_assert(offsetof(struct claim, name) + NAME_MAX_BYTES <= SLABS_SIZE_MAX,
    "there is a slab for every claim");

static size_t
claim_size(size_t name_size)
{
	return offsetof(struct claim, name) + name_size;
}

static struct claim *
claim_new(struct directory *directory, uint64_t hash, struct slice name,
    struct address address)
{
	struct claim *claim = slabs_take(
	    &directory->claims, claim_size(name.size));

	if (claim == NULL)
		return NULL;
	claim->next = NULL;
	claim->hash = hash;
	claim->address = address;
	claim->is_guest = false;
	memcpy(claim->name, name.bytes, name.size);
	claim->entry = (struct roster_entry){ .name = {
						  claim->name, name.size } };
	return claim;
}

static void
claim_free(struct directory *directory, struct claim *claim)
{
	if (claim != NULL)
		slabs_give(&directory->claims, claim,
		    claim_size(claim->entry.name.size));
}

/* Take one of the max_clients places.  Return false if there is none. */
static bool
directory_take_place(struct directory *directory)
{
	uint64_t count = atomic_load(&directory->count);

	do {
		if (count >= atomic_load(&directory->max_clients))
			return false;
	} while (!atomic_compare_exchange_weak(
	    &directory->count, &count, count + 1));
	return true;
}

/*
 * Put a new claim of name into its shard, unless the name is in use, and if it
 * takes a place, unless there is none.
 */
static enum claim_outcome
directory_insert(struct directory *directory, struct slice name,
    struct address address, bool takes_place, struct claim **claim_r)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	/* Made without the shard's lock, even if it turns out to be in vain. */
	struct claim *claim = claim_new(directory, hash, name, address);
	enum claim_outcome outcome;

	pthread_mutex_lock(&shard->lock);
	if (shard_find(shard, hash, name) != NULL) {
		outcome = CLAIM_IN_USE;
	} else if (takes_place && !directory_take_place(directory)) {
		outcome = CLAIM_FULL;
	} else if (claim == NULL) {
		outcome = CLAIM_OUT_OF_MEMORY;
		if (takes_place)
			atomic_fetch_sub(&directory->count, 1);
	} else {
		outcome = CLAIM_GRANTED;
		shard_insert(shard, claim);
	}
	pthread_mutex_unlock(&shard->lock);
	if (outcome != CLAIM_GRANTED) {
		claim_free(directory, claim);
		claim = NULL;
	}
	*claim_r = claim;
	return outcome;
}

static void
directory_remove(struct directory *directory, struct claim *claim)
{
	struct shard *shard = directory_shard(directory, claim->hash);

	pthread_mutex_lock(&shard->lock);
	shard_remove(shard, claim);
	pthread_mutex_unlock(&shard->lock);
}

struct directory *
directory_new(uint64_t max_clients)
{
	struct directory *directory = aligned_alloc(
	    _Alignof(struct shard), sizeof(*directory));
	bool is_whole = true;

	if (directory == NULL)
		return NULL;
	memset(directory, 0, sizeof(*directory));
	atomic_init(&directory->max_clients, max_clients);
	slabs_init(&directory->claims);
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++)
		is_whole &= shard_init(&directory->shards[i]) == 0;
	if (!is_whole)
		goto fail;
	if (getrandom(&directory->seed, sizeof(directory->seed), 0) !=
	    (ssize_t)sizeof(directory->seed))
		goto fail;
	directory->roster = roster_new();
	if (directory->roster == NULL)
		goto fail;
	return directory;

fail:
	directory_free(directory);
	return NULL;
}

static void
directory_free_claims(struct directory *directory, struct shard *shard)
{
	for (size_t i = 0; shard->buckets != NULL && i < shard->bucket_count;
	     i++) {
		for (struct claim *claim = shard->buckets[i], *next;
		     claim != NULL; claim = next) {
			next = claim->next;
			claim_free(directory, claim);
		}
	}
}

void
directory_free(struct directory *directory)
{
	int saved_errno = errno;

	if (directory == NULL)
		return;
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++) {
		directory_free_claims(directory, &directory->shards[i]);
		shard_clear(&directory->shards[i]);
	}
	slabs_clear(&directory->claims);
	roster_free(directory->roster);
	free(directory);
	errno = saved_errno;
}

void
directory_set_max_clients(struct directory *directory, uint64_t max_clients)
{
	atomic_store(&directory->max_clients, max_clients);
}

void
directory_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address,
    directory_claimed_cb *answered, void *argument)
{
	bool takes_place = kind == CLAIM_USER;
	struct claim *claim;
	enum claim_outcome outcome = directory_insert(
	    directory, name, address, takes_place, &claim);

	if (claim != NULL)
		claim->is_guest = kind == CLAIM_GUEST;
	if (outcome == CLAIM_GRANTED &&
	    roster_add(directory->roster, &claim->entry) != 0) {
		directory_remove(directory, claim);
		if (takes_place)
			atomic_fetch_sub(&directory->count, 1);
		claim_free(directory, claim);
		claim = NULL;
		outcome = CLAIM_OUT_OF_MEMORY;
	}
	answered(outcome, claim, name, address, argument);
}

void
directory_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *answered, void *argument)
{
	struct address address = claim->address;
	struct claim *renamed;
	enum claim_outcome outcome = directory_insert(
	    directory, name, address, claim->is_guest, &renamed);

	if (outcome == CLAIM_GRANTED) {
		roster_replace(
		    directory->roster, &claim->entry, &renamed->entry);
		directory_remove(directory, claim);
		claim_free(directory, claim);
	}
	answered(outcome, renamed, name, address, argument);
}

void
directory_release(struct directory *directory, struct claim *claim)
{
	/*
	 * The roster first: once the name is out of its shard somebody else
	 * may have it, and nobody may stand in a list twice.
	 */
	roster_remove(directory->roster, &claim->entry);
	directory_remove(directory, claim);
	if (!claim->is_guest)
		atomic_fetch_sub(&directory->count, 1);
	claim_free(directory, claim);
}

void
directory_find(struct directory *directory, struct slice name,
    directory_found_cb *answered, void *argument)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	struct address address = { 0 };
	struct claim *claim;

	pthread_mutex_lock(&shard->lock);
	claim = shard_find(shard, hash, name);
	if (claim != NULL)
		address = claim->address;
	pthread_mutex_unlock(&shard->lock);
	answered(address, argument);
}

struct slice
claim_name(const struct claim *claim)
{
	return claim->entry.name;
}

bool
claim_is_guest(const struct claim *claim)
{
	return claim->is_guest;
}

uint64_t
directory_count(const struct directory *directory)
{
	return atomic_load(&directory->count);
}

uint64_t
directory_version(const struct directory *directory)
{
	return roster_version(directory->roster);
}

char *
directory_list(struct directory *directory, struct slice first, char separator,
    size_t *size_r, uint64_t *version_r)
{
	return roster_list(
	    directory->roster, first, separator, size_r, version_r);
}
