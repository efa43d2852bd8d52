/* SPDX-License-Identifier: MIT */

#include "chatd/core/fingerprint.h"

#include <string.h>

static const char fingerprint_digits[] = "0123456789abcdef";

/* Take a digit off the front of *text.  Return its value, or -1. */
static int
fingerprint_take_digit(struct slice *text)
{
	const char *digit;
	char byte;

	if (text->size == 0)
		return -1;
	byte = text->bytes[0];
	if (byte >= 'A' && byte <= 'F')
		byte = (char)(byte - 'A' + 'a');
	digit = memchr(fingerprint_digits, byte, 16);
	if (digit == NULL)
		return -1;
	text->bytes++;
	text->size--;
	return (int)(digit - fingerprint_digits);
}

bool
fingerprint_parse(struct slice text, struct fingerprint *fingerprint_r)
{
	for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
		int high, low;

		if (i > 0)
			(void)slice_take_prefix(&text, ":");
		high = fingerprint_take_digit(&text);
		low = fingerprint_take_digit(&text);
		if (high < 0 || low < 0)
			return false;
		fingerprint_r->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return text.size == 0;
}

char *
fingerprint_format(const struct fingerprint *fingerprint, char *buffer)
{
	for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
		unsigned char byte = fingerprint->bytes[i];

		buffer[2 * i] = fingerprint_digits[byte >> 4];
		buffer[2 * i + 1] = fingerprint_digits[byte & 15];
	}
	buffer[FINGERPRINT_TEXT_BYTES - 1] = '\0';
	return buffer;
}
