/* SPDX-License-Identifier: MIT */
/* How much there may be: setting it aside, keeping and counting. */

#include "chatd/storage/quota.h"

#include "unit/unit.h"

static struct quota quota;

static void
set_up(void)
{
	quota_init(&quota, (struct quota_amount){ 100, 3 });
}

static bool
reserve(uint64_t bytes)
{
	return quota_reserve(&quota, (struct quota_amount){ bytes, 0 }) ==
	       QUOTA_GRANTED;
}

static bool
reserve_files(uint64_t files)
{
	return quota_reserve(&quota, (struct quota_amount){ 1, files }) ==
	       QUOTA_GRANTED;
}

/* What was set aside stays, or does not. */
static void
settle(uint64_t bytes, bool is_kept)
{
	quota_settle(&quota, (struct quota_amount){ bytes, 0 },
	    (struct quota_amount){ is_kept ? bytes : 0, 0 });
}

static void
end_count(uint64_t bytes)
{
	quota_end_count(&quota, (struct quota_amount){ bytes, 0 });
}

static void
tear_down(void)
{
	quota_clear(&quota);
}

START_TEST(the_limit_is_exact)
{
	ck_assert(reserve(60));
	ck_assert(!reserve(41));
	ck_assert(reserve(40));
	ck_assert(!reserve(1));
}
END_TEST

START_TEST(what_stays_counts_and_what_does_not_does_not)
{
	ck_assert(reserve(60));
	settle(60, true);
	ck_assert_uint_eq(quota_kept(&quota).bytes, 60);
	ck_assert(reserve(40));
	settle(40, false);
	ck_assert_uint_eq(quota_kept(&quota).bytes, 60);
	ck_assert(reserve(40));
}
END_TEST

START_TEST(a_lower_limit_takes_nothing_away)
{
	ck_assert(reserve(60));
	settle(60, true);
	quota_set_most(&quota, (struct quota_amount){ 50, 3 });
	ck_assert(!reserve(1));
	ck_assert_uint_eq(quota_kept(&quota).bytes, 60);
}
END_TEST

START_TEST(files_have_a_limit_of_their_own)
{
	ck_assert(reserve_files(2));
	ck_assert(reserve_files(1));
	ck_assert_int_eq(quota_reserve(&quota, (struct quota_amount){ 1, 1 }),
	    QUOTA_NO_FILES);
	ck_assert_int_eq(quota_reserve(&quota, (struct quota_amount){ 99, 1 }),
	    QUOTA_NO_BYTES);
	/* Files that are there may grow. */
	quota_set_most(&quota, (struct quota_amount){ 100, 1 });
	ck_assert(reserve(10));
	quota_settle(&quota, (struct quota_amount){ 12, 3 },
	    (struct quota_amount){ 12, 1 });
	ck_assert_uint_eq(quota_kept(&quota).files, 1);
	ck_assert(!reserve_files(1));
	quota_set_most(&quota, (struct quota_amount){ 100, 2 });
	ck_assert(reserve_files(1));
}
END_TEST

START_TEST(more_may_stay_than_was_set_aside)
{
	ck_assert(reserve(60));
	quota_settle(&quota, (struct quota_amount){ 60, 0 },
	    (struct quota_amount){ 70, 0 });
	ck_assert(!reserve(31));
	ck_assert(reserve(30));
}
END_TEST

START_TEST(a_count_replaces_what_was_added_up)
{
	ck_assert(reserve(100));
	settle(100, true);
	ck_assert(quota_begin_count(&quota, false));
	end_count(10);
	ck_assert_uint_eq(quota_kept(&quota).bytes, 10);
	ck_assert(reserve(90));
	ck_assert(!reserve(1));
}
END_TEST

START_TEST(what_stays_while_somebody_counts_is_added)
{
	ck_assert(reserve(20));
	ck_assert(quota_begin_count(&quota, false));
	settle(20, true);
	end_count(10);
	ck_assert_uint_eq(quota_kept(&quota).bytes, 30);
}
END_TEST

START_TEST(what_is_set_aside_outlasts_a_count)
{
	ck_assert(reserve(50));
	ck_assert(quota_begin_count(&quota, false));
	end_count(10);
	ck_assert(!reserve(41));
	ck_assert(reserve(40));
}
END_TEST

START_TEST(nobody_counts_while_somebody_does)
{
	ck_assert(quota_begin_count(&quota, false));
	ck_assert(!quota_begin_count(&quota, false));
}
END_TEST

/* A count that takes so long that the next one is far away. */
static void
count_slowly(bool was_taken_away)
{
	ck_assert(quota_begin_count(&quota, was_taken_away));
	quota.count_begun -= 3600000000000u;
	end_count(0);
}

START_TEST(what_was_taken_away_is_counted_before_its_time)
{
	count_slowly(false);
	ck_assert(!quota_begin_count(&quota, false));
	ck_assert(quota_begin_count(&quota, true));
	ck_assert(!quota_begin_count(&quota, true));
	end_count(0);
}
END_TEST

START_TEST(whoever_takes_away_again_and_again_is_not_always_counted)
{
	count_slowly(false);
	count_slowly(true);
	ck_assert(!quota_begin_count(&quota, true));
	ck_assert(!quota_begin_count(&quota, false));
	/* The share is bigger than that of a count without a reason. */
	ck_assert_uint_lt(quota.next_recount, quota.next_count);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, the_limit_is_exact);
	test_cases_add(tests, what_stays_counts_and_what_does_not_does_not);
	test_cases_add(tests, a_lower_limit_takes_nothing_away);
	test_cases_add(tests, files_have_a_limit_of_their_own);
	test_cases_add(tests, more_may_stay_than_was_set_aside);
	test_cases_add(tests, a_count_replaces_what_was_added_up);
	test_cases_add(tests, what_stays_while_somebody_counts_is_added);
	test_cases_add(tests, what_is_set_aside_outlasts_a_count);
	test_cases_add(tests, nobody_counts_while_somebody_does);
	test_cases_add(tests, what_was_taken_away_is_counted_before_its_time);
	test_cases_add(
	    tests, whoever_takes_away_again_and_again_is_not_always_counted);
}
