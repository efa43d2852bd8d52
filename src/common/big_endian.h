/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BIG_ENDIAN_H
#define CHATD_BIG_ENDIAN_H

/*
 * Numbers on the wire: bytes with the most significant one first, at any
 * address.  Pure; any thread.
 */

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/*
 * The same for numbers of four and eight bytes, in a few instructions:
 * compilers see what is read here, and htonl() says what is written.
 */

static inline uint32_t
big_endian_read_32(const char *bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t
big_endian_read_64(const char *bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;

	return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 |
	       (uint64_t)at[2] << 40 | (uint64_t)at[3] << 32 |
	       (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 |
	       (uint64_t)at[6] << 8 | at[7];
}

static inline char *
big_endian_write_32(char *bytes, uint32_t number)
{
	number = htonl(number);
	memcpy(bytes, &number, sizeof(number));
	return bytes + sizeof(number);
}

static inline char *
big_endian_write_64(char *bytes, uint64_t number)
{
	bytes = big_endian_write_32(bytes, (uint32_t)(number >> 32));
	return big_endian_write_32(bytes, (uint32_t)number);
}

#endif
