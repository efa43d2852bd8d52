/* SPDX-License-Identifier: MIT */
/* Trimming, splitting and comparing slices. */

#include "common/slice.h"

#include <string.h>

#include "unit/unit.h"

#define S(text) ((struct slice)SLICE(text))

static void
assert_slice(struct slice s, const char *want)
{
	ck_assert_msg(slice_is(s, want), "found \"%.*s\", want \"%s\"",
	    (int)s.size, s.size > 0 ? s.bytes : "", want);
}

START_TEST(trims_blanks_at_the_side_asked_for)
{
	assert_slice(slice_trim_left(S(" \t a b \t")), "a b \t");
	assert_slice(slice_trim_right(S(" \t a b \t")), " \t a b");
	assert_slice(slice_trim(S(" \t a b \t")), "a b");
}
END_TEST

START_TEST(trims_nothing_but_space_and_tab)
{
	assert_slice(slice_trim(S("\r\v\fa\r\v\f")), "\r\v\fa\r\v\f");
	assert_slice(slice_trim(S("\xc2\xa0"
				  "a")),
	    "\xc2\xa0"
	    "a");
}
END_TEST

START_TEST(trims_blanks_alone_to_nothing)
{
	assert_slice(slice_trim(S(" \t ")), "");
	assert_slice(slice_trim(S("")), "");
	assert_slice(slice_trim((struct slice){ NULL, 0 }), "");
}
END_TEST

START_TEST(takes_words_and_leaves_the_rest)
{
	struct slice rest = S("  SEND\t bob  some text ");

	assert_slice(slice_take_word(&rest), "SEND");
	assert_slice(rest, "\t bob  some text ");
	assert_slice(slice_take_word(&rest), "bob");
	assert_slice(rest, "  some text ");
}
END_TEST

START_TEST(takes_the_last_word_up_to_the_end)
{
	struct slice rest = S(" WHO");

	assert_slice(slice_take_word(&rest), "WHO");
	assert_slice(rest, "");
	assert_slice(slice_take_word(&rest), "");
	rest = S(" \t");
	assert_slice(slice_take_word(&rest), "");
	assert_slice(rest, "");
}
END_TEST

START_TEST(compares_all_bytes)
{
	ck_assert(slice_is(S("WHO"), "WHO"));
	ck_assert(!slice_is(S("WHO"), "WH"));
	ck_assert(!slice_is(S("WHO"), "WHOM"));
	ck_assert(!slice_is(S("WHO"), "who"));
	ck_assert(!slice_is(S("WHO\0"), "WHO"));
	ck_assert(slice_is((struct slice){ NULL, 0 }, ""));
}
END_TEST

START_TEST(two_slices_are_equal_byte_for_byte)
{
	ck_assert(slice_equals(S("WHO"), S("WHO")));
	ck_assert(!slice_equals(S("WHO"), S("WHOM")));
	ck_assert(!slice_equals(S("WHO"), S("WHY")));
	ck_assert(slice_equals((struct slice){ NULL, 0 }, S("")));
}
END_TEST

START_TEST(no_byte_is_passed_over_in_comparing)
{
	char one[40], other[40];

	memset(one, 'x', sizeof(one));
	memset(other, 'x', sizeof(other));
	for (size_t size = 0; size <= sizeof(one); size++) {
		const struct slice a = { one, size }, b = { other, size };

		ck_assert(slice_equals(a, b));
		for (size_t i = 0; i < size; i++) {
			other[i] = 'y';
			ck_assert_msg(!slice_equals(a, b),
			    "byte %zu of %zu is not looked at", i, size);
			other[i] = 'x';
		}
	}
}
END_TEST

START_TEST(takes_a_prefix_only_if_it_is_there)
{
	struct slice text = S("WHO-OK alice");

	ck_assert(slice_begins_with(text, "WHO-OK "));
	ck_assert(slice_begins_with(text, ""));
	ck_assert(!slice_begins_with(text, "WHO-OK alice,"));
	ck_assert(!slice_begins_with(text, "HO"));
	ck_assert(slice_begins_with((struct slice){ NULL, 0 }, ""));
	ck_assert(!slice_begins_with((struct slice){ NULL, 0 }, "x"));
	ck_assert(!slice_take_prefix(&text, "WHO-ok "));
	ck_assert_uint_eq(text.size, strlen("WHO-OK alice"));
	ck_assert(slice_take_prefix(&text, "WHO-OK "));
	ck_assert(slice_is(text, "alice"));
	ck_assert(slice_take_prefix(&text, "alice"));
	ck_assert_uint_eq(text.size, 0);
}
END_TEST

START_TEST(takes_all_before_a_byte)
{
	struct slice rest = S("a b:c:d");

	assert_slice(slice_take_until(&rest, ':'), "a b");
	assert_slice(rest, ":c:d");
	assert_slice(slice_take_until(&rest, ':'), "");
	assert_slice(rest, ":c:d");
	assert_slice(slice_take_until(&rest, '\0'), ":c:d");
	assert_slice(rest, "");
	assert_slice(slice_take_until(&rest, '\0'), "");
	rest = (struct slice){ NULL, 0 };
	assert_slice(slice_take_until(&rest, ':'), "");
}
END_TEST

START_TEST(a_string_without_its_nul_is_a_slice)
{
	const char *text = "WHO";
	struct slice s = slice_of(text);

	ck_assert_ptr_eq(s.bytes, text);
	ck_assert_uint_eq(s.size, 3);
	ck_assert_uint_eq(slice_of("").size, 0);
}
END_TEST

START_TEST(a_number_is_all_of_a_slice)
{
	uint64_t number = 7;

	ck_assert(slice_to_number(S("0042"), &number));
	ck_assert_uint_eq(number, 42);
	ck_assert(slice_to_number(S("18446744073709551615"), &number));
	ck_assert(number == UINT64_MAX);
	number = 7;
	ck_assert(!slice_to_number(S("18446744073709551616"), &number));
	ck_assert(!slice_to_number(S("99999999999999999999"), &number));
	ck_assert(!slice_to_number(S(""), &number));
	ck_assert(!slice_to_number(S("-1"), &number));
	ck_assert(!slice_to_number(S("1 "), &number));
	ck_assert(!slice_to_number(S("1\xb1"), &number));
	ck_assert(!slice_to_number(S("1:"), &number));
	ck_assert_uint_eq(number, 7);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, trims_blanks_at_the_side_asked_for);
	test_cases_add(tests, trims_nothing_but_space_and_tab);
	test_cases_add(tests, trims_blanks_alone_to_nothing);
	test_cases_add(tests, takes_words_and_leaves_the_rest);
	test_cases_add(tests, takes_the_last_word_up_to_the_end);
	test_cases_add(tests, compares_all_bytes);
	test_cases_add(tests, two_slices_are_equal_byte_for_byte);
	test_cases_add(tests, no_byte_is_passed_over_in_comparing);
	test_cases_add(tests, takes_a_prefix_only_if_it_is_there);
	test_cases_add(tests, takes_all_before_a_byte);
	test_cases_add(tests, a_string_without_its_nul_is_a_slice);
	test_cases_add(tests, a_number_is_all_of_a_slice);
}
