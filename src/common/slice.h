/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SLICE_H
#define CHATD_SLICE_H

/*
 * Some bytes where they lie: nothing is copied, nothing is changed, and no NUL
 * is needed.  A slice is passed by value, in two registers, and every function
 * that returns one returns a part of what it was given.  Pure; any thread.  A
 * "blank" is a space or a TAB.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that belong to somebody else, without a NUL at their end. */
struct slice {
	const char *bytes; /* borrowed; may be NULL only where size is 0 */
	size_t size;
};

/* Initialize a slice with a string literal. */
#define SLICE(text)                                                            \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}

/* Return the bytes of the C string text, which it borrows. */
static inline struct slice
slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

/* Say whether s holds exactly the bytes of the C string text. */
bool slice_is(struct slice s, const char *text);

/* Say whether s begins with the bytes of the C string text. */
bool slice_begins_with(struct slice s, const char *text);

/* Take prefix off the front of *s.  Return false if *s does not begin so. */
bool slice_take_prefix(struct slice *s, const char *prefix);

/*
 * Take what comes before the first byte of this value, or all if there is none,
 * off the front of *rest; return it, and leave that byte in *rest.
 */
struct slice slice_take_until(struct slice *rest, char byte);

/*
 * Read all of s as a number in decimal.  Return false, and leave *number_r
 * alone, if it is none or does not fit in 64 bits.
 */
bool slice_to_number(struct slice s, uint64_t *number_r);

/*
 * The functions below are inline because every line of chat passes through
 * several of them, and a call would cost more than the work it does.
 */

/*
 * Say whether byte is a blank.  The first comparison settles the question for
 * nearly every byte of a text.
 */
static inline bool
slice_byte_is_blank(char byte)
{
	return (unsigned char)byte <= ' ' && (byte == ' ' || byte == '\t');
}

/* Return s without its leading blanks. */
static inline struct slice
slice_trim_left(struct slice s)
{
	while (s.size > 0 && slice_byte_is_blank(s.bytes[0])) {
		s.bytes++;
		s.size--;
	}
	return s;
}

/* Return s without its trailing blanks. */
static inline struct slice
slice_trim_right(struct slice s)
{
	while (s.size > 0 && slice_byte_is_blank(s.bytes[s.size - 1]))
		s.size--;
	return s;
}

/* Return s without its leading and its trailing blanks. */
static inline struct slice
slice_trim(struct slice s)
{
	return slice_trim_right(slice_trim_left(s));
}

/*
 * Skip the leading blanks of *rest, take the word that follows them, up to the
 * next blank or the end, and leave in *rest what comes after it, beginning with
 * that blank.  Return an empty slice if there is no word.
 */
static inline struct slice
slice_take_word(struct slice *rest)
{
	struct slice word = slice_trim_left(*rest);
	size_t size = 0;

	while (size < word.size && !slice_byte_is_blank(word.bytes[size]))
		size++;
	if (size > 0)
		rest->bytes = word.bytes + size;
	rest->size = word.size - size;
	word.size = size;
	return word;
}

/*
 * Write the bytes of s to to, which must have room for them, and return the end
 * of what was written.  Most slices of a line are only a few bytes long (a
 * word, a name, a blank), and for those two overlapping moves take a third of
 * the instructions of a call to memcpy().
 */
static inline char *
slice_write(char *to, struct slice s)
{
	if (s.size > 16) {
		memcpy(to, s.bytes, s.size);
	} else if (s.size >= 8) {
		memcpy(to, s.bytes, 8);
		memcpy(to + s.size - 8, s.bytes + s.size - 8, 8);
	} else if (s.size >= 4) {
		memcpy(to, s.bytes, 4);
		memcpy(to + s.size - 4, s.bytes + s.size - 4, 4);
	} else if (s.size > 0) {
		to[0] = s.bytes[0];
		to[s.size / 2] = s.bytes[s.size / 2];
		to[s.size - 1] = s.bytes[s.size - 1];
	}
	return to + s.size;
}

/* Say whether the eight bytes at one and at other are the same. */
static inline bool
slice_same_8(const char *one, const char *other)
{
	uint64_t a, b;

	memcpy(&a, one, sizeof(a));
	memcpy(&b, other, sizeof(b));
	return a == b;
}

/* Say whether the four bytes at one and at other are the same. */
static inline bool
slice_same_4(const char *one, const char *other)
{
	uint32_t a, b;

	memcpy(&a, one, sizeof(a));
	memcpy(&b, other, sizeof(b));
	return a == b;
}

/*
 * Say whether both slices hold the same bytes.  Verbs and names are short, and
 * for those a few comparisons, the last of which overlap, take less time than a
 * call to memcmp().
 */
static inline bool
slice_equals(struct slice one, struct slice other)
{
	const char *a = one.bytes, *b = other.bytes;
	size_t left = one.size;

	if (one.size != other.size)
		return false;
	for (; left > 16; left -= 8, a += 8, b += 8) {
		if (!slice_same_8(a, b))
			return false;
	}
	if (left >= 8)
		return slice_same_8(a, b) &&
		       slice_same_8(a + left - 8, b + left - 8);
	if (left >= 4)
		return slice_same_4(a, b) &&
		       slice_same_4(a + left - 4, b + left - 4);
	return left == 0 || (a[0] == b[0] && a[left / 2] == b[left / 2] &&
				a[left - 1] == b[left - 1]);
}

#endif
