/* SPDX-License-Identifier: MIT */
/* What is off the path of a line of chat. */

#include "common/slice.h"

#include <string.h>

bool
slice_is(struct slice s, const char *text)
{
	size_t length = strlen(text);

	return s.size == length &&
	       (length == 0 || memcmp(s.bytes, text, length) == 0);
}

bool
slice_begins_with(struct slice s, const char *text)
{
	return slice_take_prefix(&s, text);
}

bool
slice_take_prefix(struct slice *s, const char *prefix)
{
	size_t length = strlen(prefix);

	if (length == 0)
		return true;
	if (s->size < length || memcmp(s->bytes, prefix, length) != 0)
		return false;
	s->bytes += length;
	s->size -= length;
	return true;
}

struct slice
slice_take_until(struct slice *rest, char byte)
{
	struct slice part = *rest;
	const char *end;

	if (rest->size == 0)
		return part;
	end = memchr(rest->bytes, byte, rest->size);
	if (end != NULL)
		part.size = (size_t)(end - part.bytes);
	rest->bytes += part.size;
	rest->size -= part.size;
	return part;
}

bool
slice_to_number(struct slice s, uint64_t *number_r)
{
	uint64_t number = 0;

	if (s.size == 0)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		unsigned int digit = (unsigned char)s.bytes[i] - '0';

		if (digit > 9 || number > (UINT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*number_r = number;
	return true;
}
