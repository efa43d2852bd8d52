/* SPDX-License-Identifier: MIT */
/* A password that is typed: which keys do something, and what is left of it. */

#include "chatc/user/unseen.h"

#include <string.h>

#include "unit/unit.h"

static struct unseen unseen;

/* Type these keys, of which only the last one may end the line. */
static enum unseen_result
type(const char *keys)
{
	enum unseen_result result = UNSEEN_MORE;

	for (; *keys != '\0'; keys++) {
		ck_assert_int_eq(result, UNSEEN_MORE);
		result = unseen_key(&unseen, *keys);
	}
	return result;
}

START_TEST(has_what_was_typed)
{
	static const struct {
		const char *keys, *line;
	} rows[] = {
		{ "open sesame\r", "open sesame" },
		{ "open sesame\n", "open sesame" },
		{ "\r", "" },
		{ "opem\177n\r", "open" },
		{ "opem\bn\r", "open" },
		{ "\177a\r", "a" },
		{ "gr\303\274\177u\r", "gru" },
		{ "away\025here\r", "here" },
		{ "a\033[Db\033[1;5Cc\033OAd\033xe\r", "abcde" },
		{ "\033[200~from elsewhere\033[201~\r", "from elsewhere" },
		{ "a\001\t\033\033[Ab\r", "a[Ab" },
		{ "a\004b\r", "ab" },
		{ "a\033\r", "a" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_int_eq(type(rows[i].keys), UNSEEN_LINE);
		ck_assert_msg(
		    slice_is(secret_slice(&unseen.line), rows[i].line),
		    "row %zu: %.*s", i, (int)unseen.line.size,
		    unseen.line.bytes);
		unseen_clear(&unseen);
	}
}
END_TEST

START_TEST(ends_with_the_input)
{
	ck_assert_int_eq(type("\004"), UNSEEN_ENDED);
}
END_TEST

START_TEST(too_long_a_line_is_none)
{
	for (size_t i = 0; i < SECRET_BYTES; i++)
		ck_assert_int_eq(unseen_key(&unseen, 'x'), UNSEEN_MORE);
	ck_assert_uint_eq(unseen.line.size, SECRET_BYTES);
	ck_assert_int_eq(type("x\r"), UNSEEN_LINE);
	ck_assert_uint_eq(unseen.line.size, 0);
	ck_assert_int_eq(type("short\r"), UNSEEN_LINE);
	ck_assert(slice_is(secret_slice(&unseen.line), "short"));
}
END_TEST

START_TEST(leaves_nothing_behind)
{
	static const struct unseen nothing;

	ck_assert_int_eq(type("secret\177\177"), UNSEEN_MORE);
	ck_assert_mem_eq(unseen.line.bytes, "secr", 5);
	ck_assert_mem_eq(unseen.line.bytes + 4, "\0\0", 2);
	unseen_clear(&unseen);
	ck_assert_mem_eq(unseen.line.bytes, nothing.line.bytes, SECRET_BYTES);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, has_what_was_typed);
	test_cases_add(tests, ends_with_the_input);
	test_cases_add(tests, too_long_a_line_is_none);
	test_cases_add(tests, leaves_nothing_behind);
}
