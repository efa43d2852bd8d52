/* SPDX-License-Identifier: MIT */
/* Taking lines, above all at the edges of the input. */

#include "common/line.h"

#include "unit/unit.h"

#define S(text) ((struct slice)SLICE(text))

static void
assert_slice(struct slice s, const char *want)
{
	ck_assert_msg(slice_is(s, want), "found \"%.*s\", want \"%s\"",
	    (int)s.size, s.size > 0 ? s.bytes : "", want);
}

START_TEST(takes_one_line_after_the_other)
{
	const char text[] = "first\nsecond\r\n\nrest";
	const char *at = text;
	size_t size = sizeof(text) - 1;
	static const char *const lines[] = { "first", "second", "" };
	struct slice line;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		size_t used = line_take(at, size, &line);

		ck_assert_uint_gt(used, 0);
		assert_slice(line, lines[i]);
		at += used;
		size -= used;
	}
	ck_assert_uint_eq(line_take(at, size, &line), 0);
	ck_assert_uint_eq(size, 4);
}
END_TEST

START_TEST(leaves_the_result_alone_without_a_newline)
{
	struct slice line = S("untouched");

	ck_assert_uint_eq(line_take("abc\r", 4, &line), 0);
	ck_assert_uint_eq(line_take("abc\n", 3, &line), 0);
	ck_assert_uint_eq(line_take(NULL, 0, &line), 0);
	assert_slice(line, "untouched");
}
END_TEST

START_TEST(drops_one_carriage_return_and_keeps_the_others)
{
	struct slice line;

	ck_assert_uint_eq(line_take("a\r\r\n", 4, &line), 4);
	assert_slice(line, "a\r");
	ck_assert_uint_eq(line_take("a\rb\n", 4, &line), 4);
	assert_slice(line, "a\rb");
	ck_assert_uint_eq(line_take("\r\n", 2, &line), 2);
	assert_slice(line, "");
}
END_TEST

START_TEST(does_not_stop_at_a_nul)
{
	static const char bytes[] = "a\0b\n";
	struct slice line;

	ck_assert_uint_eq(line_take(bytes, 4, &line), 4);
	ck_assert_uint_eq(line.size, 3);
	ck_assert_ptr_eq(line.bytes, bytes);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, takes_one_line_after_the_other);
	test_cases_add(tests, leaves_the_result_alone_without_a_newline);
	test_cases_add(tests, drops_one_carriage_return_and_keeps_the_others);
	test_cases_add(tests, does_not_stop_at_a_nul);
}
