/* SPDX-License-Identifier: MIT */
/* Moments as people write them. */

#include "chatd/moderation/moment.h"

#include <string.h>

#include "unit/unit.h"

/* 2030-01-01T00:00:00Z. */
#define NEW_YEAR INT64_C(1893456000)

static bool
parse(const char *text, int64_t *moment_r)
{
	return moment_parse(slice_of(text), moment_r);
}

START_TEST(reads_dates_and_times)
{
	static const struct {
		const char *text;
		int64_t moment;
	} rows[] = {
		{ "1970-01-01", 0 },
		{ "2030-01-01", NEW_YEAR },
		{ "2030-01-01T10:20", NEW_YEAR + 37200 },
		{ "2030-01-01T10:20Z", NEW_YEAR + 37200 },
		{ "2030-01-01T10:20:30", NEW_YEAR + 37230 },
		{ "2030-01-01T10:20:30Z", NEW_YEAR + 37230 },
		{ "2000-02-29T00:00", INT64_C(951782400) },
		{ "9999-12-31T23:59:59Z", MOMENT_END - 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t moment = -1;

		ck_assert(parse(rows[i].text, &moment));
		ck_assert_int_eq(moment, rows[i].moment);
	}
}
END_TEST

START_TEST(takes_nothing_else_for_one)
{
	static const char *const texts[] = { "", "2030", "2030-1-1",
		"2030-01-01 10:20", "2030-01-01T10", "2030-01-01T10:20:30ZZ",
		"2030-01-01T10:20+01:00", "2030-00-01", "2030-13-01",
		"2030-01-00", "2030-01-32", "2030-02-29", "2030-04-31",
		"2030-01-01T24:00", "2030-01-01T00:60", "2030-01-01T00:00:60",
		"1969-12-31", "0000-01-01", "20300-01-01", "x030-01-01" };
	int64_t moment;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(!parse(texts[i], &moment), "%s", texts[i]);
}
END_TEST

START_TEST(writes_what_it_reads)
{
	char buffer[MOMENT_TEXT_BYTES];
	int64_t again;

	for (int64_t moment = 0; moment < MOMENT_END;
	     moment += INT64_C(123456789)) {
		ck_assert(parse(moment_format(moment, buffer), &again));
		ck_assert_int_eq(again, moment);
	}
	ck_assert_str_eq(
	    moment_format(MOMENT_END - 1, buffer), "9999-12-31T23:59:59Z");
	ck_assert_str_eq(
	    moment_say(NEW_YEAR + 37230, buffer), "2030-01-01 10:20 UTC");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, reads_dates_and_times);
	test_cases_add(tests, takes_nothing_else_for_one);
	test_cases_add(tests, writes_what_it_reads);
}
