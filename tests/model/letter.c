/* SPDX-License-Identifier: MIT */
/*
 * "m12.7.40 ...": letter 7 of session 12, with a tail of 40 characters.
 */

#include "model/letter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/dice.h"

/* What a tail is made of: what is one byte and what is more, blanks as well. */
static const char *const letter_marks[] = { "a", "e", "Z", "9", " ", "  ", "@",
	"#", "!", "\t", ":", ",", "\xc3\xa9", "\xe2\x82\xac",
	"\xf0\x9f\x98\x80" };

#define LETTER_MARKS (sizeof(letter_marks) / sizeof(letter_marks[0]))

void
letter_write(char *text, uint32_t session, uint32_t number, uint32_t size)
{
	struct dice dice = { (uint64_t)session << 32 | number };
	char *at = text;

	at += sprintf(text, "m%" PRIu32 ".%" PRIu32 ".%" PRIu32 " ", session,
	    number, size);
	while (at + 8 < text + LETTER_SPACE && at - text < (ptrdiff_t)size)
		at = stpcpy(at, letter_marks[dice_roll(&dice, LETTER_MARKS)]);
	/* Blanks at the end of a text are not sent. */
	strcpy(at, ".");
}

bool
letter_read(struct slice text, uint32_t *session_r, uint32_t *number_r)
{
	char copy[LETTER_SPACE], expected[LETTER_SPACE];
	uint32_t size;

	if (text.size >= sizeof(copy))
		return false;
	memcpy(copy, text.bytes, text.size);
	copy[text.size] = '\0';
	if (sscanf(copy, "m%" SCNu32 ".%" SCNu32 ".%" SCNu32 " ", session_r,
		number_r, &size) != 3)
		return false;
	letter_write(expected, *session_r, *number_r, size);
	return slice_is(text, expected);
}
