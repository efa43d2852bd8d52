/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DIRECTORY_H
#define CHATD_DIRECTORY_H

/*
 * Who is called what: name -> address, and everybody in order of login.
 *
 * All workers share it, and any thread may call it.  claim and find answer
 * through a callback: the engine that is built in calls it before it returns,
 * a distributed one may call it later, on the thread that asked.  So callers
 * must not assume either.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "common/line.h"

struct directory;

/* A name that is claimed.  It is the claimant's until it releases it. */
struct claim;

enum claim_outcome {
	CLAIM_GRANTED,
	CLAIM_IN_USE,        /* somebody has this name */
	CLAIM_FULL,          /* there are max_clients users already */
	CLAIM_OUT_OF_MEMORY, /* or the engine is out of reach */
};

/*
 * The answer to directory_claim() and directory_rename(), with the name that
 * was asked for; claim is NULL unless it was granted.
 */
typedef void directory_claimed_cb(enum claim_outcome outcome,
    struct claim *claim, struct slice name, struct address address,
    void *argument);

/* The answer to directory_find(); address is nowhere if nobody has the name. */
typedef void directory_found_cb(struct address address, void *argument);

/* Return a new, empty directory, or NULL with errno set. */
struct directory *directory_new(uint64_t max_clients);

/* Free directory and every claim in it; NULL is allowed. */
void directory_free(struct directory *directory);

/* Let this many users in from now on; who is there stays. */
void directory_set_max_clients(
    struct directory *directory, uint64_t max_clients);

/* Whether a claim counts towards max_clients. */
enum claim_kind {
	CLAIM_USER,
	CLAIM_GUEST, /* it does not */
};

/*
 * Claim name for the connection at address.  Of simultaneous claims of a name
 * exactly one is granted, and never more than max_clients altogether.  A name
 * in use is reported as such even when the directory is full.
 */
void directory_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address,
    directory_claimed_cb *answered, void *argument);

/*
 * Exchange claim for a user's claim of name at the same address and the same
 * place in the order of login.  If it is granted the old claim is gone; if not,
 * it stays.  A guest who takes a name becomes a user, if there is room.
 */
void directory_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *answered, void *argument);

/* Give the name back.  It can be claimed again before this returns. */
void directory_release(struct directory *directory, struct claim *claim);

/* Ask who is called name. */
void directory_find(struct directory *directory, struct slice name,
    directory_found_cb *answered, void *argument);

/* The name that was claimed; valid as long as the claim. */
struct slice claim_name(const struct claim *claim);

/* Say whether claim is a guest's. */
bool claim_is_guest(const struct claim *claim);

/* How many users there are, guests not counted. */
uint64_t directory_count(const struct directory *directory);

/*
 * A number that changes whenever the list of users does: what was made of the
 * list is good as long as the version is the same.
 */
uint64_t directory_version(const struct directory *directory);

/*
 * Return the names of all users in order of login, behind first if that is not
 * empty, with separator between two, in memory that the caller frees; *size_r
 * is its length (it is not NUL-terminated) and *version_r the version it shows.
 * Return NULL if there is no memory.
 */
char *directory_list(struct directory *directory, struct slice first,
    char separator, size_t *size_r, uint64_t *version_r);

#endif
