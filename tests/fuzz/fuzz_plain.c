/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol, on whatever bytes arrive.
 *
 * However they are cut into pieces and whenever the chat answers, the
 * transcript is the same: whole lines that a terminal can show, but for the
 * carriage return in front of what somebody says.  Nothing ends the connection
 * but what other protocols begin with.
 */

#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/protocols/protocols.h"
#include "common/line.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/* The first byte of the input chooses; the second cuts the rest into pieces. */
#define CHOICE_ANSWERS_LATER 0x01
#define CHOICES              2

/* Short, so that lines that are too long are not rare. */
#define LINE_MAX_BYTES 24

static void
check_line(struct slice line)
{
	if (line.size > 0 && line.bytes[0] == '\r') {
		line.bytes++;
		line.size--;
		if (line.size == 0 || line.bytes[0] != '<')
			abort();
	}
	if (line.size == 0 || !text_is_valid(line.bytes, line.size))
		abort();
}

static void
check_transcript(struct slice transcript)
{
	struct slice line;
	size_t taken;

	while (
	    (taken = line_take(transcript.bytes, transcript.size, &line)) > 0) {
		if (taken != line.size + 1)
			abort();
		check_line(line);
		transcript.bytes += taken;
		transcript.size -= taken;
	}
	if (transcript.size != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct limits limits = {
		.name_max = 8,
		.line_max = LINE_MAX_BYTES,
	};
	struct connection *connection;

	if (size < CHOICES)
		return 0;
	connection = pieces_try(plain_protocol(), &limits,
	    data[0] & CHOICE_ANSWERS_LATER, data[1],
	    (const char *)data + CHOICES, size - CHOICES);
	check_transcript(fake_transcript(connection));
	if (fake_has_ended(connection) &&
	    memmem(data, size, "HTTP/", 5) == NULL &&
	    memcmp(data + CHOICES, "\x16\x03", 2) != 0)
		abort();
	fake_close(connection);
	return 0;
}
