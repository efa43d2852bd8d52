/* SPDX-License-Identifier: MIT */
/*
 * Buffers: what has come from the server and is no whole message yet, and lines
 * on their way out.  Dropping bytes from the front moves the rest, so a caller
 * that takes many messages takes them all before it drops them.
 */

#include "chatc/codecs/buffer.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* The room to start with: most lines of a chat fit. */
#define BUFFER_FIRST_BYTES 256

/* What buffer_empty() lets a buffer keep. */
#define BUFFER_KEEP_BYTES (64 * 1024)

static void
buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t capacity;
	char *bytes;

	if (size <= buffer->capacity - buffer->size)
		return;
	capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST_BYTES;
	while (capacity - buffer->size < size)
		capacity *= 2;
	bytes = realloc(buffer->bytes, capacity);
	if (bytes == NULL)
		err(EX_OSERR, "out of memory");
	buffer->bytes = bytes;
	buffer->capacity = capacity;
}

void
buffer_clear(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ 0 };
}

void
buffer_empty(struct buffer *buffer)
{
	buffer->size = 0;
	if (buffer->capacity > BUFFER_KEEP_BYTES)
		buffer_clear(buffer);
}

void
buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	buffer_reserve(buffer, size);
	memcpy(buffer->bytes + buffer->size, bytes, size);
	buffer->size += size;
}

void
buffer_append_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void
buffer_append_slice(struct buffer *buffer, struct slice slice)
{
	buffer_append(buffer, slice.bytes, slice.size);
}

void
buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	char *text;
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (size < 0)
		err(EX_OSERR, "out of memory");
	buffer_append(buffer, text, (size_t)size);
	free(text);
}

void
buffer_drop(struct buffer *buffer, size_t size)
{
	if (size >= buffer->size) {
		buffer_empty(buffer);
		return;
	}
	memmove(buffer->bytes, buffer->bytes + size, buffer->size - size);
	buffer->size -= size;
}

struct slice
buffer_slice(const struct buffer *buffer)
{
	return (struct slice){ buffer->bytes, buffer->size };
}
