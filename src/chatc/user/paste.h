/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PASTE_H
#define CHATD_CHATC_PASTE_H

/*
 * Several lines that were pasted at once, which may be more than was meant, and
 * are not sent before the user has said yes.  Pure.
 */

#include <stddef.h>

#include "chatc/codecs/buffer.h"
#include "common/slice.h"

/* What waits for an answer; all zero: nothing does. */
struct paste {
	struct buffer text;
	size_t lines; /* in it, blank ones not counted */
};

enum paste_answer {
	PASTE_YES,
	PASTE_NO,
	PASTE_UNCLEAR, /* something else was typed: ask again */
};

/* Return how many lines of a text are not blank; the last may have no "\n". */
size_t paste_count_lines(struct slice text);

/* Have a text wait, after those that wait already. */
void paste_hold(struct paste *paste, struct slice text);

/* Throw away what waits, or free it when it has been used. */
void paste_clear(struct paste *paste);

/* Append the question, as a prompt. */
void paste_append_question(const struct paste *paste, struct buffer *out);

/* Return what the user means by this answer: y, yes, n or no, in any case. */
enum paste_answer paste_read_answer(struct slice answer);

#endif
