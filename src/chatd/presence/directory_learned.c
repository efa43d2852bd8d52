/* SPDX-License-Identifier: MIT */
/*
 * The users of other nodes, whom an engine's thread adds and removes, and the
 * names that this node has itself.  Nobody here owns the claim of a user of
 * another node, and no other thread changes it.
 */

#include "chatd/presence/directory_private.h"

/*
 * So many are forgotten for each walk through the list: this thread's stack
 * holds them, and a million users take a hundred walks.
 */
#define LEARNED_CLAIMS_AT_ONCE 8192

/* Return the claim of a user of another node at address, or NULL. */
static struct claim *
learned_find(
    struct directory *directory, struct slice name, struct address address)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	struct claim *claim;

	pthread_mutex_lock(&shard->lock);
	claim = shard_find(shard, hash, name);
	if (claim != NULL && !(claim->flags.is_learned &&
				 address_equals(claim_address(claim), address)))
		claim = NULL;
	pthread_mutex_unlock(&shard->lock);
	return claim;
}

/*
 * Make a claim that is in its shard, but not in the list.  Return
 * CLAIM_GRANTED, or why there is none.
 */
static enum claim_outcome
learned_make(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address, struct claim **claim_r)
{
	const struct claim_flags flags = {
		.is_guest = kind == CLAIM_GUEST,
		.is_learned = true,
	};
	enum claim_outcome outcome;

	*claim_r = claim_new(
	    directory, directory_hash(directory, name), name, address, flags);
	if (*claim_r == NULL)
		return CLAIM_OUT_OF_MEMORY;
	outcome = directory_enter(directory, *claim_r, address);
	if (outcome != CLAIM_GRANTED)
		claim_free(directory, *claim_r);
	return outcome;
}

/* Free claim, which is in its shard, but not in the list. */
static void
learned_free(struct directory *directory, struct claim *claim)
{
	directory_remove(directory, claim);
	claim_free(directory, claim);
}

enum claim_outcome
directory_learn(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address)
{
	struct claim *claim;
	enum claim_outcome outcome = learned_make(
	    directory, name, kind, address, &claim);

	if (outcome != CLAIM_GRANTED ||
	    roster_add(directory->roster, &claim->entry) == 0)
		return outcome;
	learned_free(directory, claim);
	return CLAIM_OUT_OF_MEMORY;
}

/* Let old, the claim of a user at address, be called to, which is its name. */
static enum claim_outcome
learned_respell(struct directory *directory, struct claim *old,
    struct address address, struct slice to)
{
	struct claim *claim = claim_new(
	    directory, old->in_table.hash, to, address, old->flags);

	if (claim == NULL)
		return CLAIM_OUT_OF_MEMORY;
	directory_respell(directory, old, claim);
	roster_replace(directory->roster, &old->entry, &claim->entry);
	claim_free(directory, old);
	return CLAIM_GRANTED;
}

enum claim_outcome
directory_move(struct directory *directory, struct slice name,
    struct address address, struct slice to)
{
	struct claim *old = learned_find(directory, name, address);
	enum claim_outcome outcome;
	struct claim *claim;

	if (old == NULL)
		return CLAIM_IN_USE;
	if (directory->folds_names && name_looks_like(name, to))
		return learned_respell(directory, old, address, to);
	outcome = learned_make(directory, to, CLAIM_USER, address, &claim);
	if (outcome != CLAIM_GRANTED)
		return outcome;
	roster_replace(directory->roster, &old->entry, &claim->entry);
	directory_note_past(directory, old, address, false);
	learned_free(directory, old);
	return CLAIM_GRANTED;
}

bool
directory_forget(
    struct directory *directory, struct slice name, struct address address)
{
	struct claim *claim = learned_find(directory, name, address);

	if (claim == NULL)
		return false;
	directory_note_past(directory, claim, address, true);
	roster_remove(directory->roster, &claim->entry);
	learned_free(directory, claim);
	return true;
}

/* Claims that were learned, noted under the lock of the list. */
struct learned_claims {
	struct claim *claims[LEARNED_CLAIMS_AT_ONCE];
	size_t count;
};

static void
learned_note_cb(struct roster_entry *entry, void *argument)
{
	struct claim *claim = container_of(entry, struct claim, entry);
	struct learned_claims *noted = argument;

	if (claim->flags.is_learned && noted->count < LEARNED_CLAIMS_AT_ONCE)
		noted->claims[noted->count++] = claim;
}

void
directory_forget_all(struct directory *directory)
{
	struct learned_claims noted;

	do {
		noted.count = 0;
		roster_walk(directory->roster, learned_note_cb, &noted);
		for (size_t i = 0; i < noted.count; i++) {
			roster_remove(
			    directory->roster, &noted.claims[i]->entry);
			learned_free(directory, noted.claims[i]);
		}
	} while (noted.count == LEARNED_CLAIMS_AT_ONCE);
}

/* ---- the order of the list ----------------------------------------------- */

struct list_places {
	directory_place_cb *place;
	void *argument;
};

static uint64_t
list_rank_cb(const struct roster_entry *entry, void *argument)
{
	const struct list_places *places = argument;

	return places->place(
	    claim_name(container_of(entry, const struct claim, entry)),
	    places->argument);
}

/*
 * A claim that is in the list is added there, exchanged and freed by the
 * engine's thread alone, which this is: who gives one back meanwhile has the
 * engine told, in mail that is still to be read.
 */
int
directory_sort(
    struct directory *directory, directory_place_cb *place, void *argument)
{
	struct list_places places = { place, argument };

	return roster_sort(directory->roster, list_rank_cb, &places);
}

/* ---- names of this node -------------------------------------------------- */

struct local_walk {
	directory_visit_cb *visit;
	void *argument;
};

static void
local_visit(const struct local_walk *walk, const struct claim *claim,
    struct address address)
{
	walk->visit(claim_name(claim),
	    claim_is_guest(claim) ? CLAIM_GUEST : CLAIM_USER, address,
	    walk->argument);
}

static void
local_visit_unheard_cb(struct hash_entry *entry, void *argument)
{
	const struct engine_question *question = container_of(
	    entry, struct engine_question, in_unheard);

	if (question->request == ENGINE_CLAIM)
		local_visit(argument, question->claim, question->asker);
}

static void
local_visit_user_cb(struct roster_entry *entry, void *argument)
{
	const struct claim *claim = container_of(entry, struct claim, entry);

	struct address address = claim_address(claim);

	if (!claim->flags.is_learned && address.value != 0)
		local_visit(argument, claim, address);
}

static void
local_visit_retired_cb(struct hash_entry *entry, void *argument)
{
	const struct claim *claim = container_of(entry, struct claim, in_table);

	if (claim->flags.is_retired)
		local_visit(argument, claim, claim_address(claim));
}

void
directory_walk_local(
    struct directory *directory, directory_visit_cb *visit, void *argument)
{
	struct local_walk walk = { visit, argument };

	/* In this order nobody is missed who goes from one to the next. */
	pthread_mutex_lock(&directory->unheard_lock);
	hash_table_walk(&directory->unheard, local_visit_unheard_cb, &walk);
	pthread_mutex_unlock(&directory->unheard_lock);
	roster_walk(directory->roster, local_visit_user_cb, &walk);
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++) {
		struct shard *shard = &directory->shards[i];

		pthread_mutex_lock(&shard->lock);
		hash_table_walk(&shard->table, local_visit_retired_cb, &walk);
		pthread_mutex_unlock(&shard->lock);
	}
}
