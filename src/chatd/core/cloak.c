/* SPDX-License-Identifier: MIT */
/*
 * The letters are those of a base of 32 without i, l, o and u, which are
 * misread, or make words.
 */

#include "chatd/core/cloak.h"

#include <stdint.h>

#include "chatd/core/peer.h"

#define CLOAK_LETTERS 10

struct slice
cloak_write(const struct cloak_key *key, const struct peer *peer,
    char room[CLOAK_BYTES])
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	static const struct slice none = SLICE(CLOAK_NONE);
	static const struct slice end = SLICE("." CLOAK_NONE);
	struct peer origin;
	struct slice address;
	uint64_t hash;

	if (peer_is_local(peer))
		return none;
	origin = peer_origin(peer);
	address = (struct slice){ (const char *)origin.address,
		sizeof(origin.address) };
	hash = keyed_hash(key->bytes, address);
	for (int i = 0; i < CLOAK_LETTERS; i++, hash >>= 5)
		room[i] = letters[hash & 31];
	slice_write(room + CLOAK_LETTERS, end);
	return (struct slice){ room, CLOAK_BYTES };
}
