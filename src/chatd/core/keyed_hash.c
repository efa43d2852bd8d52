/* SPDX-License-Identifier: MIT */
/*
 * xxHash, which serves everywhere else, spreads well and hides nothing.
 */

#include "chatd/core/keyed_hash.h"

#include <stddef.h>

/* The rounds for each word, and those at the end. */
#define KEYED_HASH_WORD_ROUNDS 2
#define KEYED_HASH_LAST_ROUNDS 4

struct keyed_hash_state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t
keyed_hash_rotate(uint64_t word, unsigned int bits)
{
	return word << bits | word >> (64 - bits);
}

/* Return up to eight bytes as a number, the first of them the lowest. */
static uint64_t
keyed_hash_read(const unsigned char *bytes, size_t size)
{
	uint64_t word = 0;

	for (size_t i = 0; i < size; i++)
		word |= (uint64_t)bytes[i] << (8 * i);
	return word;
}

static void
keyed_hash_mix(struct keyed_hash_state *s, int rounds)
{
	while (rounds-- > 0) {
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = keyed_hash_rotate(s->v1, 13) ^ s->v0;
		s->v3 = keyed_hash_rotate(s->v3, 16) ^ s->v2;
		s->v0 = keyed_hash_rotate(s->v0, 32);
		s->v2 += s->v1;
		s->v0 += s->v3;
		s->v1 = keyed_hash_rotate(s->v1, 17) ^ s->v2;
		s->v3 = keyed_hash_rotate(s->v3, 21) ^ s->v0;
		s->v2 = keyed_hash_rotate(s->v2, 32);
	}
}

static void
keyed_hash_add(struct keyed_hash_state *s, uint64_t word)
{
	s->v3 ^= word;
	keyed_hash_mix(s, KEYED_HASH_WORD_ROUNDS);
	s->v0 ^= word;
}

uint64_t
keyed_hash(const unsigned char key[KEYED_HASH_KEY_BYTES], struct slice text)
{
	const unsigned char *at = (const unsigned char *)text.bytes;
	uint64_t low = keyed_hash_read(key, 8);
	uint64_t high = keyed_hash_read(key + 8, 8);
	struct keyed_hash_state s = {
		.v0 = low ^ UINT64_C(0x736f6d6570736575),
		.v1 = high ^ UINT64_C(0x646f72616e646f6d),
		.v2 = low ^ UINT64_C(0x6c7967656e657261),
		.v3 = high ^ UINT64_C(0x7465646279746573),
	};
	size_t left = text.size;

	for (; left >= 8; left -= 8, at += 8)
		keyed_hash_add(&s, keyed_hash_read(at, 8));
	keyed_hash_add(
	    &s, keyed_hash_read(at, left) | (uint64_t)(text.size & 255) << 56);
	s.v2 ^= 255;
	keyed_hash_mix(&s, KEYED_HASH_LAST_ROUNDS);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
