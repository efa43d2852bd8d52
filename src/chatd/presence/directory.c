/* SPDX-License-Identifier: MIT */
/*
 * The directory as those who claim names see it.  Without an engine it answers
 * every question at once, by itself.
 */

#include "chatd/presence/directory.h"

#include <sys/random.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/cards.h"
#include "chatd/presence/directory_private.h"
#include "chatd/presence/past_users.h"

static struct slice
directory_name_cb(const struct roster_entry *entry)
{
	return claim_name(container_of(entry, const struct claim, entry));
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
	places_init(&directory->questions, DIRECTORY_QUESTIONS_MAX);
	slabs_init(&directory->claims);
	pthread_mutex_init(&directory->unheard_lock, NULL);
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++) {
		pthread_mutex_init(&directory->shards[i].lock, NULL);
		atomic_init(&directory->shards[i].version, 1);
	}
	if (getrandom(&directory->seed, sizeof(directory->seed), 0) !=
	    (ssize_t)sizeof(directory->seed))
		goto fail;
	directory->roster = roster_new(directory_name_cb);
	directory->cards = cards_new();
	directory->past = past_users_new();
	if (directory->roster == NULL || directory->cards == NULL ||
	    directory->past == NULL)
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
	hash_table_clear(&shard->watches);
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
	hash_table_clear(&directory->unheard);
	pthread_mutex_destroy(&directory->unheard_lock);
	roster_free(directory->roster);
	cards_free(directory->cards);
	past_users_free(directory->past);
	free(directory);
	errno = saved_errno;
}

void
directory_set_max_clients(struct directory *directory, uint64_t max_clients)
{
	places_set_most(&directory->places, max_clients);
}

void
directory_fold_names(struct directory *directory)
{
	directory->folds_names = true;
	for (size_t i = 0; i < DIRECTORY_SHARDS; i++)
		directory->shards[i].folds_names = true;
}

struct cards *
directory_cards(const struct directory *directory)
{
	return directory->cards;
}

bool
directory_folds_names(const struct directory *directory)
{
	return directory->folds_names;
}

void
directory_set_engine(struct directory *directory, const struct engine *engine,
    void *state, struct mailbox *const *mailboxes)
{
	directory->engine = engine;
	directory->engine_state = state;
	directory->mailboxes = mailboxes;
}

/* ---- claims -------------------------------------------------------------- */

struct claim_answer
directory_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address, directory_claimed_cb *claimed,
    void *argument)
{
	const struct claim_flags flags = { .is_guest = kind == CLAIM_GUEST };
	bool takes_place = kind == CLAIM_USER;
	struct claim_answer answer;

	if (directory->engine != NULL)
		return directory_ask_claim(
		    directory, name, kind, address, claimed, argument);
	answer = directory_insert(directory, name, address, flags, takes_place);
	if (answer.outcome != CLAIM_GRANTED ||
	    roster_add(directory->roster, &answer.claim->entry) == 0)
		return answer;
	directory_remove(directory, answer.claim);
	if (takes_place)
		places_give(&directory->places);
	claim_free(directory, answer.claim);
	return (struct claim_answer){ .outcome = CLAIM_OUT_OF_MEMORY };
}

/* Let the user who has claim be called name, which is the same name. */
static struct claim_answer
directory_rename_alike(
    struct directory *directory, struct claim *claim, struct slice name)
{
	struct claim *respelled = claim_new(directory, claim->in_table.hash,
	    name, claim_address(claim), claim->flags);

	if (respelled == NULL)
		return (struct claim_answer){ .outcome = CLAIM_OUT_OF_MEMORY };
	directory_respell(directory, claim, respelled);
	roster_replace(directory->roster, &claim->entry, &respelled->entry);
	claim_free(directory, claim);
	return (struct claim_answer){ CLAIM_GRANTED, respelled };
}

