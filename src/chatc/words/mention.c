/* SPDX-License-Identifier: MIT */
/* Words that are a name. */

#include "chatc/words/mention.h"

#include <strings.h>

/*
 * Say whether a byte is part of a word.  Bytes beyond ASCII are taken for
 * letters, and "-" and "_" stand inside names.
 */
static bool
mention_is_inside(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
	       (unsigned char)byte >= 0x80;
}

bool
mention_find(struct slice text, struct slice name, size_t *at_r)
{
	size_t end;

	if (name.size == 0)
		return false;
	for (size_t at = 0; at + name.size <= text.size; at++) {
		end = at + name.size;
		if ((at > 0 && mention_is_inside(text.bytes[at - 1])) ||
		    (end < text.size && mention_is_inside(text.bytes[end])))
			continue;
		if (strncasecmp(text.bytes + at, name.bytes, name.size) == 0) {
			*at_r = at;
			return true;
		}
	}
	return false;
}
