/* SPDX-License-Identifier: MIT */
/* Frames as bytes, from lines that people can read. */

#include "common/test_frames.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 6

/* Write the frame of a line to bytes; return how many there are. */
static size_t
frame_write(char *bytes, const char *line, size_t size)
{
	size_t name_size = strcspn(line, "|");
	size_t text_size = size - name_size - 1;

	ck_assert_uint_lt(name_size, size);
	bytes[0] = (char)(name_size / 256);
	bytes[1] = (char)(name_size % 256);
	bytes[2] = (char)(text_size / 16777216);
	bytes[3] = (char)(text_size / 65536 % 256);
	bytes[4] = (char)(text_size / 256 % 256);
	bytes[5] = (char)(text_size % 256);
	memcpy(bytes + HEADER_BYTES, line, name_size);
	memcpy(
	    bytes + HEADER_BYTES + name_size, line + name_size + 1, text_size);
	return HEADER_BYTES + name_size + text_size;
}

char *
test_frames(const char *lines, size_t *size_r)
{
	/* A header has six bytes, for at least a bar and a newline. */
	char *bytes = malloc(HEADER_BYTES * (strlen(lines) + 1));
	size_t used = 0;

	ck_assert_ptr_nonnull(bytes);
	while (*lines != '\0') {
		size_t size = strcspn(lines, "\n");

		ck_assert_int_eq(lines[size], '\n');
		used += frame_write(bytes + used, lines, size);
		lines += size + 1;
	}
	*size_r = used;
	return bytes;
}
