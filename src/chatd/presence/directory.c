/* SPDX-License-Identifier: MIT */
/*
 * The engine that is built in: a hash table in shards, each under a lock of its
 * own that is held for one look-up or one change, and a roster, which has all
 * users in order of login.  It answers every question at once.
 *
 * The shards spread the workers' look-ups; the roster has one lock because it
 * is touched at login, at logout and when a list is made, never for a message.
 * No function holds a shard's lock and the roster's at once.  Keys are hashed
 * with a random seed, so that nobody can choose names that meet in one bucket.
 */

#include "chatd/presence/directory.h"

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "chatd/core/places.h"
#include "chatd/memory/slabs.h"
#include "chatd/presence/hash_table.h"
#include "chatd/presence/roster.h"
#include "common/container.h"
#include "common/name.h"

/* A power of two; far more than the workers of any machine. */
#define DIRECTORY_SHARDS     64
#define DIRECTORY_SHARD_BITS 6

struct claim {
	struct hash_entry in_table;
	struct address address;
	struct roster_entry entry; /* its name lies in name, below */
	bool is_guest;
	char name[];
};

/* Aligned to a cache line, so that the locks of two shards never share one. */
struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct hash_table table;
};

struct directory {
	struct shard shards[DIRECTORY_SHARDS];
	struct roster *roster;
	struct slabs claims; /* their memory */
	uint64_t seed;
	struct places places; /* max_clients; guests take none */
};

static uint64_t
directory_hash(const struct directory *directory, struct slice name)
{
	return XXH3_64bits_withSeed(name.bytes, name.size, directory->seed);
}

/* The table of a shard goes by the lowest bits, so this goes by the others. */
static struct shard *
directory_shard(struct directory *directory, uint64_t hash)
{
	return &directory->shards[hash >> (64 - DIRECTORY_SHARD_BITS)];
}

/* Return the claim of name, or NULL.  The caller holds the shard's lock. */
static struct claim *
shard_find(const struct shard *shard, uint64_t hash, struct slice name)
{
	struct hash_entry *entry = hash_table_find(&shard->table, hash);

	while (entry != NULL) {
		struct claim *claim = container_of(
		    entry, struct claim, in_table);

		if (slice_equals(claim->entry.name, name))
			return claim;
		entry = hash_table_find_next(entry);
	}
	return NULL;
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
	claim->in_table.hash = hash;
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

static struct claim_answer
directory_refusal(enum claim_outcome outcome)
{
	return (struct claim_answer){ .outcome = outcome };
}

/*
 * Put claim, which is NULL where there was no memory, into its shard unless its
 * name is in use, or it takes a place and there is none.  The caller holds the
 * shard's lock.
 */
static enum claim_outcome
directory_try_insert(struct directory *directory, struct shard *shard,
    uint64_t hash, struct slice name, bool takes_place, struct claim *claim)
{
	if (shard_find(shard, hash, name) != NULL)
		return CLAIM_IN_USE;
	if (takes_place && !places_take(&directory->places))
		return CLAIM_FULL;
	if (claim == NULL) {
		if (takes_place)
			places_give(&directory->places);
		return CLAIM_OUT_OF_MEMORY;
	}
	hash_table_insert(&shard->table, &claim->in_table);
	return CLAIM_GRANTED;
}

/* Claim name for address; the claim that is granted is in its shard only. */
static struct claim_answer
directory_insert(struct directory *directory, struct slice name,
    struct address address, bool takes_place)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	/* Memory is taken before the lock, even if it is not needed then. */
	struct claim *claim = claim_new(directory, hash, name, address);
	enum claim_outcome outcome;

	pthread_mutex_lock(&shard->lock);
	outcome = directory_try_insert(
	    directory, shard, hash, name, takes_place, claim);
	pthread_mutex_unlock(&shard->lock);
	if (outcome == CLAIM_GRANTED)
		return (struct claim_answer){ CLAIM_GRANTED, claim };
	claim_free(directory, claim);
	return directory_refusal(outcome);
}

