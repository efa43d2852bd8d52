/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LINE_H
#define CHATD_LINE_H

/*
 * Splitting lines and words where they lie: nothing is copied, nothing is
 * changed, no NUL is needed.  Pure; any thread.  A "blank" is a space or a TAB.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Some bytes that somebody else owns.  Not NUL-terminated. */
struct slice {
	const char *bytes; /* borrowed; may be NULL only where size is 0 */
	size_t size;
};

/* Initializes a slice with a string literal. */
#define SLICE(text)                                                            \
	{                                                                      \
		(text), sizeof(text) - 1                                       \
	}

/*
 * Take the first line of the size bytes at bytes: set *line_r to it without its
 * "\n" and without one "\r" before that, and return how many bytes it took,
 * the "\n" included.  Return 0 if there is no complete line; *line_r is then
 * left alone.
 */
size_t line_take(const char *bytes, size_t size, struct slice *line_r);

/*
 * The functions below stand in the header because every line of chat passes
 * several of them, and called they would cost more than what they do.
 */

/* The first comparison settles it for nearly every byte of a text. */
static inline bool
line_is_blank(char byte)
{
	return (unsigned char)byte <= ' ' && (byte == ' ' || byte == '\t');
}

/* Return s without its leading blanks, its trailing blanks, or both. */
static inline struct slice
slice_trim_left(struct slice s)
{
	while (s.size > 0 && line_is_blank(s.bytes[0])) {
		s.bytes++;
		s.size--;
	}
	return s;
}

static inline struct slice
slice_trim_right(struct slice s)
{
	while (s.size > 0 && line_is_blank(s.bytes[s.size - 1]))
		s.size--;
	return s;
}

static inline struct slice
slice_trim(struct slice s)
{
	return slice_trim_right(slice_trim_left(s));
}

/*
 * Take the first word of *rest (up to the first blank or the end) and leave in
 * *rest what follows it, beginning with the blank.  Leading blanks of *rest
 * are passed over first.  The word is empty if nothing else was there.
 */
static inline struct slice
slice_take_word(struct slice *rest)
{
	struct slice word = slice_trim_left(*rest);
	size_t size = 0;

	while (size < word.size && !line_is_blank(word.bytes[size]))
		size++;
	if (size > 0)
		rest->bytes = word.bytes + size;
	rest->size = word.size - size;
	word.size = size;
	return word;
}

/*
 * Write the bytes of s to to; return the end.  Most slices of a line are a few
 * bytes long (a word, a name, a blank), and then two moves, which overlap, take
 * a third of the instructions of a call of memcpy().
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

/* Say whether the eight, or four, bytes at one and at other are the same. */
static inline bool
line_same_8(const char *one, const char *other)
{
	uint64_t a, b;

	memcpy(&a, one, sizeof(a));
	memcpy(&b, other, sizeof(b));
	return a == b;
}

static inline bool
line_same_4(const char *one, const char *other)
{
	uint32_t a, b;

	memcpy(&a, one, sizeof(a));
	memcpy(&b, other, sizeof(b));
	return a == b;
}

/*
 * Say whether both hold the same bytes.  Verbs and names are short, and then a
 * few comparisons, of which the last ones overlap, take less than to call
 * memcmp().
 */
static inline bool
slices_equal(struct slice one, struct slice other)
{
	const char *a = one.bytes, *b = other.bytes;
	size_t left = one.size;

	if (one.size != other.size)
		return false;
	for (; left > 16; left -= 8, a += 8, b += 8) {
		if (!line_same_8(a, b))
			return false;
	}
	if (left >= 8)
		return line_same_8(a, b) &&
		       line_same_8(a + left - 8, b + left - 8);
	if (left >= 4)
		return line_same_4(a, b) &&
		       line_same_4(a + left - 4, b + left - 4);
	return left == 0 || (a[0] == b[0] && a[left / 2] == b[left / 2] &&
				a[left - 1] == b[left - 1]);
}

/* Say whether s holds exactly the bytes of the C string text. */
bool slice_equals(struct slice s, const char *text);

#endif
