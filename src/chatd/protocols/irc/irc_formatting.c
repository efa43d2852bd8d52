/* SPDX-License-Identifier: MIT */
/*
 * Formatting of texts, and CTCP.
 *
 * Where a colour is not one, its code alone is taken out, as clients show it:
 * a comma or a digit that does not belong to a colour is part of the text.
 */

#include "chatd/protocols/irc/irc_formatting.h"

#include <strings.h>

#define IRC_CTCP_DELIMITER "\1"

/* All other codes are one byte each. */
#define IRC_CODE_COLOUR     '\x03' /* up to two digits, or two such numbers */
#define IRC_CODE_HEX_COLOUR '\x04' /* six digits, or two such numbers */

#define IRC_COLOUR_DIGITS     2
#define IRC_HEX_COLOUR_DIGITS 6

bool
irc_formatting_read_ctcp(struct slice text, struct irc_ctcp *ctcp_r)
{
	const char *action = "ACTION";
	struct slice verb;

	if (!slice_take_prefix(&text, IRC_CTCP_DELIMITER))
		return false;
	text = slice_take_until(&text, IRC_CTCP_DELIMITER[0]);
	verb = slice_take_until(&text, ' ');
	if (verb.size == 0)
		return false;
	slice_take_prefix(&text, " ");
	ctcp_r->verb = verb;
	ctcp_r->text = text;
	ctcp_r->is_action = verb.size == strlen(action) &&
			    strncasecmp(verb.bytes, action, verb.size) == 0;
	return true;
}

static bool
irc_formatting_is_code(char byte)
{
	switch (byte) {
	case '\x02': /* bold */
	case IRC_CODE_COLOUR:
	case IRC_CODE_HEX_COLOUR:
	case '\x0f': /* as at first */
	case '\x11': /* monospace */
	case '\x16': /* reverse */
	case '\x1d': /* italics */
	case '\x1e': /* struck through */
	case '\x1f': /* underlined */
		return true;
	default:
		return false;
	}
}

bool
irc_formatting_is_in(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (irc_formatting_is_code(text.bytes[i]))
			return true;
	}
	return false;
}

/* Say whether byte is a digit of a colour, to the base of 10 or 16. */
static bool
irc_formatting_is_digit(char byte, unsigned int base)
{
	if (byte >= '0' && byte <= '9')
		return true;
	return base == 16 &&
	       ((byte >= 'A' && byte <= 'F') || (byte >= 'a' && byte <= 'f'));
}

/* Return how many digits of one colour text begins with, from place on. */
static size_t
irc_formatting_count_digits(struct slice text, size_t place, char code)
{
	bool is_hex = code == IRC_CODE_HEX_COLOUR;
	size_t most = is_hex ? IRC_HEX_COLOUR_DIGITS : IRC_COLOUR_DIGITS;
	size_t count = 0;

	while (count < most && place + count < text.size &&
	       irc_formatting_is_digit(
		   text.bytes[place + count], is_hex ? 16 : 10))
		count++;
	return is_hex && count < most ? 0 : count;
}

/* Return how many bytes of text, after a code, are the colours it sets. */
static size_t
irc_formatting_count_colours(struct slice text, char code)
{
	size_t size, background;

	if (code != IRC_CODE_COLOUR && code != IRC_CODE_HEX_COLOUR)
		return 0;
	size = irc_formatting_count_digits(text, 0, code);
	if (size == 0 || size == text.size || text.bytes[size] != ',')
		return size;
	background = irc_formatting_count_digits(text, size + 1, code);
	return background > 0 ? size + 1 + background : size;
}

struct slice
irc_formatting_strip(struct slice text, char *room)
{
	struct slice result = { room, 0 };

	while (text.size > 0) {
		char byte = text.bytes[0];
		size_t colours;

		text.bytes++;
		text.size--;
		if (!irc_formatting_is_code(byte)) {
			room[result.size++] = byte;
			continue;
		}
		colours = irc_formatting_count_colours(text, byte);
		text.bytes += colours;
		text.size -= colours;
	}
	return result;
}