static void
directory_remove(struct directory *directory, struct claim *claim)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	pthread_mutex_lock(&shard->lock);
	hash_table_remove(&shard->table, &claim->in_table);
	pthread_mutex_unlock(&shard->lock);
}

struct directory *
directory_new(uint64_t max_clients)
{
	struct directory *directory = aligned_alloc(
	    _Alignof(struct shard), sizeof(*directory));

	if (directory == NULL)
		return NULL;
	memset(directory, 0, sizeof(*directory));
	places_init(&directory->places, max_clients);
	slabs_init(&directory->claims);
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++)
		pthread_mutex_init(&directory->shards[i].lock, NULL);
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
directory_free_shard(struct directory *directory, struct shard *shard)
{
	struct hash_entry *rest = hash_table_take_all(&shard->table);

	while (rest != NULL) {
		struct claim *claim = container_of(
		    rest, struct claim, in_table);

		rest = rest->next;
		claim_free(directory, claim);
	}
	pthread_mutex_destroy(&shard->lock);
}

void
directory_free(struct directory *directory)
{
	int saved_errno = errno;

	if (directory == NULL)
		return;
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++)
		directory_free_shard(directory, &directory->shards[i]);
	slabs_clear(&directory->claims);
	roster_free(directory->roster);
	free(directory);
	errno = saved_errno;
}

void
directory_set_max_clients(struct directory *directory, uint64_t max_clients)
{
	places_set_most(&directory->places, max_clients);
}

struct claim_answer
directory_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address, directory_claimed_cb *claimed,
    void *argument)
{
	bool takes_place = kind == CLAIM_USER;
	struct claim_answer answer = directory_insert(
	    directory, name, address, takes_place);

	(void)claimed;
	(void)argument;
	if (answer.outcome != CLAIM_GRANTED)
		return answer;
	answer.claim->is_guest = kind == CLAIM_GUEST;
	if (roster_add(directory->roster, &answer.claim->entry) == 0)
		return answer;
	directory_remove(directory, answer.claim);
	if (takes_place)
		places_give(&directory->places);
	claim_free(directory, answer.claim);
	return directory_refusal(CLAIM_OUT_OF_MEMORY);
}

struct claim_answer
directory_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *claimed, void *argument)
{
	struct claim_answer answer = directory_insert(
	    directory, name, claim->address, claim->is_guest);

	(void)claimed;
	(void)argument;
	if (answer.outcome != CLAIM_GRANTED)
		return answer;
	roster_replace(directory->roster, &claim->entry, &answer.claim->entry);
	directory_remove(directory, claim);
	claim_free(directory, claim);
	return answer;
}

void
directory_release(struct directory *directory, struct claim *claim)
{
	/*
	 * The roster comes first: once the name is out of its shard somebody
	 * else may claim it, and no name may stand in a list twice.
	 */
	roster_remove(directory->roster, &claim->entry);
	directory_remove(directory, claim);
	if (!claim->is_guest)
		places_give(&directory->places);
	claim_free(directory, claim);
}

void
directory_retire(struct directory *directory, struct claim *claim)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	roster_remove(directory->roster, &claim->entry);
	pthread_mutex_lock(&shard->lock);
	claim->address = (struct address){ 0 };
	pthread_mutex_unlock(&shard->lock);
	if (!claim->is_guest)
		places_give(&directory->places);
}

struct claim_answer
directory_reserve(struct directory *directory, struct slice name)
{
	const struct address nowhere = { 0 };

	return directory_insert(directory, name, nowhere, false);
}

void
directory_give_up(struct directory *directory, struct claim *claim)
{
	directory_remove(directory, claim);
	claim_free(directory, claim);
}

struct address
directory_find(struct directory *directory, struct slice name)
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
	return address;
}

bool
directory_ask(struct directory *directory, struct slice name,
    struct address asker, directory_found_cb *found, void *argument)
{
	(void)directory;
	(void)name;
	(void)asker;
	(void)found;
	(void)argument;
	return false;
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
	return places_taken(&directory->places);
}

uint64_t
directory_peak(const struct directory *directory)
{
	return places_peak(&directory->places);
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
