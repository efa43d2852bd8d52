/* SPDX-License-Identifier: MIT */
/*
 * A formatting code is never part of a longer character, so a text with codes
 * is valid if each piece between two of them is.
 */

#include "chatd/core/chat_text.h"

#include <string.h>

#include "common/text.h"

static bool
raw_text_is_code(char byte)
{
	static const char codes[] = "\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f";

	return byte != '\0' && strchr(codes, byte) != NULL;
}

bool
raw_text_is_valid(struct slice raw)
{
	struct slice piece = raw;

	while (raw.size > 0) {
		char byte = *raw.bytes++;

		raw.size--;
		if (!raw_text_is_code(byte))
			continue;
		piece.size -= raw.size + 1;
		if (!text_is_valid(piece.bytes, piece.size))
			return false;
		piece = raw;
	}
	return text_is_valid(piece.bytes, piece.size);
}

bool
chat_text_is_valid(const struct chat_text *text)
{
	struct slice plain = text->plain;

	if (!text_style_is_for_people(text->style))
		return plain.size == 0 && text->raw.size > 0 &&
		       raw_text_is_valid(text->raw);
	return plain.size > 0 && text_is_valid(plain.bytes, plain.size) &&
	       raw_text_is_valid(text->raw);
}

char *
action_prefix_write(char *to, struct slice from)
{
	*to++ = '*';
	*to++ = ' ';
	to = slice_write(to, from);
	*to++ = ' ';
	return to;
}

bool
action_is_of(struct slice plain, struct slice from)
{
	return plain.size > action_prefix_size(from) &&
	       plain.bytes[from.size + 2] == ' ' &&
	       memcmp(plain.bytes, "* ", 2) == 0 &&
	       memcmp(plain.bytes + 2, from.bytes, from.size) == 0;
}

struct slice
chat_text_raw(const struct chat_text *text, struct slice from)
{
	struct slice raw = text->plain;

	if (text->raw.size > 0)
		return text->raw;
	if (text->style == TEXT_ACTION) {
		raw.bytes += action_prefix_size(from);
		raw.size -= action_prefix_size(from);
	}
	return raw;
}
