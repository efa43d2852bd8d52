/* SPDX-License-Identifier: MIT */
/* Dates, held against the C library's for every day of 800 years. */

#include "common/date.h"

#include <time.h>

#include "unit/unit.h"

#define DAYS_OF_800_YEARS (2 * 146097)

START_TEST(agrees_with_the_c_library)
{
	for (long day = 0; day < DAYS_OF_800_YEARS; day++) {
		time_t then = (time_t)day * 24 * 60 * 60;
		struct date date = date_of_day(day);
		struct tm want;

		ck_assert_ptr_nonnull(gmtime_r(&then, &want));
		if (date.year != want.tm_year + 1900L ||
		    date.month != want.tm_mon + 1 || date.day != want.tm_mday)
			ck_abort_msg("day %ld: %ld-%d-%d", day, date.year,
			    date.month, date.day);
		ck_assert_int_eq(day_of_date(date), day);
	}
}
END_TEST

START_TEST(knows_leap_days)
{
	struct date date = date_of_day(11016);

	ck_assert_int_eq(date.year, 2000);
	ck_assert_int_eq(date.month, 2);
	ck_assert_int_eq(date.day, 29);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, agrees_with_the_c_library);
	test_cases_add(tests, knows_leap_days);
}
