/* SPDX-License-Identifier: MIT */
/* The part of slice.h that no line of chat waits for. */

#include "common/slice.h"

#include <string.h>

bool
slice_equals(struct slice s, const char *text)
{
	size_t length = strlen(text);

	return s.size == length &&
	       (length == 0 || memcmp(s.bytes, text, length) == 0);
}