struct claim_answer
directory_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *claimed, void *argument)
{
	const struct claim_flags flags = { .is_guest = false };
	struct claim_answer answer;

	if (directory->engine != NULL)
		return directory_ask_rename(
		    directory, claim, name, claimed, argument);
	if (directory->folds_names && name_looks_like(claim_name(claim), name))
		return directory_rename_alike(directory, claim, name);
	answer = directory_insert(directory, name, claim_address(claim), flags,
	    claim->flags.is_guest);
	if (answer.outcome != CLAIM_GRANTED)
		return answer;
	roster_replace(directory->roster, &claim->entry, &answer.claim->entry);
	directory_note_past(directory, claim, claim_address(claim), false);
	directory_remove(directory, claim);
	claim_free(directory, claim);
	return answer;
}

void
directory_release(struct directory *directory, struct claim *claim)
{
	if (directory->engine != NULL &&
	    directory_leave_rename(directory, claim))
		return;
	directory_note_past(directory, claim, claim_address(claim), true);
	/*
	 * The roster comes first: once the name is out of its shard somebody
	 * else may claim it, and no name may stand in a list twice.
	 */
	roster_remove(directory->roster, &claim->entry);
	if (!claim->flags.is_guest)
		places_give(&directory->places);
	directory_give_back(
	    directory, claim, ENGINE_RELEASED, claim_address(claim));
}

/*
 * Retire claim where there is an engine.  The claim itself carries the news to
 * the engine, so another one has to keep the name.
 */
static struct claim *
directory_retire_told(struct directory *directory, struct claim *claim)
{
	const struct claim_flags flags = { .is_retired = true };
	const struct address nowhere = { 0 };
	struct claim *kept = claim_new(
	    directory, claim->in_table.hash, claim_name(claim), nowhere, flags);

	if (kept == NULL || directory_leave_rename(directory, claim)) {
		claim_free(directory, kept);
		return NULL;
	}
	directory_note_past(directory, claim, claim_address(claim), true);
	roster_remove(directory->roster, &claim->entry);
	if (!claim->flags.is_guest)
		places_give(&directory->places);
	directory_exchange(directory, claim, kept);
	return kept;
}

struct claim *
directory_retire(struct directory *directory, struct claim *claim)
{
	const struct address nowhere = { 0 };
	struct shard *shard = directory_shard(directory, claim->in_table.hash);

	if (directory->engine != NULL)
		return directory_retire_told(directory, claim);
	directory_note_past(directory, claim, claim_address(claim), true);
	roster_remove(directory->roster, &claim->entry);
	shard_lock_to_change(shard);
	claim_set_address(claim, nowhere);
	claim->flags.is_retired = true;
	shard_unlock_changed(shard, claim->in_table.hash);
	if (!claim->flags.is_guest)
		places_give(&directory->places);
	return claim;
}

struct claim_answer
directory_reserve(struct directory *directory, struct slice name)
{
	const struct claim_flags flags = { .is_reserved = true };
	const struct address nowhere = { 0 };

	return directory_insert(directory, name, nowhere, flags, false);
}

void
directory_give_up(struct directory *directory, struct claim *claim)
{
	const struct address nowhere = { 0 };

	directory_give_back(directory, claim, ENGINE_GIVEN_UP, nowhere);
}

/* ---- look-ups ------------------------------------------------------------ */

struct address
directory_find(struct directory *directory, struct slice name)
{
	return directory_look(directory, name).address;
}

bool
directory_has_granted(
    struct directory *directory, struct slice name, struct address address)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	const struct claim *claim;
	bool has = false;

	pthread_mutex_lock(&shard->lock);
	claim = shard_find(shard, hash, name);
	if (claim != NULL && !claim->flags.is_pending &&
	    !claim->flags.is_retired && !claim->flags.is_reserved) {
		struct address to = claim_address(claim);

		has = to.value == 0 || address_equals(to, address);
	}
	pthread_mutex_unlock(&shard->lock);
	return has;
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
	const struct roster_form form = { .first = first,
		.separator = separator };

	return roster_list(directory->roster, &form, size_r, version_r);
}
