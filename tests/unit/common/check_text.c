/* SPDX-License-Identifier: MIT */
/*
 * What counts as text.  The fast path looks at blocks of 16 bytes, so each bad
 * byte is tried at every place of texts of every length around that.
 */

#include "common/text.h"

#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"
#include "unit/unit.h"

/* Past five blocks and their overlap; past two where each text takes long. */
#define LENGTH_MAX (TEST_SANITIZED ? 42 : 84)

/*
 * Say whether a text of size letters with the piece put over them at position
 * is valid.  The text ends where its memory does, for the sanitizers to see.
 */
static bool
is_valid_within(
    const char *piece, size_t piece_size, size_t position, size_t size)
{
	char *text = malloc(size);
	bool valid;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', size);
	memcpy(text + position, piece, piece_size);
	valid = text_is_valid(text, size);
	free(text);
	return valid;
}

static void
assert_everywhere(const char *piece, size_t piece_size, bool want)
{
	for (size_t size = piece_size; size <= LENGTH_MAX; size++) {
		for (size_t at = 0; at <= size - piece_size; at++) {
			unit_require(is_valid_within(
					 piece, piece_size, at, size) == want,
			    "0x%02x... (%zu bytes) at %zu of %zu: want %d",
			    (unsigned char)piece[0], piece_size, at, size,
			    want);
		}
	}
}

START_TEST(tells_every_single_byte)
{
	for (int code = 0; code < 256; code++) {
		char byte = (char)code;
		bool want = code == '\t' || (code >= 0x20 && code < 0x7f);

		assert_everywhere(&byte, 1, want);
	}
}
END_TEST

START_TEST(takes_utf8_of_every_length)
{
	static const char *const good[] = { "\xc2\xa0", "\xc3\xbc", "\xdf\xbf",
		"\xe0\xa0\x80", "\xe2\x82\xac", "\xed\x9f\xbf", "\xee\x80\x80",
		"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf0\x9f\x98\x80",
		"\xf4\x8f\xbf\xbf" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_everywhere(good[i], strlen(good[i]), true);
}
END_TEST

START_TEST(refuses_broken_utf8)
{
	static const char *const bad[] = { "\xc0\x80", "\xc1\xbf",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
		"\xfe", "\xff", "\xe2\x82", "\xf0\x9f\x98", "\xc3\xc3" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_everywhere(bad[i], strlen(bad[i]), false);
}
END_TEST

START_TEST(refuses_controls_of_the_upper_half)
{
	for (int code = 0x80; code < 0xa0; code++) {
		const char c1[2] = { '\xc2', (char)code };

		assert_everywhere(c1, 2, false);
	}
}
END_TEST

START_TEST(finds_controls_after_other_languages)
{
	ck_assert(text_is_valid("\xc3\xbc \t \xe2\x82\xac", 8));
	ck_assert(!text_is_valid("\xc3\xbc \x1b[31m", 8));
	ck_assert(!text_is_valid("\xc3\xbc \x7f", 4));
	ck_assert(!text_is_valid("\xc3\xbc \r", 4));
}
END_TEST

START_TEST(takes_the_empty_text)
{
	ck_assert(text_is_valid("", 0));
	ck_assert(text_is_valid(NULL, 0));
}
END_TEST

START_TEST(cuts_between_characters)
{
	static const char text[] = "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80";
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10 };

	for (size_t max = 0; max <= 10; max++)
		ck_assert_uint_eq(text_cut(text, 10, max), want[max]);
	ck_assert_uint_eq(text_cut(text, 10, 11), 10);
	ck_assert_uint_eq(text_cut("", 0, 0), 0);
}
END_TEST

static void
assert_escaped(const char *text, size_t size, const char *want)
{
	char buffer[64];

	ck_assert_str_eq(text_escape(text, size, buffer, sizeof(buffer)), want);
}

START_TEST(escapes_what_is_not_printable)
{
	assert_escaped("plain", 5, "plain");
	assert_escaped("", 0, "");
	assert_escaped("a\\b", 3, "a\\\\b");
	assert_escaped("\x1b[2J\r\n\t\0", 8, "\\x1B[2J\\x0D\\x0A\\x09\\x00");
	assert_escaped("\x7f", 1, "\\x7F");
	assert_escaped("\xc2\x9b", 2, "\\xC2\\x9B");
	assert_escaped(
	    "\xc3\xbc\xf0\x9f\x98\x80", 6, "\xc3\xbc\xf0\x9f\x98\x80");
	assert_escaped("\xffz\xe2\x82", 4, "\\xFFz\\xE2\\x82");
}
END_TEST

START_TEST(escapes_what_turns_the_direction_of_text)
{
	assert_escaped("\xe2\x80\xae", 3, "\\xE2\\x80\\xAE");
	assert_escaped("\xe2\x80\xa8", 3, "\\xE2\\x80\\xA8");
	assert_escaped("\xe2\x81\xa6", 3, "\\xE2\\x81\\xA6");
	assert_escaped("\xe2\x80\x8f", 3, "\\xE2\\x80\\x8F");
	assert_escaped("\xd8\x9c", 2, "\\xD8\\x9C");
	assert_escaped("\xe2\x80\x8d", 3, "\xe2\x80\x8d");
}
END_TEST

START_TEST(cuts_escaped_text_with_an_ellipsis)
{
	char buffer[8];

	ck_assert_str_eq(text_escape("1234567", 7, buffer, 8), "1234567");
	ck_assert_str_eq(text_escape("12345678", 8, buffer, 8), "1234...");
	ck_assert_str_eq(text_escape("123\x01\x01", 5, buffer, 8), "123...");
	ck_assert_str_eq(
	    text_escape("\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 8, buffer, 8),
	    "\xf0\x9f\x98\x80...");
	ck_assert_str_eq(text_escape("\xc2\x80", 2, buffer, 8), "...");
}
END_TEST

START_TEST(never_writes_past_the_buffer)
{
	static const char text[] = "a\xc3\xbc\\\x01\xe2\x82\xac\xc2\x80\xff"
				   "a\xc3\xbc\\\x01\xe2\x82\xac";

	for (size_t size = 8; size <= LENGTH_MAX; size++) {
		char *buffer = malloc(size);

		ck_assert_ptr_nonnull(buffer);
		text_escape(text, sizeof(text) - 1, buffer, size);
		ck_assert_uint_lt(strlen(buffer), size);
		ck_assert(text_is_valid(buffer, strlen(buffer)));
		free(buffer);
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, tells_every_single_byte);
	test_cases_add(tests, takes_utf8_of_every_length);
	test_cases_add(tests, refuses_broken_utf8);
	test_cases_add(tests, refuses_controls_of_the_upper_half);
	test_cases_add(tests, finds_controls_after_other_languages);
	test_cases_add(tests, takes_the_empty_text);
	test_cases_add(tests, cuts_between_characters);
	test_cases_add(tests, escapes_what_is_not_printable);
	test_cases_add(tests, escapes_what_turns_the_direction_of_text);
	test_cases_add(tests, cuts_escaped_text_with_an_ellipsis);
	test_cases_add(tests, never_writes_past_the_buffer);
}
