/* SPDX-License-Identifier: MIT */
/* Counters: connections by protocol. */

#include "chatd/core/stats.h"

#include "chatd/core/protocol.h"
#include "unit/unit.h"

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
	test_cases_add(tests, each_protocol_has_a_place_of_its_own);
}
