/* SPDX-License-Identifier: MIT */
/* What two ends of a link owe each other, rule by rule. */

#include "chatd/cluster/links/link.h"

#include <errno.h>

#include "unit/chatd/cluster/link_fixture.h"
#include "unit/unit.h"

#define WINDOW_BYTES  65536
#define CEILING_BYTES (4 * WINDOW_BYTES)

static struct node alpha, beta;

static void
set_up(void)
{
	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
	node_start(&beta, 9, 7, WINDOW_BYTES, CEILING_BYTES);
}

static void
tear_down(void)
{
	link_end(alpha.link);
	link_end(beta.link);
}

START_TEST(records_of_a_turn_share_a_frame_and_keep_their_order)
{
	for (uint64_t id = 1; id <= 100; id++)
		node_say(&alpha, id, 40);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
	ck_assert_uint_eq(beta.taken_count, 100);
	for (uint64_t id = 1; id <= 100; id++)
		ck_assert_uint_eq(beta.taken[id - 1], id);
}
END_TEST

START_TEST(an_outcome_waits_for_the_acknowledgement)
{
	node_say(&alpha, 1, 10);
	node_pass(&alpha, &beta, 0);
	ck_assert_uint_eq(alpha.told_count, 0);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert_uint_eq(alpha.told_count, 1);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
	ck_assert_uint_eq(link_count(alpha.link).kept_bytes, 0);
}
END_TEST

START_TEST(two_that_have_nothing_to_say_fall_silent)
{
	node_say(&alpha, 1, 10);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 0);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 0);
	ck_assert_uint_eq(link_due(alpha.link), LINK_NEVER);
	ck_assert_uint_eq(link_due(beta.link), LINK_NEVER);
}
END_TEST

START_TEST(an_acknowledgement_rides_on_records)
{
	node_say(&alpha, 1, 10);
	node_pass(&alpha, &beta, 0);
	node_say(&beta, 2, 10);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
}
END_TEST

START_TEST(the_refused_are_named_also_beside_records)
{
	beta.refuses = 2;
	for (uint64_t id = 1; id <= 3; id++)
		node_say(&alpha, id, 10);
	node_pass(&alpha, &beta, 0);
	node_say(&beta, 4, 10);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 2);
	ck_assert_uint_eq(alpha.told_count, 3);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
	ck_assert(node_was_told(&alpha, 1, 2, OUTGOING_REFUSED));
	ck_assert(node_was_told(&alpha, 2, 3, OUTGOING_DELIVERED));
	ck_assert_uint_eq(beta.taken_count, 2);
}
END_TEST

START_TEST(refusals_survive_a_lost_acknowledgement)
{
	beta.refuses = 1;
	node_say(&alpha, 1, 10);
	node_pass(&alpha, &beta, 0);
	node_lose(&beta);
	/* What comes after it must not confirm what was refused. */
	node_say(&alpha, 2, 10);
	node_pass(&alpha, &beta, 0);
	node_say(&beta, 3, 10);
	node_pass(&beta, &alpha, 0);
	ck_assert_uint_eq(alpha.told_count, 2);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_REFUSED));
	ck_assert(node_was_told(&alpha, 1, 2, OUTGOING_DELIVERED));
}
END_TEST

START_TEST(a_duplicate_is_dropped_and_acknowledged_again)
{
	struct wire wire;

	node_say(&alpha, 1, 10);
	node_take_frames(&alpha, 0, &wire);
	ck_assert_int_eq(node_receive(&beta, &wire, 0), INCOMING_NEW);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert_int_eq(node_receive(&beta, &wire, 0), INCOMING_DUPLICATE);
	ck_assert_uint_eq(beta.taken_count, 1);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert_uint_eq(alpha.told_count, 1);
	wire_clear(&wire);
}
END_TEST

