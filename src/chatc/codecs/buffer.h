/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_BUFFER_H
#define CHATD_CHATC_BUFFER_H

/*
 * Bytes that grow.  Where memory runs out the program ends with EX_OSERR: a
 * client has nobody else to serve.  Whoever appends what comes from the network
 * sets the bound.
 */

#include <stddef.h>

#include "common/line.h"

struct buffer {
	char *bytes; /* owned; NULL while nothing was ever appended */
	size_t size;
	size_t capacity;
};

/* Free what the buffer holds and make it empty. */
void buffer_clear(struct buffer *buffer);

/* Make the buffer empty; give back its memory only where that is much. */
void buffer_empty(struct buffer *buffer);

/* Append bytes, a C string, or what printf(3) would print. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_append_slice(struct buffer *buffer, struct slice slice);

/* Take size bytes, no more than there are, away from the front. */
void buffer_drop(struct buffer *buffer, size_t size);

/* Return all that the buffer holds, borrowed until it changes. */
struct slice buffer_slice(const struct buffer *buffer);

#endif
