/* SPDX-License-Identifier: MIT */
/*
 * Splitting lines and words where they lie.
 *
 * A slice is passed by value, two registers wide, and every function returns a
 * part of what it was given: no text is copied between the socket and the chat.
 */

#include "common/line.h"

#include <string.h>

size_t
line_take(const char *bytes, size_t size, struct slice *line_r)
{
	const char *newline;
	size_t length;

	if (size == 0)
		return 0;
	newline = memchr(bytes, '\n', size);
	if (newline == NULL)
		return 0;
	length = (size_t)(newline - bytes);
	line_r->bytes = bytes;
	line_r->size = length;
	if (length > 0 && bytes[length - 1] == '\r')
		line_r->size--;
	return length + 1;
}

bool
slice_equals(struct slice s, const char *text)
{
	size_t length = strlen(text);

	return s.size == length &&
	       (length == 0 || memcmp(s.bytes, text, length) == 0);
}
