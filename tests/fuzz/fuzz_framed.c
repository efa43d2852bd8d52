/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol, on whatever bytes arrive.
 *
 * However they are cut into pieces and whenever the chat answers, the
 * transcript is the same: whole frames that a terminal can show, each appended
 * at once, by the server or the user's own.  A connection that is ended has
 * been told why.
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
#define CHOICE_ANSWERS_LATER 0x01
#define CHOICE_LONG          0x02 /* a large message_max */
#define CHOICES              2

#define HEADER_BYTES 6

#define MESSAGE_MAX_SHORT 24
/* Each byte costs a copy of all before it. */
#define MESSAGE_MAX_LONG 1024

struct frame {
	struct slice name, text;
};

static size_t
take_number(struct slice *transcript, size_t bytes)
{
	size_t number = 0;

	if (transcript->size < bytes)
		abort();
	for (size_t i = 0; i < bytes; i++)
		number = 256 * number + (unsigned char)transcript->bytes[i];
	transcript->bytes += bytes;
	transcript->size -= bytes;
	return number;
}

static struct slice
take_text(struct slice *transcript, size_t size)
{
	struct slice text = { transcript->bytes, size };

	if (transcript->size < size || !text_is_valid(text.bytes, size))
		abort();
	transcript->bytes += size;
	transcript->size -= size;
	return text;
}

static struct frame
take_frame(struct slice *transcript)
{
	struct frame frame;
	size_t name_size = take_number(transcript, 2);
	size_t text_size = take_number(transcript, HEADER_BYTES - 2);

	frame.name = take_text(transcript, name_size);
	frame.text = take_text(transcript, text_size);
	if (name_size == 0 || text_size == 0)
		abort();
	return frame;
}

static bool
begins(struct slice text, const char *words)
{
	size_t size = strlen(words);

	return text.size >= size && memcmp(text.bytes, words, size) == 0;
}

static bool
is_last(const struct frame *frame)
{
	static const char *const words[] = { "name refused", "name taken",
		"server full", "name too long", "text too long",
		"wrong password", "not private", "try again later" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(frame->text, words[i]))
			return slice_is(frame->name, "server");
	return false;
}

static void
check_transcript(const struct connection *connection)
{
	struct slice transcript = fake_transcript(connection);
	bool last_was_last = false;
	size_t count = 0;

	while (transcript.size > 0) {
		struct frame frame = take_frame(&transcript);

		if (last_was_last || (!slice_is(frame.name, "server") &&
					 !begins(frame.text, "@")))
			abort();
		last_was_last = is_last(&frame);
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
		.message_max = MESSAGE_MAX_SHORT,
	};
	struct connection *connection;

	if (size < CHOICES)
		return 0;
	if (data[0] & CHOICE_LONG)
		limits.message_max = MESSAGE_MAX_LONG;
	connection = pieces_try(framed_protocol(), &limits,
	    data[0] & CHOICE_ANSWERS_LATER, data[1],
	    (const char *)data + CHOICES, size - CHOICES);
	check_transcript(connection);
	fake_close(connection);
	return 0;
}
