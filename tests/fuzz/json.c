/* SPDX-License-Identifier: MIT */
/*
 * Each function takes what it is called after off the front of *text, and says
 * whether it was there.
 */

#include "fuzz/json.h"

#include <stddef.h>
#include <string.h>

#include "common/text.h"

/* chatctl prints two levels; the bound keeps the stack small. */
#define JSON_DEPTH_MAX 8

static bool json_take_value(struct slice *text, unsigned int depth);

static bool
json_is_any(struct slice text, const char *bytes)
{
	return text.size > 0 && text.bytes[0] != '\0' &&
	       strchr(bytes, text.bytes[0]) != NULL;
}

static void
json_skip(struct slice *text, size_t count)
{
	text->bytes += count;
	text->size -= count;
}

static void
json_skip_blanks(struct slice *text)
{
	while (json_is_any(*text, " \t\r\n"))
		json_skip(text, 1);
}

static bool
json_take_byte(struct slice *text, const char *byte)
{
	json_skip_blanks(text);
	if (!json_is_any(*text, byte))
		return false;
	json_skip(text, 1);
	return true;
}

static bool
json_take_escape(struct slice *text)
{
	static const char hex[] = "0123456789abcdefABCDEF";

	json_skip(text, 1);
	if (!json_is_any(*text, "u")) {
		if (!json_is_any(*text, "\"\\/bfnrt"))
			return false;
		json_skip(text, 1);
		return true;
	}
	json_skip(text, 1);
	for (int i = 0; i < 4; i++) {
		if (!json_is_any(*text, hex))
			return false;
		json_skip(text, 1);
	}
	return true;
}

static bool
json_take_string(struct slice *text)
{
	size_t size;

	if (!json_take_byte(text, "\""))
		return false;
	for (;;) {
		size = 0;
		while (size < text->size && text->bytes[size] != '"' &&
		       text->bytes[size] != '\\')
			size++;
		if (size == text->size || !text_is_valid(text->bytes, size) ||
		    memchr(text->bytes, '\t', size) != NULL)
			return false;
		json_skip(text, size);
		if (text->bytes[0] == '"')
			break;
		if (!json_take_escape(text))
			return false;
	}
	json_skip(text, 1);
	return true;
}

/* chatctl's numbers are whole, and not negative. */
static bool
json_take_number(struct slice *text)
{
	static const char digits[] = "0123456789";
	bool is_zero = json_is_any(*text, "0");

	if (!json_is_any(*text, digits))
		return false;
	json_skip(text, 1);
	while (!is_zero && json_is_any(*text, digits))
		json_skip(text, 1);
	return !json_is_any(*text, digits);
}

/* Take what stands in brackets, each item after a key if there are keys. */
static bool
json_take_items(
    struct slice *text, const char *end, bool keys, unsigned int depth)
{
	json_skip(text, 1);
	if (json_take_byte(text, end))
		return true;
	do {
		if (keys &&
		    (!json_take_string(text) || !json_take_byte(text, ":")))
			return false;
		if (!json_take_value(text, depth + 1))
			return false;
	} while (json_take_byte(text, ","));
	return json_take_byte(text, end);
}

static bool
json_take_value(struct slice *text, unsigned int depth)
{
	json_skip_blanks(text);
	if (depth == JSON_DEPTH_MAX)
		return false;
	if (json_is_any(*text, "{"))
		return json_take_items(text, "}", true, depth);
	if (json_is_any(*text, "["))
		return json_take_items(text, "]", false, depth);
	if (json_is_any(*text, "\""))
		return json_take_string(text);
	return json_take_number(text);
}

bool
json_is_valid(struct slice text)
{
	if (!json_take_value(&text, 0))
		return false;
	json_skip_blanks(&text);
	return text.size == 0;
}
