/* SPDX-License-Identifier: MIT */
/* What a node may do with its life in the engine, and when. */

#include "chatd/cluster/engine/lease.h"

#include "common/clock.h"
#include "unit/unit.h"

/* A time of the test's clock. */
#define MS(milliseconds) ((uint64_t)(100000 + (milliseconds)) * CLOCK_NS_PER_MS)

START_TEST(without_a_life_nothing_is_allowed)
{
	struct lease lease = { 0 };

	lease_refuse(&lease, MS(0));
	ck_assert(!lease_holds(&lease, MS(0)));
	ck_assert(!lease_may_grant(&lease, MS(0)));
	ck_assert(!lease_may_ask(&lease, MS(0)));
	ck_assert(!lease_may_bury(&lease, MS(5000)));
	ck_assert_uint_eq(lease_ends_ns(&lease), 0);
	ck_assert_uint_eq(lease_due_ns(&lease, MS(0)), 0);
}
END_TEST

START_TEST(a_life_counts_from_when_it_was_asked_for)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(900));
	ck_assert(lease_may_grant(&lease, MS(1999)));
	ck_assert(!lease_may_grant(&lease, MS(2000)));
	ck_assert(lease_holds(&lease, MS(2499)));
	ck_assert(!lease_holds(&lease, MS(2500)));
	lease_ask(&lease, MS(1000));
	lease_renew(&lease, true, MS(2400));
	ck_assert(lease_may_grant(&lease, MS(2999)));
	ck_assert(!lease_may_grant(&lease, MS(3000)));
	ck_assert(lease_holds(&lease, MS(3499)));
	ck_assert(!lease_holds(&lease, MS(3500)));
}
END_TEST

START_TEST(it_is_renewed_each_second)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(10));
	ck_assert(!lease_may_ask(&lease, MS(999)));
	ck_assert(lease_may_ask(&lease, MS(1000)));
	lease_ask(&lease, MS(1000));
	/* One at a time: the later one would not be sooner. */
	ck_assert(!lease_may_ask(&lease, MS(2400)));
	lease_renew(&lease, true, MS(1001));
	ck_assert(!lease_may_ask(&lease, MS(1999)));
	ck_assert(lease_may_ask(&lease, MS(2000)));
	lease_ask(&lease, MS(2000));
	lease_lose(&lease);
	ck_assert(!lease_may_ask(&lease, MS(3000)));
	ck_assert(lease_holds(&lease, MS(3499)));
	ck_assert(!lease_holds(&lease, MS(3500)));
}
END_TEST

/* A life that has been connected for long, and renews now. */
static void
live_until(struct lease *lease, uint64_t now_ns)
{
	lease_enter(lease, MS(-9000), MS(-9000));
	lease_ask(lease, now_ns);
	lease_renew(lease, true, now_ns);
}

START_TEST(it_is_renewed_when_another_one_ends)
{
	struct lease lease = { 0 };

	live_until(&lease, MS(0));
	lease_look(&lease, MS(400));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(0)), MS(400));
	ck_assert(!lease_may_ask(&lease, MS(399)));
	ck_assert(lease_may_ask(&lease, MS(400)));
	/* Once: what the engine says next is what counts. */
	lease_ask(&lease, MS(400));
	lease_renew(&lease, true, MS(401));
	ck_assert(!lease_may_ask(&lease, MS(1399)));
	ck_assert(lease_may_ask(&lease, MS(1400)));
	/* Others end later while they are well, and it is no later for that. */
	lease_look(&lease, MS(1900));
	ck_assert(lease_may_ask(&lease, MS(1400)));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(401)), MS(1400));
}
END_TEST

START_TEST(whoever_always_ends_is_looked_at_ten_times_a_second)
{
	struct lease lease = { 0 };
	int count = 0;

	live_until(&lease, MS(0));
	for (int i = 0; i < 1000; i++) {
		lease_look(&lease, MS(i));
		if (lease_may_ask(&lease, MS(i))) {
			lease_ask(&lease, MS(i));
			lease_renew(&lease, true, MS(i));
			count++;
		}
	}
	ck_assert_int_eq(count, 10);
}
END_TEST

