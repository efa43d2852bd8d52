/* SPDX-License-Identifier: MIT */
/*
 * Buckets that fill and leak, by a clock that the test sets.
 */

#include "chatd/core/rate.h"

#include "unit/unit.h"

/* 600 a minute are one in 100 ms. */
static const struct rates usual = {
	.requests = { .per_minute = 600, .burst = 50 },
	.bytes = { .per_minute = 60000, .burst = 4000 },
};

static const struct rates none = {
	.requests = { .per_minute = 0, .burst = 50 },
	.bytes = { .per_minute = 0, .burst = 4000 },
};

START_TEST(a_new_bucket_has_room_for_a_burst)
{
	struct rate_buckets buckets = { 0 };

	rate_let_out(&buckets, &usual, 1234567);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 50);
	rate_put_requests(&buckets, 49);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 1);
	rate_put_requests(&buckets, 1);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 0);
}
END_TEST

START_TEST(a_full_one_takes_as_many_as_the_rate_lets_out)
{
	struct rate_buckets buckets = { .at_ms = 1000 };

	rate_put_requests(&buckets, 50);
	rate_let_out(&buckets, &usual, 1099);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 0);
	rate_let_out(&buckets, &usual, 1100);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 1);
	rate_let_out(&buckets, &usual, 1999);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 9);
	rate_let_out(&buckets, &usual, 1000000);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 50);
}
END_TEST

/* Asking in each millisecond must not round anything away. */
START_TEST(nothing_is_rounded)
{
	const struct rates slow = { .requests = { 1, 1 }, .bytes = { 7, 1 } };
	struct rate_buckets buckets = { 0 };

	rate_put_requests(&buckets, 1);
	rate_put_bytes(&buckets, 8);
	for (uint32_t now_ms = 1; now_ms < 60000; now_ms++) {
		rate_let_out(&buckets, &slow, now_ms);
		ck_assert_uint_eq(rate_requests(&buckets, &slow), 0);
		ck_assert(!rate_takes_bytes(&buckets, &slow));
	}
	rate_let_out(&buckets, &slow, 60000);
	ck_assert_uint_eq(rate_requests(&buckets, &slow), 1);
	/* Seven of eight have leaked, and one fills it. */
	ck_assert(!rate_takes_bytes(&buckets, &slow));
	rate_let_out(&buckets, &slow, 60001);
	ck_assert(rate_takes_bytes(&buckets, &slow));
}
END_TEST

START_TEST(one_byte_of_room_takes_many_bytes_which_have_to_leak)
{
	struct rate_buckets buckets = { 0 };

	rate_put_bytes(&buckets, 3999);
	ck_assert(rate_takes_bytes(&buckets, &usual));
	rate_put_bytes(&buckets, 5001);
	ck_assert(!rate_takes_bytes(&buckets, &usual));
	/* 60,000 a minute are one in a millisecond. */
	rate_let_out(&buckets, &usual, 5000);
	ck_assert(!rate_takes_bytes(&buckets, &usual));
	rate_let_out(&buckets, &usual, 5001);
	ck_assert(rate_takes_bytes(&buckets, &usual));
}
END_TEST

START_TEST(a_clock_that_wraps_around_goes_on)
{
	struct rate_buckets buckets = { .at_ms = UINT32_MAX - 99 };

	rate_put_requests(&buckets, 50);
	rate_put_bytes(&buckets, 4000);
	rate_let_out(&buckets, &usual, UINT32_MAX);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 0);
	rate_let_out(&buckets, &usual, 100);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 2);
	ck_assert(rate_takes_bytes(&buckets, &usual));
}
END_TEST

START_TEST(a_whole_round_of_the_clock_fills_nothing)
{
	struct rate_buckets buckets = { .at_ms = 77 };

	rate_put_requests(&buckets, 20);
	rate_let_out(&buckets, &usual, 77);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 30);
	/* Half a round is as long as any other time. */
	rate_let_out(&buckets, &usual, 77 + (UINT32_MAX / 2 + 1));
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 50);
	rate_put_requests(&buckets, 20);
	rate_let_out(&buckets, &usual, 76);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 50);
}
END_TEST

