/* SPDX-License-Identifier: MIT */
/*
 * Checking and escaping text that is shown to people.
 *
 * Every line of chat passes through text_is_valid(), and most lines are plain
 * ASCII.  So they are first looked at in blocks of 16 bytes, and only those
 * that turn out not to be plain ASCII go to libunistring, whose idea of UTF-8
 * is exact.
 */

#include "common/text.h"

#include <stdint.h>
#include <string.h>
#include <unistr.h>

#include "common/in_line.h"
#include "common/out_of_line.h"

/* One register of SSE or NEON, which every 64-bit machine has. */
#define BLOCK_BYTES 16

/* A block as one value, for which gcc and clang use what the machine has. */
typedef signed char text_block __attribute__((vector_size(BLOCK_BYTES)));
typedef unsigned char text_bytes __attribute__((vector_size(BLOCK_BYTES)));
typedef uint64_t text_halves __attribute__((vector_size(BLOCK_BYTES)));

/* The longest result of escaping one character: four bytes as \xHH. */
#define ESCAPED_MAX_BYTES 16

static const char ellipsis[] = "...";
#define ELLIPSIS_BYTES (sizeof(ellipsis) - 1)

/*
 * Return a block with all bits set in each byte that is printable ASCII at
 * text.  Adding 1 makes a signed byte negative or zero from DEL upwards, so
 * that one comparison tells those and the control characters from the rest.
 */
static inline text_block
text_block_plain(const char *text)
{
	text_bytes block;

	memcpy(&block, text, sizeof(block));
	return (text_block)(block + 1) > ' ';
}

static bool
text_is_plain_bytes(const char *text, size_t size)
{
	size_t plain = 0;

	while (plain < size && text[plain] >= ' ' && text[plain] < 0x7f)
		plain++;
	return plain == size;
}

/*
 * Say whether all of text is printable ASCII.  The results of the blocks are
 * combined and tested once, at the end, which takes half the instructions of
 * testing each block by itself.
 */
static IN_LINE bool
text_is_plain(const char *text, size_t size)
{
	size_t last = size - BLOCK_BYTES;
	size_t at = BLOCK_BYTES;
	text_block plain;
	text_halves halves;

	if (size < BLOCK_BYTES)
		return text_is_plain_bytes(text, size);
	/* The last block overlaps the one before it. */
	plain = text_block_plain(text) & text_block_plain(text + last);
	for (; at + BLOCK_BYTES < last; at += 2 * BLOCK_BYTES)
		plain &= text_block_plain(text + at) &
			 text_block_plain(text + at + BLOCK_BYTES);
	if (at < last)
		plain &= text_block_plain(text + at);
	halves = (text_halves)plain;
	return (halves[0] & halves[1]) == UINT64_MAX;
}

/* In well-formed UTF-8, C1 is always 0xc2 followed by a byte below 0xa0. */
static bool
text_has_control(const unsigned char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return true;
		if (text[i] == 0xc2 && text[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static OUT_OF_LINE bool
text_is_valid_utf8(const char *text, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)text;

	return u8_check(bytes, size) == NULL && !text_has_control(bytes, size);
}

bool
text_is_valid(const char *text, size_t size)
{
	return text_is_plain(text, size) || text_is_valid_utf8(text, size);
}

bool
text_is_utf8(const char *text, size_t size)
{
	return text_is_plain(text, size) ||
	       u8_check((const uint8_t *)text, size) == NULL;
}

size_t
text_cut(const char *text, size_t size, size_t max)
{
	if (size <= max)
		return size;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

bool
text_is_shown(uint32_t character)
{
	if (character < 0x20 || (character >= 0x7f && character < 0xa0))
		return false;
	if (character >= 0x2028 && character <= 0x202e)
		return false;
	if (character >= 0x2066 && character <= 0x2069)
		return false;
	return character != 0x061c && character != 0x200e &&
	       character != 0x200f;
}

/*
 * Write to shown what shows the first character of the size bytes at text, set
 * *shown_size_r to the length of that, and return how many bytes of text the
 * character takes up.
 */
static size_t
text_escape_character(
    const unsigned char *text, size_t size, char *shown, size_t *shown_size_r)
{
	static const char digits[] = "0123456789ABCDEF";
	ucs4_t character;
	int length = u8_mbtoucr(&character, text, size);
	size_t used = length > 0 ? (size_t)length : 1;
	size_t shown_size = 0;

	if (length > 0 && character == '\\') {
		shown[shown_size++] = '\\';
		shown[shown_size++] = '\\';
	} else if (length > 0 && text_is_shown(character)) {
		memcpy(shown, text, used);
		shown_size = used;
	} else {
		for (size_t i = 0; i < used; i++) {
			shown[shown_size++] = '\\';
			shown[shown_size++] = 'x';
			shown[shown_size++] = digits[text[i] >> 4];
			shown[shown_size++] = digits[text[i] & 0xf];
		}
	}
	*shown_size_r = shown_size;
	return used;
}

const char *
text_escape(const char *text, size_t size, char *buffer, size_t buffer_size)
{
	const unsigned char *rest = (const unsigned char *)text;
	size_t room = buffer_size - 1;
	size_t length = 0;
	size_t cut = 0; /* the last place where the ellipsis fits */

	while (size > 0) {
		char shown[ESCAPED_MAX_BYTES];
		size_t shown_size;
		size_t used = text_escape_character(
		    rest, size, shown, &shown_size);

		if (length + ELLIPSIS_BYTES <= room)
			cut = length;
		if (length + shown_size > room) {
			memcpy(buffer + cut, ellipsis, ELLIPSIS_BYTES);
			length = cut + ELLIPSIS_BYTES;
			break;
		}
		memcpy(buffer + length, shown, shown_size);
		length += shown_size;
		rest += used;
		size -= used;
	}
	buffer[length] = '\0';
	return buffer;
}