START_TEST(what_follows_a_gap_is_asked_for_once)
{
	node_say(&alpha, 1, 10);
	node_lose(&alpha);
	node_say(&alpha, 2, 10);
	node_pass(&alpha, &beta, 0);
	ck_assert_uint_eq(beta.taken_count, 0);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	node_lose(&alpha);
	node_say(&alpha, 3, 10);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 0);
	/* One frame shows that there is somebody, the rest follows. */
	ck_assert_uint_eq(node_pass(&alpha, &beta, LINK_TIMEOUT_NS), 1);
	ck_assert_uint_eq(node_pass(&beta, &alpha, LINK_TIMEOUT_NS), 1);
	ck_assert_uint_eq(node_pass(&alpha, &beta, LINK_TIMEOUT_NS), 2);
	ck_assert_uint_eq(beta.taken_count, 3);
	ck_assert_uint_eq(beta.taken[2], 3);
}
END_TEST

START_TEST(what_is_asked_for_comes_at_once)
{
	node_say(&alpha, 1, 10);
	node_lose(&alpha);
	node_say(&alpha, 2, 10);
	node_pass(&alpha, &beta, 0);
	node_pass(&beta, &alpha, 0);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 2);
	ck_assert_uint_eq(beta.taken_count, 2);
}
END_TEST

START_TEST(a_record_that_is_put_off_is_offered_again_and_no_other)
{
	beta.puts_off = 2;
	for (uint64_t id = 1; id <= 3; id++)
		node_say(&alpha, id, 10);
	node_pass(&alpha, &beta, 0);
	ck_assert_uint_eq(beta.taken_count, 1);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 0);
	beta.puts_off = 0;
	ck_assert_uint_eq(node_pass(&alpha, &beta, LINK_TIMEOUT_NS), 1);
	ck_assert_uint_eq(beta.taken_count, 3);
	ck_assert_uint_eq(beta.taken[1], 2);
	node_pass(&beta, &alpha, LINK_TIMEOUT_NS);
	ck_assert_uint_eq(alpha.told_count, 3);
}
END_TEST

START_TEST(the_end_loses_what_is_open_and_nothing_else)
{
	node_say(&alpha, 1, 10);
	node_pass(&alpha, &beta, 0);
	node_pass(&beta, &alpha, 0);
	node_say(&alpha, 2, 10);
	node_pass(&alpha, &beta, 0);
	node_say(&alpha, 3, 10);
	link_end(alpha.link);
	ck_assert_uint_eq(alpha.told_count, 3);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
	ck_assert(node_was_told(&alpha, 1, 2, OUTGOING_LOST));
	ck_assert(node_was_told(&alpha, 2, 3, OUTGOING_LOST));
	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
}
END_TEST

START_TEST(without_a_token_nobody_is_told)
{
	node_say(&alpha, 0, 10);
	node_say(&alpha, 5, 10);
	node_pass(&alpha, &beta, 0);
	node_pass(&beta, &alpha, 0);
	node_say(&alpha, 0, 10);
	ck_assert_uint_eq(beta.taken_count, 2);
	ck_assert_uint_eq(alpha.told_count, 1);
	ck_assert(node_was_told(&alpha, 0, 5, OUTGOING_DELIVERED));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(
	    tests, records_of_a_turn_share_a_frame_and_keep_their_order);
	test_cases_add(tests, an_outcome_waits_for_the_acknowledgement);
	test_cases_add(tests, two_that_have_nothing_to_say_fall_silent);
	test_cases_add(tests, an_acknowledgement_rides_on_records);
	test_cases_add(tests, the_refused_are_named_also_beside_records);
	test_cases_add(tests, refusals_survive_a_lost_acknowledgement);
	test_cases_add(tests, a_duplicate_is_dropped_and_acknowledged_again);
	test_cases_add(tests, what_follows_a_gap_is_asked_for_once);
	test_cases_add(tests, what_is_asked_for_comes_at_once);
	test_cases_add(
	    tests, a_record_that_is_put_off_is_offered_again_and_no_other);
	test_cases_add(tests, the_end_loses_what_is_open_and_nothing_else);
	test_cases_add(tests, without_a_token_nobody_is_told);
}
