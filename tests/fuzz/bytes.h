/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BYTES_H
#define CHATD_BYTES_H

/*
 * Bytes that grow.  All zeros are no bytes; want of memory aborts.
 */

#include <stddef.h>

#include "common/slice.h"

struct bytes {
	char *data; /* owned; NULL at first */
	size_t size;
	size_t capacity;
};

/* Add size bytes and return where they are to be written. */
char *bytes_reserve(struct bytes *bytes, size_t size);

/* Add a copy of size bytes at data, which may be NULL if there are none. */
void bytes_append(struct bytes *bytes, const char *data, size_t size);

/* Replace all bytes with a copy of s. */
void bytes_set(struct bytes *bytes, struct slice s);

/* Remove the first size bytes. */
void bytes_drop(struct bytes *bytes, size_t size);

/* Return all bytes: borrowed until they change. */
struct slice bytes_slice(const struct bytes *bytes);

/* Free the bytes. */
void bytes_clear(struct bytes *bytes);

#endif
