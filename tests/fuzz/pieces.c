/* SPDX-License-Identifier: MIT */
/*
 * One conversation, held three times.
 */

#include "fuzz/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "common/slice.h"
#include "fuzz/fake.h"

/* Pieces may be longer than a request, and often are shorter. */
#define PIECE_MAX_BYTES 32

static size_t
pieces_next_size(unsigned int *random, size_t max)
{
	*random = *random * 1103515245u + 12345u;
	return 1 + (*random >> 16) % max;
}

static void
pieces_receive(struct connection *connection, size_t piece_max,
    unsigned int seed, const char *bytes, size_t size)
{
	while (size > 0) {
		size_t piece = pieces_next_size(&seed, piece_max);

		piece = piece < size ? piece : size;
		fake_receive(connection, bytes, piece);
		bytes += piece;
		size -= piece;
	}
}

static bool
pieces_are_equal(struct slice one, struct slice other)
{
	return one.size == other.size &&
	       (one.size == 0 || memcmp(one.bytes, other.bytes, one.size) == 0);
}

/* Abort unless other, which it closes, has sent and filed what one has. */
static void
pieces_compare(const struct connection *one, struct connection *other)
{
	if (!pieces_are_equal(fake_transcript(one), fake_transcript(other)) ||
	    !pieces_are_equal(fake_filed(one), fake_filed(other)) ||
	    fake_has_ended(one) != fake_has_ended(other))
		abort();
	fake_close(other);
}

struct connection *
pieces_try(const struct protocol *protocol, const struct limits *limits,
    bool answers_later, unsigned int seed, const char *bytes, size_t size)
{
	struct connection *whole = fake_open(protocol, limits, false);
	struct connection *bytewise = fake_open(
	    protocol, limits, answers_later);
	struct connection *random = fake_open(protocol, limits, false);

	fake_receive(whole, bytes, size);
	pieces_receive(bytewise, 1, seed, bytes, size);
	fake_answer_texts(bytewise);
	pieces_compare(whole, bytewise);
	pieces_receive(random, PIECE_MAX_BYTES, seed, bytes, size);
	pieces_compare(whole, random);
	return whole;
}
