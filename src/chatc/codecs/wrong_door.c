/* SPDX-License-Identifier: MIT */
/*
 * Each row of the table rests on words with which servers turn a stranger away,
 * or greet one, and on as many of them as it takes.  Some rooms pass on what
 * their users type as it is, so what comes first may be anybody's line: a row
 * must not fit anything that a person says who does not mean to deceive.
 * "404ERROR" and ":D 100 %" are no servers' words.
 *
 * Answers to what chatc asks, such as IN-USE, are not in it, because a stranger
 * does not hear them.
 */

#include "chatc/codecs/wrong_door.h"

#include <stdbool.h>

/* Everything that the table looks for stands within these. */
#define WRONG_DOOR_BYTES ((size_t)64)

/* Bytes of a pattern that stand for others; all the rest are themselves. */
enum wrong_door_wildcard {
	WRONG_DOOR_DIGIT = '#',
	WRONG_DOOR_NAME =
	    '~',              /* a user, a host, or the two ends of HOST:PORT */
	WRONG_DOOR_ANY = '_', /* one byte, whatever it is */
	WRONG_DOOR_END_OF_LINE = '$', /* or of all bytes */
	WRONG_DOOR_END = '|',         /* of all bytes */
};

struct wrong_door_words {
	const char *protocol;
	struct slice pattern;
};

static const struct wrong_door_words wrong_door_table[] = {
	/* The answer to a request that there is not, or not yet. */
	{ "hello", SLICE("BAD-RQST-HDR$") },
	{ "hello", SLICE("BAD-RQST-BODY$") },

	/* Where a length should be there is something else. */
	{ "sized", SLICE("####ERROR bad length") },
	{ "sized", SLICE("####ERROR server full") },

	/* A frame by the name of the server, whatever it says. */
	{ "framed", SLICE("\0\6____server") },

	/* What a room of lines refuses; and what its people say and do. */
	{ "plain", SLICE("! refused: ") },
	{ "plain", SLICE("\r<~> ") },
	{ "plain", SLICE("\r<[~]:~> ") },
	{ "plain", SLICE("[~] entered room$") },
	{ "plain", SLICE("[[~]:~] entered room$") },

	/* Letters are too large a number of lines; some take any number. */
	{ "drop", SLICE("R|") },
	{ "drop", SLICE("A|") },

	/* RFC 2812, and the notices of servers that look up who has come. */
	{ "IRC", SLICE(":~ 421 * ") },
	{ "IRC", SLICE(":~ 451 * ") },
	{ "IRC", SLICE(":~ NOTICE * :*** ") },
	{ "IRC", SLICE(":~ NOTICE AUTH :*** ") },
	{ "IRC", SLICE("NOTICE * :*** ") },
	{ "IRC", SLICE("NOTICE AUTH :*** ") },
	{ "IRC", SLICE("ERROR :Closing Link") },

	/* RFC 9112, a status line. */
	{ "HTTP", SLICE("HTTP/1.# ### ") },

	/* RFC 8446, a record with an alert, which is fatal. */
	{ "TLS", SLICE("\25\3_\0\2\2") },

	/* RFC 4253, the version of the protocol. */
	{ "SSH", SLICE("SSH-2.0-") },
	{ "SSH", SLICE("SSH-1.99-") },
};

static bool
wrong_door_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
wrong_door_is_name(char byte)
{
	return wrong_door_is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' ||
	       byte == '.' || byte == ':';
}

/* Count the bytes that a name at the front of bytes has, which may be none. */
static size_t
wrong_door_measure_name(struct slice bytes)
{
	size_t size = 0;

	while (size < bytes.size && wrong_door_is_name(bytes.bytes[size]))
		size++;
	return size;
}

/* Say whether bytes, of which there are some, begin with what want is for. */
static bool
wrong_door_fits(char want, struct slice bytes)
{
	char first = bytes.bytes[0];

	switch (want) {
	case WRONG_DOOR_DIGIT:
		return wrong_door_is_digit(first);
	case WRONG_DOOR_NAME:
		return wrong_door_is_name(first);
	case WRONG_DOOR_ANY:
		return true;
	case WRONG_DOOR_END_OF_LINE:
		return first == '\r' || first == '\n';
	case WRONG_DOOR_END:
		return false;
	default:
		return first == want;
	}
}

static bool
wrong_door_matches(struct slice pattern, struct slice bytes)
{
	for (size_t i = 0; i < pattern.size; i++) {
		char want = pattern.bytes[i];
		size_t taken = 1;

		if (bytes.size == 0)
			return want == WRONG_DOOR_END_OF_LINE ||
			       want == WRONG_DOOR_END;
		if (!wrong_door_fits(want, bytes))
			return false;
		if (want == WRONG_DOOR_NAME)
			taken = wrong_door_measure_name(bytes);
		bytes.bytes += taken;
		bytes.size -= taken;
	}
	return true;
}

const char *
wrong_door_guess(struct slice first_bytes)
{
	if (first_bytes.size > WRONG_DOOR_BYTES)
		first_bytes.size = WRONG_DOOR_BYTES;
	for (size_t i = 0;
	     i < sizeof(wrong_door_table) / sizeof(wrong_door_table[0]); i++) {
		if (wrong_door_matches(
			wrong_door_table[i].pattern, first_bytes))
			return wrong_door_table[i].protocol;
	}
	return NULL;
}
