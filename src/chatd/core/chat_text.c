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

struct slice
raw_text_take_tags(struct slice *raw)
{
	struct slice rest = *raw;
	struct slice tags;

	if (!slice_take_prefix(&rest, TEXT_TAGS_MARK))
		return (struct slice){ 0 };
	tags = slice_take_until(&rest, ' ');
	if (tags.size == 0 || !slice_take_prefix(&rest, " "))
		return (struct slice){ 0 };
	*raw = rest;
	return tags;
}

/* Say whether raw, which has no tags, may be shown. */
static bool
raw_text_is_valid_untagged(struct slice raw)
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
raw_text_is_valid(struct slice raw)
{
	struct slice tags = raw_text_take_tags(&raw);

	return text_is_valid(tags.bytes, tags.size) &&
	       raw_text_is_valid_untagged(raw);
}

/* Say whether a raw form says what its style has to. */
static bool
raw_text_is_complete(enum text_style style, struct slice raw)
{
	struct slice tags = raw_text_take_tags(&raw);

	if (style == TEXT_TAGS)
		return tags.size > 0 && raw.size == 0;
	return text_style_is_for_people(style) || raw.size > 0;
}

bool
chat_text_is_valid(const struct chat_text *text)
{
	struct slice plain = text->plain;

	if (!text_style_is_for_people(text->style))
		return plain.size == 0 &&
		       raw_text_is_complete(text->style, text->raw) &&
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
	struct slice raw = text->raw;

	raw_text_take_tags(&raw);
	if (raw.size > 0)
		return raw;
	raw = text->plain;
	if (text->style == TEXT_ACTION) {
		raw.bytes += action_prefix_size(from);
		raw.size -= action_prefix_size(from);
	}
	return raw;
}
