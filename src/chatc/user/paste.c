/* SPDX-License-Identifier: MIT */
/*
 * Asking before several lines are sent.  The answer is a line and not a key,
 * because whoever goes on typing without looking hits a y or an n before long.
 */

#include "chatc/user/paste.h"

#include <stdbool.h>
#include <strings.h>

#include "common/line.h"

static bool
paste_answer_is(struct slice answer, const char *word)
{
	return answer.size == strlen(word) &&
	       strncasecmp(answer.bytes, word, answer.size) == 0;
}

size_t
paste_count_lines(struct slice text)
{
	struct slice line;
	size_t count = 0, taken;

	while (text.size > 0) {
		taken = line_take(text.bytes, text.size, &line);
		if (taken == 0) {
			line = text;
			taken = text.size;
		}
		count += slice_trim(line).size > 0;
		text.bytes += taken;
		text.size -= taken;
	}
	return count;
}

void
paste_hold(struct paste *paste, struct slice text)
{
	buffer_append_slice(&paste->text, text);
	buffer_append_text(&paste->text, "\n");
	paste->lines += paste_count_lines(text);
}

void
paste_clear(struct paste *paste)
{
	buffer_clear(&paste->text);
	paste->lines = 0;
}

void
paste_append_question(const struct paste *paste, struct buffer *out)
{
	buffer_append_format(out, "Send %zu lines? (y/n) ", paste->lines);
}

enum paste_answer
paste_read_answer(struct slice answer)
{
	answer = slice_trim(answer);
	if (paste_answer_is(answer, "y") || paste_answer_is(answer, "yes"))
		return PASTE_YES;
	if (paste_answer_is(answer, "n") || paste_answer_is(answer, "no"))
		return PASTE_NO;
	return PASTE_UNCLEAR;
}
