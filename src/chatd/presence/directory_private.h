/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DIRECTORY_PRIVATE_H
#define CHATD_DIRECTORY_PRIVATE_H

/*
 * The inside of the directory, for the files of this folder: a hash table in
 * shards, each under a lock of its own that is held for one look-up or one
 * change, and a roster, which has all users in order of login.
 *
 * The shards spread the workers' look-ups; the roster has one lock because it
 * is touched at login, at logout and when a list is made, never for a message.
 * No function holds a shard's lock and the roster's at once.  Keys are hashed
 * with a random seed, so that nobody can choose names that meet in one bucket.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/core/name_case.h"
#include "chatd/core/places.h"
#include "chatd/memory/slabs.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/presence/hash_table.h"
#include "chatd/presence/roster.h"
#include "common/container.h"
#include "common/slice.h"

/* A power of two; far more than the workers of any machine. */
#define DIRECTORY_SHARDS     64
#define DIRECTORY_SHARD_BITS 6

/*
 * One byte, because an idle guest has a claim.  What is_guest, is_learned and
 * is_reserved say of a claim stays true; the others change under the lock of
 * its shard, and never while the claim is in the roster.
 */
struct claim_flags {
	bool is_guest : 1;
	bool is_learned : 1;   /* it is a user's of another node */
	bool is_reserved : 1;  /* by directory_reserve(): no engine knows */
	bool is_pending : 1;   /* the engine has been asked for it */
	bool is_retired : 1;   /* it is kept from others, and no user's */
	bool is_displaced : 1; /* another claim has its place in the shard */
};

struct claim {
	union {
		struct {
			struct hash_entry in_table;
			struct roster_entry entry;
		};
		struct mail notice; /* once the claim has been given back */
	};
	/*
	 * An address, which changes under the lock of the shard, and is read
	 * without it where the claims of all users are looked at.
	 */
	atomic_uint_least64_t leads_to;
	struct claim_flags flags;
	unsigned char event; /* of a notice: an enum engine_event */
	unsigned char name_size;
	char name[];
};

/* Aligned to a cache line, so that the locks of two shards never share one. */
struct shard {
	_Alignas(64) pthread_mutex_t lock;
	atomic_uint version; /* another one after each change; 1 at first */
	bool folds_names;    /* as in the directory, where look-ups read it */
	struct hash_table table;
	struct hash_table watches; /* directory_watches.h */
};

struct directory {
	struct shard shards[DIRECTORY_SHARDS];
	struct roster *roster;
	struct cards *cards;     /* owned */
	struct past_users *past; /* owned */
	struct slabs claims;     /* their memory */
	uint64_t seed;
	bool folds_names;            /* see directory_fold_names() */
	struct places places;        /* max_clients; guests take none */
	const struct engine *engine; /* NULL: there is nobody to ask */
	void *engine_state;
	struct mailbox *const *mailboxes; /* the workers' */
	struct places questions;          /* that are open */
	pthread_mutex_t unheard_lock; /* guards unheard, and its old claims */
	/*
	 * Renames that were asked for, and claims that were granted, whose
	 * owner has not heard of the answer yet; by the hash of the claim that
	 * the owner is to give up, or to get.
	 */
	struct hash_table unheard;
	atomic_size_t watches; /* in all shards */
};

/* Return where claim leads to. */
static inline struct address
claim_address(const struct claim *claim)
{
	return (struct address){ atomic_load_explicit(
	    &claim->leads_to, memory_order_relaxed) };
}

/* Let claim lead to address; the caller holds the shard's lock. */
static inline void
claim_set_address(struct claim *claim, struct address address)
{
	atomic_store_explicit(
	    &claim->leads_to, address.value, memory_order_relaxed);
}

static inline uint64_t
directory_hash(const struct directory *directory, struct slice name)
{
	return name_hash(directory->folds_names, name, directory->seed);
}

/* The table of a shard goes by the lowest bits, so this goes by the others. */
static inline struct shard *
directory_shard(struct directory *directory, uint64_t hash)
{
	return &directory->shards[hash >> (64 - DIRECTORY_SHARD_BITS)];
}

/* Lock shard to change what is in there, so that what was seen is doubted. */
static inline void
shard_lock_to_change(struct shard *shard)
{
	pthread_mutex_lock(&shard->lock);
	atomic_fetch_add_explicit(&shard->version, 1, memory_order_relaxed);
}

