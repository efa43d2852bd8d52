/* SPDX-License-Identifier: MIT */
/*
 * What several codecs need: lines that arrive in pieces, lists of names, and
 * texts that are known by how they start.
 */

#include "chatc/codecs/codec.h"

#include <string.h>

#include "common/line.h"

static bool
codec_is_separator(char byte)
{
	return byte == ',' || byte == ' ' || byte == '\t';
}

void
codec_state_renew(struct codec_state *state)
{
	struct codec_dialect dialect = state->dialect;

	codec_state_clear(state);
	state->dialect = dialect;
}

void
codec_state_clear(struct codec_state *state)
{
	buffer_clear(&state->name);
	*state = (struct codec_state){ 0 };
}

bool
codec_next_name(struct slice *list, struct slice *name_r)
{
	size_t start = 0, end;

	while (start < list->size && codec_is_separator(list->bytes[start]))
		start++;
	if (start == list->size)
		return false;
	end = start;
	while (end < list->size && !codec_is_separator(list->bytes[end]))
		end++;
	*name_r = (struct slice){ list->bytes + start, end - start };
	list->bytes += end;
	list->size -= end;
	return true;
}

enum codec_event_type
codec_match(const struct codec_words *words, size_t count, struct slice text,
    enum codec_event_type other)
{
	for (size_t i = 0; i < count; i++)
		if (slice_begins_with(text, words[i].start))
			return words[i].type;
	return other;
}

struct slice
codec_missing_name(struct slice text)
{
	while (text.size > 0) {
		if (slice_take_prefix(&text, "no such user: "))
			return text;
		text.bytes++;
		text.size--;
	}
	return text;
}

bool
codec_ask_otherwise(struct codec_dialect *dialect)
{
	if (dialect->has_listed)
		return false;
	dialect->asks_otherwise = !dialect->asks_otherwise;
	return dialect->asks_otherwise;
}

size_t
codec_take_line(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct slice *line_r)
{
	size_t scanned = state->scanned < size ? state->scanned : size;

	/* A long line comes in many pieces; each byte is looked at once. */
	if (memchr(bytes + scanned, '\n', size - scanned) != NULL) {
		state->scanned = 0;
		return line_take(bytes, size, line_r);
	}
	if (ended) {
		state->scanned = 0;
		*line_r = (struct slice){ bytes, size };
		return size;
	}
	state->scanned = size;
	return 0;
}
