/* SPDX-License-Identifier: MIT */
/* Lines on their way from the keyboard, and a paste that has to wait. */

#include "chatc/user/typed.h"

#include <string.h>

#include "chatc/words/user_command.h"
#include "common/line.h"

void
typed_clear(struct typed *typed)
{
	buffer_clear(&typed->lines);
	paste_clear(&typed->paste);
}

/* Take what was typed in answer to the question about a paste. */
static enum typed_result
typed_answer(struct typed *typed, struct slice answer)
{
	switch (paste_read_answer(answer)) {
	case PASTE_YES:
		buffer_append_slice(
		    &typed->lines, buffer_slice(&typed->paste.text));
		paste_clear(&typed->paste);
		break;
	case PASTE_NO:
		typed_discard(typed);
		break;
	case PASTE_UNCLEAR:
		return TYPED_UNCLEAR;
	}
	return TYPED_ANSWER;
}

enum typed_result
typed_add(struct typed *typed, char *line)
{
	struct slice lines = { line, strlen(line) };

	for (char *byte = line; *byte != '\0'; byte++)
		if (*byte == '\r')
			*byte = '\n';
	while (lines.size > 0 && line[lines.size - 1] == '\n')
		line[--lines.size] = '\0';
	if (paste_count_lines(lines) > 1) {
		paste_hold(&typed->paste, lines);
		return TYPED_QUESTION;
	}
	if (user_command_parse(lines).type == USER_COMMAND_QUIT) {
		typed->quits = true;
		return TYPED_ANSWER;
	}
	if (typed_is_asking(typed))
		return typed_answer(typed, lines);
	buffer_append_slice(&typed->lines, lines);
	buffer_append_text(&typed->lines, "\n");
	return TYPED_LINE;
}

bool
typed_is_asking(const struct typed *typed)
{
	return typed->paste.lines > 0;
}

void
typed_discard(struct typed *typed)
{
	typed->discarded += typed->paste.lines;
	paste_clear(&typed->paste);
}

void
typed_discard_all(struct typed *typed)
{
	typed->discarded += typed_count(typed);
	buffer_clear(&typed->lines);
	typed->taken = 0;
	paste_clear(&typed->paste);
}

size_t
typed_take_discarded(struct typed *typed)
{
	size_t lines = typed->discarded;

	typed->discarded = 0;
	return lines;
}

bool
typed_take(struct typed *typed, struct slice *line_r)
{
	buffer_drop(&typed->lines, typed->taken);
	typed->taken = line_take(typed->lines.bytes, typed->lines.size, line_r);
	return typed->taken > 0;
}

size_t
typed_count(const struct typed *typed)
{
	size_t count = typed->paste.lines;

	for (size_t i = typed->taken; i < typed->lines.size; i++)
		count += typed->lines.bytes[i] == '\n';
	return count;
}
