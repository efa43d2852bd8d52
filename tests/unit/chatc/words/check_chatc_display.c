/* SPDX-License-Identifier: MIT */
/*
 * The sentences that are shown: word for word those that scripts expect, with
 * nothing from outside that a terminal would obey.
 */

#include "chatc/words/display.h"

#include <string.h>

#include "unit/unit.h"

static const struct display_style plain;

static void
assert_rendered(const struct display_style *style, enum sentence_kind kind,
    const char *name, const char *text, const char *want)
{
	struct sentence sentence = {
		.kind = kind, .name = slice_of(name), .text = slice_of(text)
	};
	struct buffer out = { 0 };

	display_render(style, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	buffer_clear(&out);
}

static void
assert_safe(const char *bytes, size_t size, bool ascii_only, const char *want)
{
	struct buffer out = { 0 };

	display_append_safely(&out, (struct slice){ bytes, size }, ascii_only);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	buffer_clear(&out);
}

START_TEST(says_what_scripts_expect)
{
	static const struct {
		enum sentence_kind kind;
		const char *want;
	} rows[] = {
		{ SENTENCE_ASK_NAME,
		    "Welcome to Chat Client. Enter your login:\n" },
		{ SENTENCE_LOGGED_IN, "Successfully logged in as bob!\n" },
		{ SENTENCE_NAME_TAKEN, "Cannot log in as bob. "
				       "That username is already in use.\n" },
		{ SENTENCE_NAME_REFUSED,
		    "Cannot log in as bob. "
		    "That username contains disallowed characters.\n" },
		{ SENTENCE_FULL, "Cannot log in. The server is full!\n" },
		{ SENTENCE_SENT, "The message was sent successfully\n" },
		{ SENTENCE_NO_SUCH_USER,
		    "The destination user does not exist\n" },
		{ SENTENCE_BAD_HEADER, "Error: Unknown issue in previous "
				       "message header.\n" },
		{ SENTENCE_BAD_BODY, "Error: Unknown issue in previous "
				     "message body.\n" },
		{ SENTENCE_FROM, "From bob: a%n  \\ text\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_rendered(
		    &plain, rows[i].kind, "bob", "a%n  \\ text", rows[i].want);
}
END_TEST

START_TEST(says_where_it_was_said)
{
	struct sentence sentence = { .kind = SENTENCE_FROM,
		.room = slice_of("#ops"),
		.name = slice_of("bob"),
		.text = slice_of("hi") };
	struct buffer out = { 0 };

	display_render(&plain, &sentence, &out);
	sentence.kind = SENTENCE_NAMES;
	sentence.text = slice_of("bob");
	display_render(&plain, &sentence, &out);
	sentence.kind = SENTENCE_NOT_IN_ROOM;
	display_render(&plain, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes,
	    "From bob in #ops: hi\n"
	    "Members of #ops: 1\nbob\n"
	    "You are not in #ops. Write !join #ops first.\n");
	buffer_clear(&out);
}
END_TEST

START_TEST(has_other_words_for_people)
{
	struct display_style style = { .people_words = true };
	struct sentence sentence = { .kind = SENTENCE_NO_SUCH_USER,
		.name = slice_of("bob") };
	struct buffer out = { 0 };

	display_render(&style, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, "bob is not here.\n");
	buffer_clear(&out);
}
END_TEST

START_TEST(counts_and_lists_names)
{
	assert_rendered(&plain, SENTENCE_NAMES, "", "alice, bob,,",
	    "There are 2 online users:\nalice\nbob\n");
	assert_rendered(
	    &plain, SENTENCE_NAMES, "", "", "There are 0 online users:\n");
	assert_rendered(&plain, SENTENCE_NAMES, "", "a\033[2Jb",
	    "There are 1 online users:\na\\x1B[2Jb\n");
}
END_TEST

START_TEST(shows_harmless_text_unchanged)
{
	const char *text = "a\\b\tc \xc3\xa4 \xe2\x82\xac \xf0\x9f\x91\x8b";

	assert_safe(text, strlen(text), false, text);
	assert_safe("", 0, false, "");
}
END_TEST

START_TEST(shows_control_characters_safely)
{
	assert_safe("\033]52;c;aGk=\007", 12, false, "\\x1B]52;c;aGk=\\x07");
	assert_safe("a\0b\rc\nd\177", 8, false, "a\\x00b\\x0Dc\\x0Ad\\x7F");
	assert_safe("\xc2\x9b"
		    "31m",
	    5, false, "\\xC2\\x9B31m");
	assert_safe("\x9b"
		    "31m",
	    4, false, "\\x9B31m");
}
END_TEST

START_TEST(shows_bad_utf8_safely)
{
	assert_safe("\xc3", 1, false, "\\xC3");
	assert_safe("\xc3(", 2, false, "\\xC3(");
	assert_safe("\xe2\x82", 2, false, "\\xE2\\x82");
	assert_safe("\xe2\033[m", 4, false, "\\xE2\\x1B[m");
	assert_safe("\xc0\x9b", 2, false, "\\xC0\\x9B");
	assert_safe("\xed\xa0\x80", 3, false, "\\xED\\xA0\\x80");
	assert_safe("\xf4\x90\x80\x80", 4, false, "\\xF4\\x90\\x80\\x80");
	assert_safe("\xff\xfe", 2, false, "\\xFF\\xFE");
}
END_TEST

START_TEST(shows_marks_of_direction_safely)
{
	assert_safe("a\xe2\x80\xae"
		    "b",
	    5, false, "a\\xE2\\x80\\xAEb");
	assert_safe("\xe2\x81\xa6", 3, false, "\\xE2\\x81\\xA6");
	assert_safe("\xe2\x80\x8f", 3, false, "\\xE2\\x80\\x8F");
	assert_safe("\xe2\x80\xa8", 3, false, "\\xE2\\x80\\xA8");
}
END_TEST

/* 0x9b is CSI to a terminal of single bytes, and a part of UTF-8 letters. */
START_TEST(shows_ascii_only_on_a_terminal_without_utf8)
{
	assert_safe("\xc3\x9b", 2, true, "\\xC3\\x9B");
	assert_safe("ab\\", 3, true, "ab\\");
}
END_TEST

START_TEST(decorates_for_a_terminal)
{
	struct display_style style = { .decorated = true };
	struct buffer out = { 0 };
	struct sentence sentence = { .kind = SENTENCE_FROM,
		.name = slice_of("bob"),
		.text = slice_of("hi") };

	display_render(&style, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes + strlen("00:00 "), "From bob: hi\n");
	buffer_empty(&out);
	style.colours = true;
	sentence.name = slice_of("b\033o");
	sentence.text = slice_of("\033[31m");
	display_render(&style, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_ptr_nonnull(strstr(out.bytes, "mb\\x1Bo\033[0m"));
	ck_assert_ptr_nonnull(strstr(out.bytes, ": \\x1B[31m\n"));
	buffer_clear(&out);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, says_what_scripts_expect);
	test_cases_add(tests, says_where_it_was_said);
	test_cases_add(tests, has_other_words_for_people);
	test_cases_add(tests, counts_and_lists_names);
	test_cases_add(tests, shows_harmless_text_unchanged);
	test_cases_add(tests, shows_control_characters_safely);
	test_cases_add(tests, shows_bad_utf8_safely);
	test_cases_add(tests, shows_marks_of_direction_safely);
	test_cases_add(tests, shows_ascii_only_on_a_terminal_without_utf8);
	test_cases_add(tests, decorates_for_a_terminal);
}
