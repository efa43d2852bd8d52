/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BIG_ENDIAN_H
#define CHATD_BIG_ENDIAN_H

/*
 * Numbers on the wire, the most significant byte first.  The functions are
 * inline because their loops vanish where the size is a constant.  Pure; any
 * thread.
 */

#include <stddef.h>

/* Read a number of size bytes, eight at the most. */
static inline size_t
big_endian_read(const char *bytes, size_t size)
{
	size_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

/* Write the size lowest bytes of a number. */
static inline void
big_endian_write(char *bytes, size_t size, size_t number)
{
	for (size_t i = size; i > 0; i--) {
		bytes[i - 1] = (char)(number & 0xff);
		number >>= 8;
	}
}

#endif
