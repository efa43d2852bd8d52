/* SPDX-License-Identifier: MIT */
#ifndef CHATD_GUESSES_H
#define CHATD_GUESSES_H

/*
 * How often a password may be guessed: by one peer, and for one account.
 *
 * Each peer may be wrong GUESSES_PEER_BURST times, and then once in
 * GUESSES_PEER_INTERVAL_NS.  All peers together may be wrong about an account
 * GUESSES_ACCOUNT_BURST times, and then once in GUESSES_ACCOUNT_INTERVAL_NS.
 * The second limit is for crowds of peers, and by itself it would let a crowd
 * lock the owner out; so it holds only for peers that have been wrong of late.
 * An owner who comes from elsewhere and is right at once is always let in, and
 * whoever was wrong is heard again when their peer's own time has passed.
 *
 * A password that is being checked counts as wrong until it is found right, so
 * that guesses at the same time do not pass unseen.
 *
 * Peers are kept by a hash with a secret seed in a table of fixed size.  One
 * that is full forgets whoever has been wrong least.  Not thread-safe.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/peer.h"

#define GUESSES_PEER_BURST          20
#define GUESSES_PEER_INTERVAL_NS    UINT64_C(30000000000)
#define GUESSES_ACCOUNT_BURST       50
#define GUESSES_ACCOUNT_INTERVAL_NS UINT64_C(5000000000)

/* Accounts that one peer may make for itself: see registration.h. */
#define GUESSES_REGISTRATION_BURST       5
#define GUESSES_REGISTRATION_INTERVAL_NS UINT64_C(3600000000000)

/* A peer is in one set, by its hash. */
#define GUESSES_SETS     512
#define GUESSES_SET_SIZE 8

/* Wrong guesses about one account or by one peer; all zero: none. */
struct guess_count {
	uint64_t until_ns; /* of the clock; there are none left then */
};

struct guess_peer {
	uint64_t key;
	struct guess_count count;
};

struct guesses {
	uint64_t seed;
	struct guess_peer peers[GUESSES_SETS][GUESSES_SET_SIZE];
	struct guess_peer names[GUESSES_SETS][GUESSES_SET_SIZE];
};

/* What a guess was counted for. */
struct guess {
	uint64_t peer_key;
	bool is_of_account; /* for the account, too */
};

/* Begin without guesses; seed is secret. */
void guesses_init(struct guesses *guesses, uint64_t seed);

/*
 * Return the count of a name whose account is not in memory; key is a secret of
 * the name.  The names are kept as the peers are, and valid until another one
 * is asked for.
 */
struct guess_count *guesses_of_name(struct guesses *guesses, uint64_t key);

/*
 * Say whether somebody else's password is more worth checking than the next one
 * of peer: one of its is being checked already, or was wrong of late.
 */
bool guesses_are_doubtful(
    struct guesses *guesses, const struct peer *peer, uint64_t now_ns);

/*
 * Count a guess by peer about the account whose count this is, or about none if
 * that is NULL.  Return false, and count nothing, if it may not be made now.
 */
bool guesses_begin(struct guesses *guesses, const struct peer *peer,
    struct guess_count *account, uint64_t now_ns, struct guess *guess_r);

/*
 * Count an account that peer makes for itself, beside its guesses.  Return
 * false, and count nothing, if it may not be made now.
 */
bool guesses_register(
    struct guesses *guesses, const struct peer *peer, uint64_t now_ns);

/*
 * Count it no more: it was right, or was not made.  account is NULL if that is
 * gone.
 */
void guesses_forget(struct guesses *guesses, const struct guess *guess,
    struct guess_count *account);

#endif