START_TEST(who_may_not_bury_yet_looks_when_they_may)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(10));
	lease_ask(&lease, MS(2500));
	lease_renew(&lease, true, MS(2500));
	lease_look(&lease, MS(2600));
	ck_assert(!lease_may_ask(&lease, MS(9 + LEASE_MS)));
	ck_assert(lease_may_ask(&lease, MS(10 + LEASE_MS)));
	ck_assert(lease_may_bury(&lease, MS(10 + LEASE_MS)));
}
END_TEST

START_TEST(a_refusal_proves_that_nobody_can_bury)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(10));
	lease_lose(&lease);
	lease_refuse(&lease, MS(2000));
	ck_assert(lease_holds(&lease, MS(4499)));
	ck_assert(!lease_holds(&lease, MS(4500)));
	/* But nothing is granted, since there is nobody to ask. */
	ck_assert(!lease_may_grant(&lease, MS(2000)));
	lease_refuse(&lease, MS(4400));
	ck_assert(lease_holds(&lease, MS(6899)));
	/* An older attempt makes it no shorter. */
	lease_enter(&lease, MS(6000), MS(6100));
	ck_assert(lease_holds(&lease, MS(8499)));
	ck_assert(!lease_holds(&lease, MS(8500)));
	lease_end(&lease);
	ck_assert(!lease_holds(&lease, MS(6100)));
}
END_TEST

START_TEST(only_the_long_connected_bury)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(100));
	for (int i = 1; i <= 3; i++) {
		ck_assert(!lease_may_bury(&lease, MS(999 * i)));
		lease_ask(&lease, MS(999 * i));
		lease_renew(&lease, true, MS(999 * i));
	}
	ck_assert(!lease_may_bury(&lease, MS(2999)));
	ck_assert(lease_may_bury(&lease, MS(3000)));
	/* Whoever does not hear from the engine does not know. */
	ck_assert(!lease_may_bury(&lease, MS(5000)));
	/* A lease that was gone too early. */
	lease_ask(&lease, MS(4000));
	lease_renew(&lease, false, MS(4000));
	ck_assert(!lease_may_bury(&lease, MS(4000)));
	for (int i = 5; i <= 7; i++) {
		lease_ask(&lease, MS(1000 * i));
		lease_renew(&lease, true, MS(1000 * i));
	}
	ck_assert(lease_may_bury(&lease, MS(7000)));
	lease_lose(&lease);
	ck_assert(!lease_may_bury(&lease, MS(7000)));
}
END_TEST

START_TEST(it_says_when_it_changes)
{
	struct lease lease = { 0 };

	lease_enter(&lease, MS(0), MS(100));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(100)), MS(1000));
	lease_ask(&lease, MS(1000));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(1000)), MS(2000));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(2000)), MS(2500));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(2500)), MS(3000));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(3000)), 0);
	lease_lose(&lease);
	ck_assert_uint_eq(lease_due_ns(&lease, MS(2500)), 0);
	lease_refuse(&lease, MS(2400));
	ck_assert_uint_eq(lease_due_ns(&lease, MS(2400)), MS(4900));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, without_a_life_nothing_is_allowed);
	test_cases_add(tests, a_life_counts_from_when_it_was_asked_for);
	test_cases_add(tests, it_is_renewed_each_second);
	test_cases_add(tests, it_is_renewed_when_another_one_ends);
	test_cases_add(
	    tests, whoever_always_ends_is_looked_at_ten_times_a_second);
	test_cases_add(tests, who_may_not_bury_yet_looks_when_they_may);
	test_cases_add(tests, a_refusal_proves_that_nobody_can_bury);
	test_cases_add(tests, only_the_long_connected_bury);
	test_cases_add(tests, it_says_when_it_changes);
}
