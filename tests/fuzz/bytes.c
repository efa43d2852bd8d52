/* SPDX-License-Identifier: MIT */
/*
 * Bytes that grow.
 */

#include "fuzz/bytes.h"

#include <stdlib.h>
#include <string.h>

char *
bytes_reserve(struct bytes *bytes, size_t size)
{
	size_t needed = bytes->size + size;
	char *at;

	if (needed > bytes->capacity) {
		bytes->capacity = 2 * needed;
		bytes->data = realloc(bytes->data, bytes->capacity);
		if (bytes->data == NULL)
			abort();
	}
	at = bytes->data + bytes->size;
	bytes->size = needed;
	return at;
}

void
bytes_append(struct bytes *bytes, const char *data, size_t size)
{
	if (size > 0)
		memcpy(bytes_reserve(bytes, size), data, size);
}

void
bytes_set(struct bytes *bytes, struct slice s)
{
	bytes->size = 0;
	bytes_append(bytes, s.bytes, s.size);
}

void
bytes_drop(struct bytes *bytes, size_t size)
{
	memmove(bytes->data, bytes->data + size, bytes->size - size);
	bytes->size -= size;
}

struct slice
bytes_slice(const struct bytes *bytes)
{
	return (struct slice){ bytes->data, bytes->size };
}

void
bytes_clear(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}
