/* SPDX-License-Identifier: MIT */
/*
 * Pasted lines: how many there are, and what is an answer to the question.
 */

#include "chatc/user/paste.h"

#include <string.h>

#include "unit/unit.h"

/* Return what a buffer holds, as a C string. */
static const char *
text_of(struct buffer *buffer)
{
	buffer_append(buffer, "", 1);
	buffer->size--;
	return buffer->bytes;
}

START_TEST(counts_the_lines_that_are_not_blank)
{
	static const struct {
		const char *text;
		size_t lines;
	} rows[] = {
		{ "", 0 },
		{ "\n\n", 0 },
		{ "one", 1 },
		{ "one\n", 1 },
		{ "one\n \t\n", 1 },
		{ "one\ntwo", 2 },
		{ "\none\n\ntwo\n", 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_uint_eq(
		    paste_count_lines(slice_of(rows[i].text)), rows[i].lines);
}
END_TEST

START_TEST(asks_about_all_that_waits)
{
	struct paste paste = { 0 };
	struct buffer out = { 0 };

	paste_hold(&paste, slice_of("one\ntwo"));
	paste_hold(&paste, slice_of("three\n\nfour"));
	ck_assert_str_eq(text_of(&paste.text), "one\ntwo\nthree\n\nfour\n");
	paste_append_question(&paste, &out);
	ck_assert_str_eq(text_of(&out), "Send 4 lines? (y/n) ");
	buffer_clear(&out);
	paste_clear(&paste);
	ck_assert_uint_eq(paste.lines, 0);
	ck_assert_uint_eq(paste.text.size, 0);
}
END_TEST

START_TEST(reads_answers)
{
	static const struct {
		const char *answer;
		enum paste_answer want;
	} rows[] = {
		{ "y", PASTE_YES },
		{ " YES ", PASTE_YES },
		{ "n", PASTE_NO },
		{ "No", PASTE_NO },
		{ "", PASTE_UNCLEAR },
		{ "yn", PASTE_UNCLEAR },
		{ "not now", PASTE_UNCLEAR },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(
		    paste_read_answer(slice_of(rows[i].answer)), rows[i].want);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, counts_the_lines_that_are_not_blank);
	test_cases_add(tests, asks_about_all_that_waits);
	test_cases_add(tests, reads_answers);
}
