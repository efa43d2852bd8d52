/* SPDX-License-Identifier: MIT */
/*
 * Three bytes come of four, so what is written never overtakes what is read.
 */

#include "chatd/protocols/irc/irc_base64.h"

#include <stdint.h>
#include <string.h>

/* Return the six bits that byte stands for, or -1. */
static int
irc_base64_value(char byte)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	const char *at = byte != '\0' ? strchr(digits, byte) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* Decode four bytes, of which the last padding ones are "=". */
static bool
irc_base64_decode_four(const char *text, size_t padding, char bytes_r[3])
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i < 4 - padding ? irc_base64_value(text[i]) : 0;

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
	}
	bytes_r[0] = (char)(bits >> 16 & 0xff);
	bytes_r[1] = (char)(bits >> 8 & 0xff);
	bytes_r[2] = (char)(bits & 0xff);
	return (padding < 1 || bytes_r[2] == 0) &&
	       (padding < 2 || bytes_r[1] == 0);
}

bool
irc_base64_decode(char *text, size_t size, size_t *size_r)
{
	size_t padding = 0;
	size_t used = 0;

	if (size % 4 != 0)
		return false;
	while (padding < 2 && padding < size && text[size - 1 - padding] == '=')
		padding++;
	for (size_t at = 0; at < size; at += 4) {
		bool is_last = at + 4 == size;
		char bytes[3];

		if (!irc_base64_decode_four(
			text + at, is_last ? padding : 0, bytes))
			return false;
		memcpy(text + used, bytes, sizeof(bytes));
		used += sizeof(bytes);
	}
	*size_r = used - padding;
	return true;
}