START_TEST(without_a_limit_there_is_room_for_all)
{
	struct rate_buckets buckets = { 0 };

	ck_assert(!rates_limit_anything(&none));
	ck_assert(rates_limit_anything(&usual));
	rate_put_requests(&buckets, RATE_REQUESTS_MAX);
	rate_put_bytes(&buckets, UINT32_MAX);
	ck_assert_uint_eq(rate_requests(&buckets, &none), RATE_REQUESTS_MAX);
	ck_assert(rate_takes_bytes(&buckets, &none));
	/* And none of it counts once there is one. */
	rate_let_out(&buckets, &none, 0);
	ck_assert_uint_eq(rate_requests(&buckets, &usual), 50);
	ck_assert(rate_takes_bytes(&buckets, &usual));
}
END_TEST

START_TEST(a_reload_may_make_it_smaller_than_what_is_in_it)
{
	const struct rates smaller = { .requests = { 600, 10 },
		.bytes = { 600, 10 } };
	struct rate_buckets buckets = { 0 };

	rate_put_requests(&buckets, 50);
	rate_put_bytes(&buckets, 20);
	ck_assert_uint_eq(rate_requests(&buckets, &smaller), 0);
	ck_assert(!rate_takes_bytes(&buckets, &smaller));
	/* It leaks until there is room in the smaller one. */
	rate_let_out(&buckets, &smaller, 4100);
	ck_assert_uint_eq(rate_requests(&buckets, &smaller), 1);
	ck_assert(rate_takes_bytes(&buckets, &smaller));
}
END_TEST

/* Between two looks at whoever waits, nothing that leaks is lost. */
START_TEST(a_burst_is_never_less_than_a_tick)
{
	const struct rates fast = { .requests = { 40 * 60, 1 },
		.bytes = { 400 * 60, 1 } };
	struct rate_buckets buckets = { 0 };

	ck_assert_uint_eq(rate_requests(&buckets, &fast), 10);
	rate_put_bytes(&buckets, 99);
	ck_assert(rate_takes_bytes(&buckets, &fast));
	rate_put_bytes(&buckets, 1);
	ck_assert(!rate_takes_bytes(&buckets, &fast));
}
END_TEST

START_TEST(the_largest_burst_and_the_highest_rate_fit)
{
	const struct rates largest = {
		.requests = { UINT64_C(100000) * 60, RATE_REQUESTS_MAX },
		.bytes = { (UINT64_C(60) << 30), UINT64_C(1) << 30 },
	};
	struct rate_buckets buckets = { 0 };

	rate_put_requests(&buckets, RATE_REQUESTS_MAX);
	rate_put_bytes(&buckets, UINT64_C(1) << 30);
	ck_assert_uint_eq(rate_requests(&buckets, &largest), 0);
	ck_assert(!rate_takes_bytes(&buckets, &largest));
	rate_let_out(&buckets, &largest, UINT32_MAX);
	ck_assert_uint_eq(rate_requests(&buckets, &largest), RATE_REQUESTS_MAX);
	ck_assert_uint_eq(buckets.bytes, 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_new_bucket_has_room_for_a_burst);
	test_cases_add(tests, a_full_one_takes_as_many_as_the_rate_lets_out);
	test_cases_add(tests, nothing_is_rounded);
	test_cases_add(
	    tests, one_byte_of_room_takes_many_bytes_which_have_to_leak);
	test_cases_add(tests, a_clock_that_wraps_around_goes_on);
	test_cases_add(tests, a_whole_round_of_the_clock_fills_nothing);
	test_cases_add(tests, without_a_limit_there_is_room_for_all);
	test_cases_add(tests, a_reload_may_make_it_smaller_than_what_is_in_it);
	test_cases_add(tests, a_burst_is_never_less_than_a_tick);
	test_cases_add(tests, the_largest_burst_and_the_highest_rate_fit);
}
