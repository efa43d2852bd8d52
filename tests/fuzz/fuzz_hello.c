/* SPDX-License-Identifier: MIT */
/*
 * The hello protocol, on whatever bytes arrive.
 *
 * Two things must hold, however the bytes are cut into pieces and whenever
 * the chat answers: each line gets one reply, and the transcript is the same.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/line.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/* The first byte of the input chooses; the second cuts the rest into pieces. */
#define CHOICE_STRICT        0x01
#define CHOICE_DIALECT_LIST  0x02
#define CHOICE_ANSWERS_LATER 0x04
#define CHOICES              2

/* Short, so that lines that are too long are not rare. */
#define LINE_MAX_BYTES 24

/* Return how many replies a connection owes unless it has been ended. */
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

/* Abort unless a terminal can show every line that was sent. */
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits = {
		.name_max = 8,
		.line_max = LINE_MAX_BYTES,
	};
	struct connection *connection;
	const char *bytes;

	if (size < CHOICES)
		return 0;
	bytes = (const char *)data + CHOICES;
	size -= CHOICES;
	limits.hello_strict = data[0] & CHOICE_STRICT;
	limits.dialect_list = data[0] & CHOICE_DIALECT_LIST;

	connection = pieces_try(hello_protocol(), &limits,
	    data[0] & CHOICE_ANSWERS_LATER, data[1], bytes, size);
	check_transcript(fake_transcript(connection));
	if (!fake_has_ended(connection) &&
	    fake_reply_count(connection) != count_lines(bytes, size))
		abort();
	fake_close(connection);
	return 0;
}
