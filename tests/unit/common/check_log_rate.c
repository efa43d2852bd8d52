/* SPDX-License-Identifier: MIT */
/* How often trouble is logged, at times that the test chooses. */

#include "common/log_rate.h"

#include <stddef.h>

#include "common/clock.h"
#include "unit/unit.h"

#define BEGIN    (1000 * CLOCK_NS_PER_S)
#define INTERVAL (LOG_RATE_INTERVAL_S * CLOCK_NS_PER_S)

/* What no count of suppressed lines is. */
#define UNTOUCHED 4711

START_TEST(the_first_line_is_logged_at_once)
{
	struct log_rate rate = { 0 };
	uint64_t suppressed = UNTOUCHED;

	/* Also in a machine that started a moment ago. */
	ck_assert(log_rate_allows(&rate, 0, &suppressed));
	ck_assert_uint_eq(suppressed, 0);
}
END_TEST

START_TEST(others_wait_for_the_end_of_the_interval)
{
	struct log_rate rate = { 0 };
	uint64_t suppressed = UNTOUCHED;

	ck_assert(log_rate_allows(&rate, BEGIN, NULL));
	ck_assert(!log_rate_allows(&rate, BEGIN, &suppressed));
	ck_assert(!log_rate_allows(&rate, BEGIN + INTERVAL - 1, &suppressed));
	ck_assert_uint_eq(suppressed, UNTOUCHED);
	ck_assert(log_rate_allows(&rate, BEGIN + INTERVAL, &suppressed));
	ck_assert_uint_eq(suppressed, 2);
}
END_TEST

START_TEST(each_line_begins_an_interval_and_a_count)
{
	struct log_rate rate = { 0 };
	uint64_t suppressed = UNTOUCHED;
	uint64_t late = BEGIN + 5 * INTERVAL / 2;

	ck_assert(log_rate_allows(&rate, BEGIN, NULL));
	ck_assert(!log_rate_allows(&rate, BEGIN + 1, NULL));
	ck_assert(log_rate_allows(&rate, late, &suppressed));
	ck_assert_uint_eq(suppressed, 1);
	ck_assert(!log_rate_allows(&rate, late + INTERVAL - 1, NULL));
	ck_assert(log_rate_allows(&rate, late + INTERVAL, &suppressed));
	ck_assert_uint_eq(suppressed, 1);
	ck_assert(log_rate_allows(&rate, late + 2 * INTERVAL, &suppressed));
	ck_assert_uint_eq(suppressed, 0);
}
END_TEST

/* What is left out is told in the next interval, and only once. */
START_TEST(some_lines_are_allowed_in_an_interval)
{
	struct log_rate rate = { 0 };
	uint64_t suppressed = UNTOUCHED;

	for (int i = 0; i < 3; i++) {
		ck_assert(log_rate_allows_some(
		    &rate, 3, BEGIN + (uint64_t)i, &suppressed));
		ck_assert_uint_eq(suppressed, 0);
	}
	for (int i = 0; i < 5; i++)
		ck_assert(!log_rate_allows_some(
		    &rate, 3, BEGIN + INTERVAL - 1, &suppressed));
	ck_assert(
	    log_rate_allows_some(&rate, 3, BEGIN + INTERVAL, &suppressed));
	ck_assert_uint_eq(suppressed, 5);
	ck_assert(
	    log_rate_allows_some(&rate, 3, BEGIN + INTERVAL, &suppressed));
	ck_assert_uint_eq(suppressed, 0);
}
END_TEST

START_TEST(a_line_ends_with_how_many_there_were)
{
	char buffer[LOG_RATE_OTHERS_BYTES];

	ck_assert_str_eq(log_rate_say_others(0, buffer), "");
	ck_assert_str_eq(log_rate_say_others(3, buffer),
	    " (3 more since the last such line)");
	ck_assert_str_eq(log_rate_say_others(UINT64_MAX, buffer),
	    " (18446744073709551615 more since the last such line)");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_first_line_is_logged_at_once);
	test_cases_add(tests, others_wait_for_the_end_of_the_interval);
	test_cases_add(tests, each_line_begins_an_interval_and_a_count);
	test_cases_add(tests, some_lines_are_allowed_in_an_interval);
	test_cases_add(tests, a_line_ends_with_how_many_there_were);
}
