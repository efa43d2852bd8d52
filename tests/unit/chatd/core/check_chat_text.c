/* SPDX-License-Identifier: MIT */
/* Which texts may be said, and what of them is for whom. */

#include "chatd/core/chat_text.h"

#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct slice alice = SLICE("alice");

START_TEST(nine_codes_may_be_in_a_raw_text)
{
	int count = 0;

	for (int byte = 0; byte < 0x20; byte++) {
		const char text[] = { 'a', (char)byte, 'b' };

		if (byte != '\t')
			count += raw_text_is_valid((struct slice){ text, 3 });
	}
	ck_assert_int_eq(count, 9);
	ck_assert(raw_text_is_valid(
	    (struct slice)SLICE("\x02"
				"bold\x0f \x03"
				"4,2red \x04"
				"FF0000\x11\x16\x1d\x1e\x1f")));
	ck_assert(raw_text_is_valid((struct slice){ NULL, 0 }));
}
END_TEST

START_TEST(no_other_control_character_may_be_in_a_raw_text)
{
	static const struct slice texts[] = { SLICE("\x01"
						    "ACTION"),
		SLICE("a\n"), SLICE("\r"), SLICE("a\0b"), SLICE("\x7f"),
		SLICE("\x1b[1m"), SLICE("\xc2\x85") };

	for (int i = 0; i < COUNT(texts); i++)
		ck_assert_msg(!raw_text_is_valid(texts[i]), "text %d", i);
}
END_TEST

/* Or two halves of a character would come together where it is taken out. */
START_TEST(a_code_divides_no_character)
{
	ck_assert(raw_text_is_valid((struct slice)SLICE("\x02\xe2\x82\xac")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\xe2\x82\x02\xac")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\xe2\x82\x02")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\x02\xac")));
}
END_TEST

START_TEST(tags_stand_at_the_front_of_a_raw_text)
{
	struct slice raw = SLICE("\1+a=b;+c \x02hi");
	struct slice none = SLICE("\1 hi");

	ck_assert(raw_text_is_valid(raw));
	ck_assert(slice_is(raw_text_take_tags(&raw), "+a=b;+c"));
	ck_assert(slice_is(raw, "\x02hi"));
	ck_assert_uint_eq(raw_text_take_tags(&raw).size, 0);
	ck_assert_uint_eq(raw_text_take_tags(&none).size, 0);
	ck_assert(!raw_text_is_valid(none));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\1+a")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\1+a=\x02 hi")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("\1+a=\xff hi")));
	ck_assert(!raw_text_is_valid((struct slice)SLICE("a\1+a hi")));
}
END_TEST

static bool
may_be_said(enum text_style style, const char *plain, const char *raw)
{
	return chat_text_is_valid(
	    &(struct chat_text){ style, 0, slice_of(plain), slice_of(raw) });
}

START_TEST(what_people_see_has_a_plain_form)
{
	static const enum text_style styles[] = { TEXT_PLAIN, TEXT_ACTION,
		TEXT_NOTICE };

	for (int i = 0; i < COUNT(styles); i++) {
		ck_assert(may_be_said(styles[i], "hi", ""));
		ck_assert(may_be_said(styles[i], "hi", "\x02hi"));
		ck_assert(!may_be_said(styles[i], "", ""));
		ck_assert(!may_be_said(styles[i], "", "\x02"));
		ck_assert(!may_be_said(styles[i], "\x02hi", ""));
		ck_assert(!may_be_said(styles[i], "hi", "\nhi"));
		ck_assert(may_be_said(styles[i], "hi", "\1+a "));
		ck_assert(!may_be_said(styles[i], "", "\1+a "));
	}
}
END_TEST

START_TEST(what_people_do_not_see_has_a_raw_form_alone)
{
	static const enum text_style styles[] = { TEXT_QUERY, TEXT_REPLY };

	for (int i = 0; i < COUNT(styles); i++) {
		ck_assert(!text_style_is_for_people(styles[i]));
		ck_assert(may_be_said(styles[i], "", "VERSION"));
		ck_assert(!may_be_said(styles[i], "", ""));
		ck_assert(!may_be_said(styles[i], "VERSION", ""));
		ck_assert(!may_be_said(styles[i], "VERSION", "VERSION"));
		ck_assert(!may_be_said(styles[i], "", "VER\nSION"));
		ck_assert(may_be_said(styles[i], "", "\1+a VERSION"));
		ck_assert(!may_be_said(styles[i], "", "\1+a "));
	}
	ck_assert(!text_style_is_for_people(TEXT_TAGS));
	ck_assert(may_be_said(TEXT_TAGS, "", "\1+a "));
	ck_assert(!may_be_said(TEXT_TAGS, "", "\1+a x"));
	ck_assert(!may_be_said(TEXT_TAGS, "", "x"));
	ck_assert(!may_be_said(TEXT_TAGS, "x", "\1+a "));
}
END_TEST

START_TEST(an_action_says_who_does_it)
{
	static const struct slice others[] = { SLICE("* alic waves"),
		SLICE("* alicewaves"), SLICE("*  alice waves"),
		SLICE("- alice waves"), SLICE("*-alice waves"),
		SLICE("* Alice waves"), SLICE("* alice "), SLICE("* alice"),
		SLICE("*"), SLICE("") };
	char bytes[32];
	char *end = action_prefix_write(bytes, alice);

	ck_assert_uint_eq((size_t)(end - bytes), action_prefix_size(alice));
	*end = '\0';
	ck_assert_str_eq(bytes, "* alice ");
	ck_assert(action_is_of((struct slice)SLICE("* alice waves"), alice));
	for (int i = 0; i < COUNT(others); i++)
		ck_assert_msg(!action_is_of(others[i], alice), "text %d", i);
}
END_TEST

START_TEST(those_who_know_styles_get_what_was_typed)
{
	static const struct {
		enum text_style style;
		const char *plain, *raw, *shown;
	} texts[] = {
		{ TEXT_PLAIN, "hi", "", "hi" },
		{ TEXT_PLAIN, "hi", "\x02hi", "\x02hi" },
		{ TEXT_ACTION, "* alice waves", "", "waves" },
		{ TEXT_ACTION, "* alice waves", "\x1dwaves", "\x1dwaves" },
		{ TEXT_NOTICE, "hi", "", "hi" },
		{ TEXT_QUERY, "", "VERSION", "VERSION" },
	};

	for (int i = 0; i < COUNT(texts); i++) {
		const struct chat_text text = { texts[i].style, 0,
			slice_of(texts[i].plain), slice_of(texts[i].raw) };

		ck_assert(
		    slice_is(chat_text_raw(&text, alice), texts[i].shown));
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nine_codes_may_be_in_a_raw_text);
	test_cases_add(tests, no_other_control_character_may_be_in_a_raw_text);
	test_cases_add(tests, tags_stand_at_the_front_of_a_raw_text);
	test_cases_add(tests, a_code_divides_no_character);
	test_cases_add(tests, what_people_see_has_a_plain_form);
	test_cases_add(tests, what_people_do_not_see_has_a_raw_form_alone);
	test_cases_add(tests, an_action_says_who_does_it);
	test_cases_add(tests, those_who_know_styles_get_what_was_typed);
}
