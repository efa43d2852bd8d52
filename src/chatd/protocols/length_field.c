/* SPDX-License-Identifier: MIT */
/*
 * Decimal lengths in fields of two digits, three or four.
 *
 * Clients of each width exist, and none says which it means.  A field that fits
 * none of them is bad at once: a guess could take a text for a length.
 */

#include "chatd/protocols/length_field.h"

#include <stdbool.h>

static bool
length_field_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
length_field_is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

enum length_field_status
length_field_read(const char *bytes, size_t size, uint8_t digits,
    struct length_field *field_r)
{
	uint8_t most = digits > 0 ? digits : LENGTH_FIELD_WIDEST;
	uint8_t count = 0;

	field_r->length = 0;
	while (
	    count < most && count < size && length_field_is_digit(bytes[count]))
		field_r->length = field_r->length * 10 +
				  (size_t)(bytes[count++] - '0');
	field_r->size = count;
	if (count == most)
		return LENGTH_FIELD_WHOLE;
	if (count == size)
		return LENGTH_FIELD_UNFINISHED;
	if (digits == 0 && count >= LENGTH_FIELD_NARROWEST &&
	    length_field_is_letter(bytes[count]))
		return LENGTH_FIELD_WHOLE;
	field_r->size++;
	return LENGTH_FIELD_BAD;
}

size_t
length_field_max(uint8_t digits)
{
	size_t max = 0;

	while (digits-- > 0)
		max = max * 10 + 9;
	return max;
}

struct slice
length_field_write(char *buffer, uint8_t digits, size_t length)
{
	for (uint8_t i = digits; i > 0; i--) {
		buffer[i - 1] = (char)('0' + length % 10);
		length /= 10;
	}
	return (struct slice){ buffer, digits };
}
