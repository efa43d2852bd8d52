/* SPDX-License-Identifier: MIT */
/*
 * The list of wires, and what several of them need: lines that arrive in pieces
 * and lists of names.
 */

#include "chatc/codecs/codec.h"

#include <string.h>

#include "chatc/codecs/codecs.h"

static const struct wire *(*const wires[])(void) = {
	wire_hello,
	wire_sized,
	wire_framed,
	wire_plain,
};

static bool
wire_is_separator(char byte)
{
	return byte == ',' || byte == ' ' || byte == '\t';
}

void
wire_state_clear(struct wire_state *state)
{
	buffer_clear(&state->name);
	*state = (struct wire_state){ 0 };
}

const struct wire *
wire_find(const char *name)
{
	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++)
		if (strcmp(wires[i]()->name, name) == 0)
			return wires[i]();
	return NULL;
}

bool
wire_next_name(struct slice *list, struct slice *name_r)
{
	size_t start = 0, end;

	while (start < list->size && wire_is_separator(list->bytes[start]))
		start++;
	if (start == list->size)
		return false;
	end = start;
	while (end < list->size && !wire_is_separator(list->bytes[end]))
		end++;
	*name_r = (struct slice){ list->bytes + start, end - start };
	list->bytes += end;
	list->size -= end;
	return true;
}

enum wire_event_type
wire_match(const struct wire_words *words, size_t count, struct slice text,
    enum wire_event_type other)
{
	for (size_t i = 0; i < count; i++) {
		struct slice rest = text;

		if (wire_take_prefix(&rest, words[i].start))
			return words[i].type;
	}
	return other;
}

bool
wire_take_prefix(struct slice *text, const char *prefix)
{
	size_t size = strlen(prefix);

	if (text->size < size || memcmp(text->bytes, prefix, size) != 0)
		return false;
	text->bytes += size;
	text->size -= size;
	return true;
}

size_t
wire_take_line(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct slice *line_r)
{
	size_t scanned = state->scanned < size ? state->scanned : size;

	/* A long line comes in many pieces: look at each byte only once. */
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
