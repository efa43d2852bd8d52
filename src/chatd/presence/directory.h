/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DIRECTORY_H
#define CHATD_DIRECTORY_H

/*
 * Names and the addresses they lead to, and all users in order of login.
 *
 * All workers share one directory, and any thread may call it.  By itself it
 * knows everything and answers at once.  Where it has an engine (engine.h), the
 * engine decides, and the answer comes later: through a callback on the thread
 * of the worker that asked, once, and never before the call that asked has
 * returned.  Until then the directory keeps its own copy of the name.
 *
 * The list of users, its version and the number of users are local knowledge:
 * they are there at once.  With an engine the list has the users of other nodes
 * as well, who do not count.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "common/slice.h"

struct cards;
struct directory;
struct past_users;

/* A name that is claimed.  It is the claimant's until they release it. */
struct claim;

enum claim_outcome {
	CLAIM_GRANTED,
	CLAIM_IN_USE,     /* another user has this name */
	CLAIM_FULL,       /* there are max_clients users already */
	CLAIM_UNANSWERED, /* the engine has not said in time */
	CLAIM_OUT_OF_MEMORY,
	CLAIM_LATER, /* this is not the answer: it is still to come */
};

/* Whether a claim counts towards max_clients. */
enum claim_kind {
	CLAIM_USER,
	CLAIM_GUEST, /* it does not */
};

struct claim_answer {
	enum claim_outcome outcome;
	struct claim *claim; /* NULL unless it is granted */
};

/*
 * Take the answer to a claim, or to a rename, that said CLAIM_LATER.  name is
 * what was asked for, and address the asker's, whose connection may have ended
 * meanwhile: a claim that is granted to one that has ended must be released.
 */
typedef void directory_claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument);

/*
 * Take the answer to directory_ask() by the asker: the address that the name
 * leads to, or nowhere if it is nobody's.
 */
typedef void directory_found_cb(
    struct address asker, struct address address, void *argument);

/* Return a new, empty directory, or NULL with errno set. */
struct directory *directory_new(uint64_t max_clients);

/*
 * Free directory and every claim in it; what it has not answered yet it never
 * answers.  NULL is allowed.
 */
void directory_free(struct directory *directory);

/* Let this many users in from now on; those who are there stay. */
void directory_set_max_clients(
    struct directory *directory, uint64_t max_clients);

/*
 * Let names that differ in capital letters alone be one name from now on: it is
 * claimed and found in whatever capitals, and shown in those in which it was
 * claimed.  Before the first name is claimed; an engine, if there is one, has
 * to do the same.
 */
void directory_fold_names(struct directory *directory);

/*
 * Return what is known of users besides their names, and who had a name until
 * lately, on any node; both are the directory's.  The card of a user who gives
 * their name back goes from the former to the latter.
 */
struct cards *directory_cards(const struct directory *directory);
struct past_users *directory_past_users(const struct directory *directory);

/* Say whether they are one name. */
bool directory_folds_names(const struct directory *directory);

/*
 * Claim name for the connection at address.  Of simultaneous claims of a name
 * exactly one is granted, and never more than max_clients altogether.  A name
 * in use is reported as such even when the directory is full.  Return the
 * answer, or CLAIM_LATER; claimed is called only after the latter.
 */
struct claim_answer directory_claim(struct directory *directory,
    struct slice name, enum claim_kind kind, struct address address,
    directory_claimed_cb *claimed, void *argument);

/*
 * Exchange claim for a user's claim of name at the same address and the same
 * place in the order of login.  It may be the same name, in other capitals.  If
 * that is granted, the old claim is gone; if not, it stays.  A guest who takes
 * a name becomes a user, if there is room. Return as directory_claim() does.
 * The claimant may release the old claim before a later answer comes.
 */
struct claim_answer directory_rename(struct directory *directory,
    struct claim *claim, struct slice name, directory_claimed_cb *claimed,
    void *argument);

/*
 * Give the name back.  It can be claimed again before this returns.  If a
 * rename of claim is open, it may still be granted, to a claim of its own.
 */
void directory_release(struct directory *directory, struct claim *claim);

/*
 * Give the place back, but not the name: from now on it leads nowhere and is in
 * no list, and cannot be claimed until directory_give_up() of the claim that
 * this returns in exchange.  Return NULL, and nothing has changed, if there is
 * no memory, or if the name is about to be exchanged for another one.
 */
struct claim *directory_retire(
    struct directory *directory, struct claim *claim);

/*
 * Keep name from being claimed, as if a user had it who is in no list, cannot
 * be reached and does not count.  This is local knowledge too, so the answer is
 * never CLAIM_LATER; it may be CLAIM_IN_USE.
 */
struct claim_answer directory_reserve(
    struct directory *directory, struct slice name);

/*
 * Let the name be claimed again that directory_reserve() or directory_retire()
 * returned claim for.
 */
void directory_give_up(struct directory *directory, struct claim *claim);

/*
 * Return the address that name leads to, or nowhere if it is nobody's as far as
 * is known here.
 */
struct address directory_find(struct directory *directory, struct slice name);

/* Where a name was seen to lead, and as of when; all zero: it never was. */
struct sighting {
	struct address address;
	unsigned int shard;
	unsigned int version;
};

/*
 * Do as directory_find(), and say what directory_is_as_seen() has to know: it
 * says whether the answer would be the same now, without a lock.  It may say
 * that it would not where only another name has changed.  A change that is made
 * meanwhile in another thread may or may not be noticed, and one that this
 * thread has heard of is.  seen must come from the same directory.
 */
struct sighting directory_look(struct directory *directory, struct slice name);
bool directory_is_as_seen(
    const struct directory *directory, const struct sighting *seen);

enum directory_asked {
	DIRECTORY_ASKED,  /* found will be called with the answer */
	DIRECTORY_NOBODY, /* there is nobody to ask: the name is nobody's */
	DIRECTORY_OUT_OF_MEMORY,
};

/*
 * Ask elsewhere for name, which directory_find() did not find, on behalf of the
 * connection at asker.
 */
enum directory_asked directory_ask(struct directory *directory,
    struct slice name, struct address asker, directory_found_cb *found,
    void *argument);

/* Return the name that was claimed; it is valid for as long as the claim. */
struct slice claim_name(const struct claim *claim);

/* Say whether claim is a guest's. */
bool claim_is_guest(const struct claim *claim);

/* Return how many users there are, guests not counted. */
uint64_t directory_count(const struct directory *directory);

/* Return how many there were when there were most. */
uint64_t directory_peak(const struct directory *directory);

/*
 * Return a number that changes whenever the list of users does: what was made
 * of the list is good for as long as the version is the same.
 */
uint64_t directory_version(const struct directory *directory);

/*
 * Return the names of all users in order of login, after first if that is not
 * empty, with separator between two, in memory that the caller frees; *size_r
 * is its length (it is not NUL-terminated) and *version_r the version it shows.
 * Return NULL if there is no memory.
 */
char *directory_list(struct directory *directory, struct slice first,
    char separator, size_t *size_r, uint64_t *version_r);

#endif
