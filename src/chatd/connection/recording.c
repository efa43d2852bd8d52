/* SPDX-License-Identifier: MIT */
/*
 * The memory doubles as it grows; the end gives back what was too much.
 */

#include "chatd/connection/recording.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/shared_text.h"

/* Enough for a few lines. */
#define RECORDING_BEGIN_BYTES 1024

static bool
recording_grow(struct recording *recording, size_t size)
{
	size_t capacity = recording->capacity > 0 ? recording->capacity
						  : RECORDING_BEGIN_BYTES;
	char *bytes;

	while (capacity - recording->size < size)
		capacity *= 2;
	bytes = realloc(recording->bytes, capacity);
	if (bytes == NULL)
		return false;
	recording->bytes = bytes;
	recording->capacity = capacity;
	return true;
}

char *
recording_reserve(struct recording *recording, size_t size)
{
	char *at;

	if (recording->capacity - recording->size < size &&
	    !recording_grow(recording, size)) {
		recording->has_failed = true;
		return NULL;
	}
	at = recording->bytes + recording->size;
	recording->size += size;
	return at;
}

struct shared_text *
recording_end(struct recording *recording)
{
	size_t size = recording->has_failed ? 0 : recording->size;
	char *bytes = size > 0 ? realloc(recording->bytes, size) : NULL;

	if (bytes == NULL)
		free(recording->bytes);
	memset(recording, 0, sizeof(*recording));
	return bytes != NULL ? shared_text_new(bytes, size, 0) : NULL;
}
