/* SPDX-License-Identifier: MIT */
/*
 * Our own name in a text: found as a word, and shown in bold.
 */

#include "chatc/words/mention.h"

#include <string.h>

#include "chatc/words/display.h"
#include "unit/unit.h"

START_TEST(finds_words_only)
{
	static const struct {
		const char *text;
		int at; /* -1: nowhere */
	} rows[] = {
		{ "ann", 0 },
		{ "@ann: hi", 1 },
		{ "hi Ann!", 3 },
		{ "joanna, ann", 8 },
		{ "", -1 },
		{ "an", -1 },
		{ "anna", -1 },
		{ "joann", -1 },
		{ "ann-marie", -1 },
		{ "ann_2", -1 },
		{ "ann\xc3\xa9", -1 },
	};
	size_t at;
	bool found;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		at = 0;
		found = mention_find(
		    slice_of(rows[i].text), slice_of("ann"), &at);
		ck_assert_msg(found == (rows[i].at >= 0), "%s", rows[i].text);
		if (found)
			ck_assert_int_eq((int)at, rows[i].at);
	}
	ck_assert(!mention_find(slice_of("ann"), slice_of(""), &at));
}
END_TEST

static void
assert_shown(const char *name, const char *text, const char *want)
{
	struct display_style style = { .colours = true,
		.has_256_colours = true,
		.own_name = slice_of("ann") };
	struct sentence sentence = { .kind = SENTENCE_FROM,
		.name = slice_of(name),
		.text = slice_of(text) };
	struct buffer out = { 0 };

	display_render(&style, &sentence, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	buffer_clear(&out);
}

START_TEST(shows_our_own_name_in_bold)
{
	assert_shown("bob", "ann and Ann, not anna",
	    "From \033[38;5;199mbob\033[0m: \033[1mann\033[0m and "
	    "\033[1mAnn\033[0m, not anna\n");
	assert_shown("ann", "hi", "From \033[38;5;61m\033[1mann\033[0m: hi\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, finds_words_only);
	test_cases_add(tests, shows_our_own_name_in_bold);
}
