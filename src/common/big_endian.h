/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BIG_ENDIAN_H
#define CHATD_BIG_ENDIAN_H

/*
 * Numbers on the wire: bytes with the most significant one first, at any
 * address.  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

/* Return the number that the size bytes at bytes stand for; at most 8. */
static inline uint64_t
big_endian_read(const char *bytes, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

/*
 * Write the size lowest bytes of number to bytes; return the end of what was
 * written.
 */
static inline char *
big_endian_write(char *bytes, size_t size, uint64_t number)
{
	for (size_t i = size; i > 0; i--) {
		bytes[i - 1] = (char)(number & 0xff);
		number >>= 8;
	}
	return bytes + size;
}

#endif
