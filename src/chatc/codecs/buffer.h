/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_BUFFER_H
#define CHATD_CHATC_BUFFER_H

/*
 * A buffer of bytes that grows.  When memory runs out, the program ends with
 * EX_OSERR: a client has nobody else to serve.  Code that appends bytes from
 * the network sets a bound itself.
 */

#include <stddef.h>

#include "common/slice.h"

struct buffer {
	char *bytes; /* owned; NULL until something is appended */
	size_t size;
	size_t capacity;
};

/* Free what the buffer holds and make it empty. */
void buffer_clear(struct buffer *buffer);

/* Make the buffer empty; give back its memory if that is much. */
void buffer_empty(struct buffer *buffer);

/* Append bytes, a C string, a slice, or what printf(3) would print. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_slice(struct buffer *buffer, struct slice slice);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drop up to size bytes from the front. */
void buffer_drop(struct buffer *buffer, size_t size);

/* Return what the buffer holds, borrowed until the buffer changes. */
struct slice buffer_slice(const struct buffer *buffer);

#endif
