/* SPDX-License-Identifier: MIT */
/*
 * Claims and their shards.  A pending claim lies in its shard and leads
 * nowhere, so that it refuses its name to others, and nobody finds it.
 */

#include <string.h>

#include "chatd/presence/directory_private.h"
#include "common/name.h"

_Static_assert(offsetof(struct claim, name) + NAME_MAX_BYTES <= SLABS_SIZE_MAX,
    "there is a slab for every claim");
_Static_assert(NAME_MAX_BYTES <= UINT8_MAX, "a byte holds a name's size");

static size_t
claim_size(size_t name_size)
{
	return offsetof(struct claim, name) + name_size;
}

struct claim *
claim_new(struct directory *directory, uint64_t hash, struct slice name,
    struct address address, struct claim_flags flags)
{
	struct claim *claim = slabs_take(
	    &directory->claims, claim_size(name.size));

	if (claim == NULL)
		return NULL;
	claim->in_table.hash = hash;
	claim_set_address(claim, address);
	claim->flags = flags;
	claim->name_size = (unsigned char)name.size;
	memcpy(claim->name, name.bytes, name.size);
	return claim;
}

void
claim_free(struct directory *directory, struct claim *claim)
{
	if (claim != NULL)
		slabs_give(
		    &directory->claims, claim, claim_size(claim->name_size));
}

struct slice
claim_name(const struct claim *claim)
{
	return (struct slice){ claim->name, claim->name_size };
}

bool
claim_is_guest(const struct claim *claim)
{
	return claim->flags.is_guest;
}

/* ---- into a shard -------------------------------------------------------- */

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

struct claim_answer
directory_insert(struct directory *directory, struct slice name,
    struct address address, struct claim_flags flags, bool takes_place)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	/* Memory is taken before the lock, even if it is not needed then. */
	struct claim *claim = claim_new(directory, hash, name, address, flags);
	enum claim_outcome outcome;

	shard_lock_to_change(shard);
	outcome = directory_try_insert(
	    directory, shard, hash, name, takes_place, claim);
	shard_unlock_changed(shard, hash);
	if (outcome == CLAIM_GRANTED)
		return (struct claim_answer){ CLAIM_GRANTED, claim };
	claim_free(directory, claim);
	return (struct claim_answer){ .outcome = outcome };
}

/*
 * Have nothing but claim in its shard under its name.  Return false if what is
 * there must stay.  The caller holds the shard's lock.
 */
static bool
shard_displace(struct shard *shard, const struct claim *claim)
{
	struct claim *found = shard_find(
	    shard, claim->in_table.hash, claim_name(claim));

	if (found == NULL || found == claim)
		return true;
	if (!found->flags.is_pending && !found->flags.is_retired)
		return false;
	hash_table_remove(&shard->table, &found->in_table);
	found->flags.is_displaced = true;
	return true;
}

enum claim_outcome
directory_enter(
    struct directory *directory, struct claim *claim, struct address address)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);
	bool is_free;

	shard_lock_to_change(shard);
	is_free = shard_displace(shard, claim);
	if (is_free) {
		/* A new claim is no more in the table than one displaced. */
		if (claim->flags.is_displaced || !claim->flags.is_pending)
			hash_table_insert(&shard->table, &claim->in_table);
		claim->flags.is_displaced = false;
		claim->flags.is_pending = false;
	}
	claim_set_address(claim, address);
	shard_unlock_changed(shard, claim->in_table.hash);
	return is_free ? CLAIM_GRANTED : CLAIM_IN_USE;
}

void
directory_lead(
    struct directory *directory, struct claim *claim, struct address address)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	shard_lock_to_change(shard);
	claim_set_address(claim, address);
	shard_unlock_changed(shard, claim->in_table.hash);
}

void
directory_respell(
    struct directory *directory, struct claim *old, struct claim *claim)
{
	struct shard *shard = directory_shard(directory, old->in_table.hash);

	shard_lock_to_change(shard);
	hash_table_remove(&shard->table, &old->in_table);
	hash_table_insert(&shard->table, &claim->in_table);
	shard_unlock_changed(shard, claim->in_table.hash);
}

/* ---- out of a shard ------------------------------------------------------ */

/* Take claim out of shard, whose lock the caller holds, if it is in there. */
static void
shard_remove(struct shard *shard, struct claim *claim)
{
	if (!claim->flags.is_displaced)
		hash_table_remove(&shard->table, &claim->in_table);
}

void
directory_remove(struct directory *directory, struct claim *claim)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	shard_lock_to_change(shard);
	shard_remove(shard, claim);
	shard_unlock_changed(shard, claim->in_table.hash);
}

/* Have the engine, if there is one, told what has become of claim. */
static void
directory_tell(
    struct directory *directory, struct claim *claim, enum engine_event event)
{
	claim->notice = (struct mail){ 0 };
	claim->event = (unsigned char)event;
	directory->engine->tell(directory->engine_state, &claim->notice);
}

void
directory_exchange(
    struct directory *directory, struct claim *claim, struct claim *kept)
{
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	shard_lock_to_change(shard);
	shard_remove(shard, claim);
	hash_table_insert(&shard->table, &kept->in_table);
	directory_tell(directory, claim, ENGINE_RETIRED);
	shard_unlock_changed(shard, kept->in_table.hash);
}

void
directory_give_back(struct directory *directory, struct claim *claim,
    enum engine_event event, struct address address)
{
	uint64_t hash = claim->in_table.hash;
	struct shard *shard = directory_shard(directory, hash);
	bool is_told = directory->engine != NULL && !claim->flags.is_reserved;

	shard_lock_to_change(shard);
	shard_remove(shard, claim);
	/* Whoever asks for the name next has to be received after this. */
	if (is_told) {
		claim_set_address(claim, address);
		directory_tell(directory, claim, event);
	}
	shard_unlock_changed(shard, hash);
	if (!is_told)
		claim_free(directory, claim);
}

struct engine_news
directory_read_notice(const struct mail *notice)
{
	const struct claim *claim = container_of(
	    notice, const struct claim, notice);

	return (struct engine_news){
		.event = (enum engine_event)claim->event,
		.name = claim_name(claim),
		.address = claim_address(claim),
	};
}

void
directory_free_notice(struct directory *directory, struct mail *notice)
{
	claim_free(directory, container_of(notice, struct claim, notice));
}
