/* SPDX-License-Identifier: MIT */
/*
 * One conversation, held three times.
 */

#include "fuzz/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "common/line.h"
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

/* Abort unless other, which it closes, has sent what one has. */
static void
pieces_compare(const struct connection *one, struct connection *other)
{
	struct slice sent = fake_transcript(one);
	struct slice sent_other = fake_transcript(other);

	if (sent.size != sent_other.size ||
	    fake_has_ended(one) != fake_has_ended(other))
		abort();
	if (sent.size > 0 &&
	    memcmp(sent.bytes, sent_other.bytes, sent.size) != 0)
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
	pieces_compare(whole, bytewise);
	pieces_receive(random, PIECE_MAX_BYTES, seed, bytes, size);
	pieces_compare(whole, random);
	return whole;
}
