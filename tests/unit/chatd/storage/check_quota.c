/* SPDX-License-Identifier: MIT */
/* How many bytes there may be: setting them aside, keeping and counting. */

#include "chatd/storage/quota.h"

#include "unit/unit.h"

static struct quota quota;

static void
set_up(void)
{
	quota_init(&quota, 100);
}

static void
tear_down(void)
{
	quota_clear(&quota);
}

START_TEST(the_limit_is_exact)
{
	ck_assert(quota_reserve(&quota, 60));
	ck_assert(!quota_reserve(&quota, 41));
	ck_assert(quota_reserve(&quota, 40));
	ck_assert(!quota_reserve(&quota, 1));
}
END_TEST

START_TEST(what_stays_counts_and_what_does_not_does_not)
{
	ck_assert(quota_reserve(&quota, 60));
	quota_settle(&quota, 60, true);
	ck_assert_uint_eq(quota_kept(&quota), 60);
	ck_assert(quota_reserve(&quota, 40));
	quota_settle(&quota, 40, false);
	ck_assert_uint_eq(quota_kept(&quota), 60);
	ck_assert(quota_reserve(&quota, 40));
}
END_TEST

START_TEST(a_lower_limit_takes_nothing_away)
{
	ck_assert(quota_reserve(&quota, 60));
	quota_settle(&quota, 60, true);
	quota_set_most(&quota, 50);
	ck_assert(!quota_reserve(&quota, 1));
	ck_assert_uint_eq(quota_kept(&quota), 60);
}
END_TEST

START_TEST(a_count_replaces_what_was_added_up)
{
	ck_assert(quota_reserve(&quota, 100));
	quota_settle(&quota, 100, true);
	ck_assert(quota_begin_count(&quota));
	quota_end_count(&quota, 10);
	ck_assert_uint_eq(quota_kept(&quota), 10);
	ck_assert(quota_reserve(&quota, 90));
	ck_assert(!quota_reserve(&quota, 1));
}
END_TEST

START_TEST(what_stays_while_somebody_counts_is_added)
{
	ck_assert(quota_reserve(&quota, 20));
	ck_assert(quota_begin_count(&quota));
	quota_settle(&quota, 20, true);
	quota_end_count(&quota, 10);
	ck_assert_uint_eq(quota_kept(&quota), 30);
}
END_TEST

START_TEST(what_is_set_aside_outlasts_a_count)
{
	ck_assert(quota_reserve(&quota, 50));
	ck_assert(quota_begin_count(&quota));
	quota_end_count(&quota, 10);
	ck_assert(!quota_reserve(&quota, 41));
	ck_assert(quota_reserve(&quota, 40));
}
END_TEST

START_TEST(nobody_counts_while_somebody_does)
{
	ck_assert(quota_begin_count(&quota));
	ck_assert(!quota_begin_count(&quota));
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_limit_is_exact);
	tcase_add_test(tests, what_stays_counts_and_what_does_not_does_not);
	tcase_add_test(tests, a_lower_limit_takes_nothing_away);
	tcase_add_test(tests, a_count_replaces_what_was_added_up);
	tcase_add_test(tests, what_stays_while_somebody_counts_is_added);
	tcase_add_test(tests, what_is_set_aside_outlasts_a_count);
	tcase_add_test(tests, nobody_counts_while_somebody_does);
}
