/* SPDX-License-Identifier: MIT */
/* Counters: turns in classes, connections by protocol. */

#include "chatd/core/stats.h"

#include "chatd/core/protocol.h"
#include "unit/unit.h"

START_TEST(a_turn_is_counted_in_the_first_class_that_takes_it)
{
	static struct stats stats;

	for (size_t i = 0; i < STATS_TURN_BOUNDS; i++) {
		uint64_t bound_ns = stats_turn_bound_ns(i);

		stats_add_turn(&stats, bound_ns);
		ck_assert_uint_eq(stats_turns(&stats, i), i == 0 ? 1 : 2);
		stats_add_turn(&stats, bound_ns + 1);
		ck_assert_uint_eq(stats_turns(&stats, i), i == 0 ? 1 : 2);
		ck_assert_uint_eq(stats_turns(&stats, i + 1), 1);
	}
}
END_TEST

START_TEST(the_time_of_all_turns_is_added_up)
{
	static struct stats stats;

	stats_add_turn(&stats, 7);
	stats_add_turn(&stats, 4000000000);
	ck_assert_uint_eq(stats_read(&stats, STAT_TURN_NS), 4000000007);
}
END_TEST

START_TEST(each_protocol_has_a_place_of_its_own)
{
	static struct stats stats;
	static const struct protocol protocols[STATS_PROTOCOLS_MAX + 1];

	ck_assert_ptr_null(stats_find_protocol(&stats, &protocols[0]));
	for (size_t i = 0; i < STATS_PROTOCOLS_MAX; i++) {
		struct stats_protocol *place = stats_protocol(
		    &stats, &protocols[i]);

		ck_assert_ptr_nonnull(place);
		stats_add_to(&place->opened, i + 1);
	}
	ck_assert_ptr_null(
	    stats_protocol(&stats, &protocols[STATS_PROTOCOLS_MAX]));
	for (size_t i = 0; i < STATS_PROTOCOLS_MAX; i++) {
		ck_assert_ptr_eq(stats_protocol(&stats, &protocols[i]),
		    stats_find_protocol(&stats, &protocols[i]));
		ck_assert_uint_eq(
		    stats_protocol(&stats, &protocols[i])->opened, i + 1);
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(
	    tests, a_turn_is_counted_in_the_first_class_that_takes_it);
	test_cases_add(tests, the_time_of_all_turns_is_added_up);
	test_cases_add(tests, each_protocol_has_a_place_of_its_own);
}
