/* SPDX-License-Identifier: MIT */
/*
 * The irc protocol, on whatever bytes arrive.
 *
 * Whatever a client sends, what it gets are lines of IRC, none of them too
 * long; and however the bytes are cut into pieces and whenever the chat
 * answers, the transcript is the same.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc.h"
#include "chatd/protocols/irc/irc_line.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/* The first byte of the input chooses; the second cuts the rest into pieces. */
#define CHOICE_REGISTERED    0x01
#define CHOICE_CAPABILITIES  0x02
#define CHOICE_ANSWERS_LATER 0x04
#define CHOICE_SHORT_LINES   0x08
#define CHOICES              2

#define PREFIX_BYTES 160

/* "@", the tags of both sides, and a space. */
#define TAGS_BYTES 8191

static const char registration[] = "NICK alice\r\nUSER alice 0 * :Alice\r\n";
static const char capabilities[] =
    "CAP REQ :echo-message message-tags server-time userhost-in-names sasl "
    "batch labeled-response\r\n"
    "CAP END\r\n";

/* Abort unless every line that was sent is one. */
static void
check_transcript(struct slice transcript)
{
	while (transcript.size > 0) {
		struct slice text = slice_take_until(&transcript, '\n');
		struct irc_line line;

		if (transcript.size == 0 || text.size == 0 ||
		    text.bytes[text.size - 1] != '\r')
			abort();
		text.size--;
		/* Those of the server come on top of those of a client. */
		if (text.bytes[0] == '@' &&
		    slice_take_until(&text, ' ').size >= TAGS_BYTES)
			abort();
		if (irc_line_parse(text, &line) != IRC_LINE_VALID)
			abort();
		slice_take_prefix(&transcript, "\n");
	}
}

/* Return the bytes of data after what has been chosen, to be freed. */
static char *
make_input(const uint8_t *data, size_t size, size_t *size_r)
{
	char *bytes = malloc(PREFIX_BYTES + size);
	char *at = bytes;

	if (bytes == NULL)
		abort();
	if (data[0] & CHOICE_CAPABILITIES)
		at = slice_write(at, slice_of(capabilities));
	if (data[0] & CHOICE_REGISTERED)
		at = slice_write(at, slice_of(registration));
	memcpy(at, data + CHOICES, size - CHOICES);
	*size_r = (size_t)(at - bytes) + size - CHOICES;
	return bytes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits = {
		.name_max = 8,
		.line_max = 16384,
		.rooms_max = 4,
	};
	struct connection *connection;
	char *bytes;

	if (size < CHOICES)
		return 0;
	if (data[0] & CHOICE_SHORT_LINES)
		limits.line_max = 96;
	bytes = make_input(data, size, &size);
	connection = pieces_try(irc_protocol(), &limits,
	    data[0] & CHOICE_ANSWERS_LATER, data[1], bytes, size);
	check_transcript(fake_transcript(connection));
	fake_close(connection);
	free(bytes);
	return 0;
}
