/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol, on whatever bytes arrive.
 *
 * However they are cut into pieces and whenever the chat answers, the
 * transcript is the same: whole messages that a terminal can show, each
 * appended at once, with length fields as wide as the client's.  A connection
 * that is ended has been told why, or has asked for it.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/protocols/protocols.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/* The first byte of the input chooses; the second cuts the rest into pieces. */
#define CHOICE_DIGITS        0x03 /* enum length_digits */
#define CHOICE_ANSWERS_LATER 0x04
#define CHOICE_SHORT         0x08 /* a small message_max */
#define CHOICES              2

#define MESSAGE_MAX_SHORT 24
#define MESSAGE_MAX_LONG  65536

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Return how wide the length fields of the replies are, if there are any. */
static size_t
expected_digits(const struct limits *limits, const char *bytes, size_t size)
{
	static const size_t widths[] = {
		[LENGTH_DIGITS_2] = 2,
		[LENGTH_DIGITS_3] = 3,
		[LENGTH_DIGITS_4] = 4,
	};
	size_t count = 0;

	if (limits->length_digits != LENGTH_DIGITS_AUTO)
		return widths[limits->length_digits];
	while (count < 4 && count < size && is_digit(bytes[count]))
		count++;
	return count >= 2 && count < size && is_letter(bytes[count]) ? count
								     : 4;
}

/* Take a message with a length of this many digits; return it. */
static struct slice
take_message(struct slice *transcript, size_t digits)
{
	struct slice message = { transcript->bytes + digits, 0 };

	if (transcript->size < digits)
		abort();
	for (size_t i = 0; i < digits; i++) {
		if (!is_digit(transcript->bytes[i]))
			abort();
		message.size = message.size * 10 +
			       (size_t)(transcript->bytes[i] - '0');
	}
	if (transcript->size - digits < message.size)
		abort();
	transcript->bytes += digits + message.size;
	transcript->size -= digits + message.size;
	return message;
}

static bool
begins(struct slice message, const char *words)
{
	size_t size = strlen(words);

	return message.size >= size && memcmp(message.bytes, words, size) == 0;
}

static bool
is_last(struct slice message)
{
	return slice_is(message, "EXIT") ||
	       slice_is(message, "ERROR server full") ||
	       begins(message, "ERROR bad length: ") ||
	       begins(message, "ERROR message too long: ");
}

static void
check_transcript(const struct connection *connection, size_t digits)
{
	struct slice transcript = fake_transcript(connection);
	bool last_was_last = false;
	size_t count = 0;

	while (transcript.size > 0) {
		struct slice message = take_message(&transcript, digits);

		if (last_was_last || message.size == 0 ||
		    !text_is_valid(message.bytes, message.size))
			abort();
		last_was_last = is_last(message);
		count++;
	}
	if (count != fake_append_count(connection) ||
	    last_was_last != fake_has_ended(connection))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits = {
		.name_max = 8,
		.message_max = MESSAGE_MAX_LONG,
	};
	struct connection *connection;
	const char *bytes;

	if (size < CHOICES)
		return 0;
	bytes = (const char *)data + CHOICES;
	size -= CHOICES;
	limits.length_digits = data[0] & CHOICE_DIGITS;
	if (data[0] & CHOICE_SHORT)
		limits.message_max = MESSAGE_MAX_SHORT;

	connection = pieces_try(sized_protocol(), &limits,
	    data[0] & CHOICE_ANSWERS_LATER, data[1], bytes, size);
	check_transcript(connection, expected_digits(&limits, bytes, size));
	fake_close(connection);
	return 0;
}
