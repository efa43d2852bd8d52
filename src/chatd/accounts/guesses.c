/* SPDX-License-Identifier: MIT */
/*
 * A count is kept as the time when nothing is left of it: each guess adds an
 * interval to that, and time takes it off by passing.
 */

#include "chatd/accounts/guesses.h"

#include <stddef.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

void
guesses_init(struct guesses *guesses, uint64_t seed)
{
	memset(guesses, 0, sizeof(*guesses));
	guesses->seed = seed;
}

/* What is counted of a peer: each has a place of its own. */
enum guesses_of_peer {
	GUESSES_OF_PASSWORDS,
	GUESSES_OF_NEW_ACCOUNTS,
};

static uint64_t
guesses_key(const struct guesses *guesses, const struct peer *peer,
    enum guesses_of_peer what)
{
	struct peer origin = peer_origin(peer);

	return XXH3_64bits_withSeed(
	    &origin, sizeof(origin), guesses->seed + (uint64_t)what);
}

/* Return the one of this key, or NULL. */
static struct guess_peer *
guesses_find(struct guess_peer *set, uint64_t key)
{
	for (size_t i = 0; i < GUESSES_SET_SIZE; i++) {
		if (set[i].key == key)
			return &set[i];
	}
	return NULL;
}

/* Return the one of this key, in the place of another one if need be. */
static struct guess_peer *
guesses_take_place(struct guess_peer *set, uint64_t key)
{
	struct guess_peer *peer = guesses_find(set, key);

	if (peer != NULL)
		return peer;
	peer = &set[0];
	for (size_t i = 1; i < GUESSES_SET_SIZE; i++) {
		if (set[i].count.until_ns < peer->count.until_ns)
			peer = &set[i];
	}
	*peer = (struct guess_peer){ .key = key };
	return peer;
}

static struct guess_peer *
guesses_set_of_peer(struct guesses *guesses, uint64_t key)
{
	return guesses->peers[key % GUESSES_SETS];
}

struct guess_count *
guesses_of_name(struct guesses *guesses, uint64_t key)
{
	return &guesses_take_place(guesses->names[key % GUESSES_SETS], key)
		    ->count;
}

static bool
guess_count_is_empty(const struct guess_count *count, uint64_t now_ns)
{
	return count->until_ns <= now_ns;
}

static bool
guess_count_add(struct guess_count *count, uint64_t now_ns,
    uint64_t interval_ns, uint64_t burst)
{
	if (guess_count_is_empty(count, now_ns))
		count->until_ns = now_ns;
	if (count->until_ns - now_ns > interval_ns * (burst - 1))
		return false;
	count->until_ns += interval_ns;
	return true;
}

static void
guess_count_take_off(struct guess_count *count, uint64_t interval_ns)
{
	count->until_ns -= count->until_ns < interval_ns ? count->until_ns
							 : interval_ns;
}

bool
guesses_are_doubtful(
    struct guesses *guesses, const struct peer *peer, uint64_t now_ns)
{
	uint64_t key = guesses_key(guesses, peer, GUESSES_OF_PASSWORDS);
	const struct guess_peer *known = guesses_find(
	    guesses_set_of_peer(guesses, key), key);

	return known != NULL && !guess_count_is_empty(&known->count, now_ns);
}

bool
guesses_begin(struct guesses *guesses, const struct peer *peer,
    struct guess_count *account, uint64_t now_ns, struct guess *guess_r)
{
	uint64_t key = guesses_key(guesses, peer, GUESSES_OF_PASSWORDS);
	struct guess_count *of_peer =
	    &guesses_take_place(guesses_set_of_peer(guesses, key), key)->count;
	bool was_wrong = !guess_count_is_empty(of_peer, now_ns);

	*guess_r = (struct guess){ .peer_key = key };
	if (!guess_count_add(
		of_peer, now_ns, GUESSES_PEER_INTERVAL_NS, GUESSES_PEER_BURST))
		return false;
	guess_r->is_of_account = account != NULL &&
				 guess_count_add(account, now_ns,
				     GUESSES_ACCOUNT_INTERVAL_NS,
				     GUESSES_ACCOUNT_BURST);
	if (account == NULL || guess_r->is_of_account || !was_wrong)
		return true;
	guess_count_take_off(of_peer, GUESSES_PEER_INTERVAL_NS);
	return false;
}

bool
guesses_register(
    struct guesses *guesses, const struct peer *peer, uint64_t now_ns)
{
	uint64_t key = guesses_key(guesses, peer, GUESSES_OF_NEW_ACCOUNTS);

	return guess_count_add(
	    &guesses_take_place(guesses_set_of_peer(guesses, key), key)->count,
	    now_ns, GUESSES_REGISTRATION_INTERVAL_NS,
	    GUESSES_REGISTRATION_BURST);
}

void
guesses_forget(struct guesses *guesses, const struct guess *guess,
    struct guess_count *account)
{
	struct guess_peer *peer = guesses_find(
	    guesses_set_of_peer(guesses, guess->peer_key), guess->peer_key);

	if (peer != NULL)
		guess_count_take_off(&peer->count, GUESSES_PEER_INTERVAL_NS);
	if (account != NULL && guess->is_of_account)
		guess_count_take_off(account, GUESSES_ACCOUNT_INTERVAL_NS);
}
