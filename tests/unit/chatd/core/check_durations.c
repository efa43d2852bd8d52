/* SPDX-License-Identifier: MIT */
/* How long things took, in classes. */

#include "chatd/core/durations.h"

#include "unit/unit.h"

START_TEST(it_is_counted_in_the_first_class_that_takes_it)
{
	static struct durations turns;

	for (size_t i = 0; i < DURATIONS_BOUNDS; i++) {
		uint64_t bound_ns = durations_bound_ns(i);

		durations_add(&turns, bound_ns);
		ck_assert_uint_eq(durations_count(&turns, i), i == 0 ? 1 : 2);
		durations_add(&turns, bound_ns + 1);
		ck_assert_uint_eq(durations_count(&turns, i), i == 0 ? 1 : 2);
		ck_assert_uint_eq(durations_count(&turns, i + 1), 1);
	}
}
END_TEST

START_TEST(the_time_of_all_is_added_up)
{
	static struct durations turns;

	durations_add(&turns, 7);
	durations_add(&turns, 4000000000);
	ck_assert_uint_eq(durations_sum_ns(&turns), 4000000007);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, it_is_counted_in_the_first_class_that_takes_it);
	test_cases_add(tests, the_time_of_all_is_added_up);
}
