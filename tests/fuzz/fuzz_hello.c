/* SPDX-License-Identifier: MIT */
/*
 * The hello protocol, on whatever bytes arrive.
 *
 * Two things must hold, however the bytes are cut in pieces and whenever the
 * chat answers: each line gets one reply, and the transcript is the same.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/limits.h"
#include "chatd/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/text.h"
#include "fuzz/fake.h"

/* The first byte of the input chooses; the second cuts the rest in pieces. */
#define CHOICE_STRICT        0x01
#define CHOICE_DIALECT_LIST  0x02
#define CHOICE_ANSWERS_LATER 0x04
#define CHOICES              2

/* Short, so that lines that are too long are not rare. */
#define LINE_MAX_BYTES 24

/* How the bytes arrive: pieces of at most so many, their sizes from a seed. */
struct arrival {
	size_t piece_max;
	unsigned int seed;
	bool answers_later;
};

/* Return a connection that has received all the bytes. */
static struct connection *
converse(const struct limits *limits, const struct arrival *arrival,
    const char *bytes, size_t size)
{
	struct connection *connection = fake_open(
	    hello_protocol(), limits, arrival->answers_later);
	unsigned int random = arrival->seed;

	while (size > 0) {
		size_t piece;

		random = random * 1103515245u + 12345u;
		piece = 1 + (random >> 16) % arrival->piece_max;
		piece = piece < size ? piece : size;
		fake_receive(connection, bytes, piece);
		bytes += piece;
		size -= piece;
	}
	return connection;
}

/* How many replies a connection owes that has not been ended. */
static size_t
count_lines(const char *bytes, size_t size)
{
	size_t count = 0;
	struct slice line;
	size_t taken;

	while ((taken = line_take(bytes, size, &line)) > 0) {
		bytes += taken;
		size -= taken;
		count++;
	}
	/* A line is known to be too long before its "\r\n" is there. */
	return size > LINE_MAX_BYTES + 1 ? count + 1 : count;
}

/* Every line that was sent is one a terminal can show. */
static void
check_transcript(struct slice transcript)
{
	struct slice line;
	size_t taken;

	while (
	    (taken = line_take(transcript.bytes, transcript.size, &line)) > 0) {
		if (taken != line.size + 1 || line.size == 0 ||
		    !text_is_valid(line.bytes, line.size))
			abort();
		transcript.bytes += taken;
		transcript.size -= taken;
	}
	if (transcript.size != 0)
		abort();
}

static void
check_same(const struct connection *one, const struct connection *other)
{
	struct slice sent = fake_transcript(one);
	struct slice sent_other = fake_transcript(other);

	if (sent.size != sent_other.size ||
	    fake_has_ended(one) != fake_has_ended(other))
		abort();
	if (sent.size > 0 &&
	    memcmp(sent.bytes, sent_other.bytes, sent.size) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits = {
		.name_max = 8,
		.line_max = LINE_MAX_BYTES,
	};
	struct arrival arrivals[] = {
		{ .piece_max = 1 },
		{ .piece_max = LINE_MAX_BYTES + 8 },
	};
	struct connection *connection;
	const char *bytes;

	if (size < CHOICES)
		return 0;
	bytes = (const char *)data + CHOICES;
	size -= CHOICES;
	limits.hello_strict = data[0] & CHOICE_STRICT;
	limits.dialect_list = data[0] & CHOICE_DIALECT_LIST;
	arrivals[0].answers_later = data[0] & CHOICE_ANSWERS_LATER;
	arrivals[1].seed = data[1];

	connection = fake_open(hello_protocol(), &limits, false);
	fake_receive(connection, bytes, size);
	check_transcript(fake_transcript(connection));
	if (!fake_has_ended(connection) &&
	    fake_reply_count(connection) != count_lines(bytes, size))
		abort();
	for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
		struct connection *other = converse(
		    &limits, &arrivals[i], bytes, size);

		check_same(connection, other);
		fake_close(other);
	}
	fake_close(connection);
	return 0;
}