/* Have those told who watch a name of this hash, which may have changed. */
void shard_post_news(struct shard *shard, uint64_t hash);

/* Unlock shard, where what a name of this hash leads to has changed. */
static inline void
shard_unlock_changed(struct shard *shard, uint64_t hash)
{
	if (shard->watches.count > 0)
		shard_post_news(shard, hash);
	pthread_mutex_unlock(&shard->lock);
}

/* Return the claim of name, or NULL.  The caller holds the shard's lock. */
static inline struct claim *
shard_find(const struct shard *shard, uint64_t hash, struct slice name)
{
	struct hash_entry *entry = hash_table_find(&shard->table, hash);

	while (entry != NULL) {
		struct claim *claim = container_of(
		    entry, struct claim, in_table);

		if (name_is_same(shard->folds_names,
			(struct slice){ claim->name, claim->name_size }, name))
			return claim;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

/* ---- directory_claims.c -------------------------------------------------- */

/*
 * Return a claim of name, which has this hash, that is in no shard yet; or NULL
 * if there is no memory.
 */
struct claim *claim_new(struct directory *directory, uint64_t hash,
    struct slice name, struct address address, struct claim_flags flags);

/* Free claim, which is in no shard and in no roster.  NULL is allowed. */
void claim_free(struct directory *directory, struct claim *claim);

/*
 * Claim name for address, if it is free and, where the claim takes a place,
 * there is one.  The claim that is granted is in its shard only.
 */
struct claim_answer directory_insert(struct directory *directory,
    struct slice name, struct address address, struct claim_flags flags,
    bool takes_place);

/*
 * Have claim in its shard and lead to address, as the engine has decided,
 * whether it was pending or is new: what was pending or kept under its name
 * until now is displaced, and is in no shard when it is granted, refused or
 * given up.  Return CLAIM_GRANTED; or CLAIM_IN_USE if a user has the name or it
 * is reserved, and claim is not in its shard.
 */
enum claim_outcome directory_enter(
    struct directory *directory, struct claim *claim, struct address address);

/* Have claim, which is in its shard, lead to address. */
void directory_lead(
    struct directory *directory, struct claim *claim, struct address address);

/*
 * Have claim, which is new, in its shard in place of old, which is in there
 * with the same hash, and leads where claim does.
 */
void directory_respell(
    struct directory *directory, struct claim *old, struct claim *claim);

/* Take claim out of its shard, if it is in there. */
void directory_remove(struct directory *directory, struct claim *claim);

/* Take claim out of its shard, and have its place taken by kept. */
void directory_exchange(
    struct directory *directory, struct claim *claim, struct claim *kept);

/*
 * Take claim, which is in no roster, out of its shard; and free it, or have the
 * engine told what has become of it, and that it was had at address, before
 * anybody can claim the name again.
 */
void directory_give_back(struct directory *directory, struct claim *claim,
    enum engine_event event, struct address address);

/* ---- directory_questions.c ----------------------------------------------- */

/* Do as directory_claim() and directory_rename() do where there is an engine.
 */
struct claim_answer directory_ask_claim(struct directory *directory,
    struct slice name, enum claim_kind kind, struct address address,
    directory_claimed_cb *claimed, void *argument);
struct claim_answer directory_ask_rename(struct directory *directory,
    struct claim *claim, struct slice name, directory_claimed_cb *claimed,
    void *argument);

/* ---- directory_past.c ---------------------------------------------------- */

/*
 * Remember that claim, which a user at address has had, is theirs no more;
 * has_left says whether they have no other name now.  Of guests nothing is
 * remembered.
 */
void directory_note_past(struct directory *directory, const struct claim *claim,
    struct address address, bool has_left);

/* ---- directory_unheard.c ------------------------------------------------- */

/*
 * Note a rename that is asked for, or a claim that is granted; claim is that
 * which the owner is to give up, or to get.
 */
void directory_unheard_begin(
    struct engine_question *question, const struct claim *claim);

/* The owner has been answered, or never will be. */
void directory_unheard_end(struct engine_question *question);

/*
 * Return the old claim of a rename, which is to be exchanged now and has no
 * name from then on; or NULL if its owner has given it back.
 */
struct claim *directory_commit_rename(struct engine_question *question);

/*
 * Note that the owner of claim gives it back while its rename may be open.
 * Return true if the engine has granted that already: then the claim has no
 * name any more, and is freed when its owner is answered.
 */
bool directory_leave_rename(struct directory *directory, struct claim *claim);

#endif
