/* SPDX-License-Identifier: MIT */
/*
 * Texts that count.  The number is found in whatever the wire has put around
 * the text, so that no wire need know about it.
 */

#include "bench/talk/numbered.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number 0, by which it is found: no name and no protocol holds this. */
static const char numbered_zero[] = "=000000000000";

static const char numbered_words[] = " the quick brown fox jumps over the lazy"
				     " dog and then sits down to have a rest;";

void
numbered_write_text(char *buffer, size_t size, const char *from)
{
	size_t used = (size_t)snprintf(
	    buffer, size + 1, "%s%s", from, numbered_zero);

	for (size_t i = 0; used < size; i++)
		buffer[used++] =
		    numbered_words[i % (sizeof(numbered_words) - 1)];
	/* A server may trim a blank at the end. */
	buffer[size - 1] = '.';
	buffer[size] = '\0';
}

int
numbered_init(struct numbered *n, const char *bytes, size_t size)
{
	char *found;

	n->bytes = malloc(size + 1);
	if (n->bytes == NULL)
		return -1;
	memcpy(n->bytes, bytes, size);
	n->bytes[size] = '\0';
	n->size = size;
	found = memmem(n->bytes, size, numbered_zero, strlen(numbered_zero));
	if (found == NULL) {
		numbered_clear(n);
		errno = EINVAL;
		return -1;
	}
	n->number = found + 1;
	return 0;
}

void
numbered_clear(struct numbered *n)
{
	free(n->bytes);
	n->bytes = NULL;
	n->number = NULL;
	n->size = 0;
}

void
numbered_set(struct numbered *n, uint64_t number)
{
	for (size_t i = NUMBERED_DIGITS; i-- > 0; number /= 10)
		n->number[i] = (char)('0' + number % 10);
}

int
numbered_match(const struct numbered *n, const char *bytes, size_t size,
    uint64_t *number_r)
{
	size_t before = (size_t)(n->number - n->bytes);
	size_t after = before + NUMBERED_DIGITS;
	uint64_t number = 0;

	if (size > n->size)
		size = n->size;
	if (memcmp(bytes, n->bytes, size < before ? size : before) != 0)
		return -1;
	for (size_t i = before; i < size && i < after; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return -1;
		number = number * 10 + (uint64_t)(bytes[i] - '0');
	}
	if (size > after &&
	    memcmp(bytes + after, n->bytes + after, size - after) != 0)
		return -1;
	if (size < n->size)
		return 0;
	*number_r = number;
	return 1;
}
