/* SPDX-License-Identifier: MIT */
/*
 * Finding the end of a line.
 *
 * The line is returned where it lies: no text is copied between the socket and
 * the chat.
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
