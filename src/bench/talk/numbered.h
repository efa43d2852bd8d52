/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_NUMBERED_H
#define CHATD_BENCH_NUMBERED_H

/*
 * A text with a number in it that is counted up in place.
 *
 * What a sender writes next and what a receiver must get next are such texts.
 * Sending one is a copy, checking one is a comparison of whole lines, and going
 * on to the next number mostly touches a single digit.  One thread.
 */

#include <stddef.h>
#include <stdint.h>

/* Enough for a million messages a second over eleven days. */
#define NUMBERED_DIGITS 12

/* The shortest text that numbered_write_text() can make. */
#define NUMBERED_TEXT_MIN 48

struct numbered {
	char *bytes; /* owned, NUL-terminated */
	size_t size;
	char *number; /* in bytes: NUMBERED_DIGITS decimal digits */
};

/*
 * Write a text of size bytes, and a NUL, for the messages of the user called
 * from: that name, the number 0, and words that fill it up.
 */
void numbered_write_text(char *buffer, size_t size, const char *from);

/*
 * Prepare n, which is the caller's, with a copy of the size bytes at bytes, in
 * which there must be a text by numbered_write_text().  Return 0, or -1 with
 * errno.
 */
int numbered_init(struct numbered *n, const char *bytes, size_t size);

/* Free what n holds, but not n. */
void numbered_clear(struct numbered *n);

/* Advance to the next number. */
static inline void
numbered_next(struct numbered *n)
{
	char *digit = n->number + NUMBERED_DIGITS - 1;

	while (++*digit > '9')
		*digit-- = '0';
}

/* Set the number. */
void numbered_set(struct numbered *n, uint64_t number);

/*
 * Compare the size bytes at bytes with n in all but the number.  Return 1 and
 * set *number_r if they are such a text, 0 if they are the beginning of one, or
 * -1 if they are something else.
 */
int numbered_match(const struct numbered *n, const char *bytes, size_t size,
    uint64_t *number_r);

#endif
