/* SPDX-License-Identifier: MIT */
/*
 * A loop's deadlines.  They are counted in ticks, so nothing here depends on
 * how long a tick took.
 */

#include "chatd/event/loop.h"

#include <event2/event.h>

#include "unit/unit.h"

static struct loop loop;
static struct deadline_list first_list, second_list;
static char seen[16];
static size_t seen_count;

static void
note_first_cb(struct deadline *deadline)
{
	(void)deadline;
	seen[seen_count++] = '1';
}

static void
note_second_cb(struct deadline *deadline)
{
	(void)deadline;
	seen[seen_count++] = '2';
}

static void
begin(void)
{
	ck_assert_int_eq(loop_init(&loop), 0);
	loop_add_deadlines(&loop, &first_list, note_first_cb);
	loop_add_deadlines(&loop, &second_list, note_second_cb);
}

START_TEST(lists_expire_in_the_order_they_were_added)
{
	struct deadline one = { 0 }, two = { 0 };

	begin();
	loop_set_deadline(&loop, &second_list, &two, 1);
	loop_set_deadline(&loop, &first_list, &one, 1);
	/* It returns when no event is left: the tick has stopped by itself. */
	ck_assert_int_eq(event_base_dispatch(loop.base), 1);
	ck_assert_str_eq(seen, "12");
	ck_assert(!loop.is_ticking);
	loop_clear(&loop);
}
END_TEST

START_TEST(a_deadline_that_was_cleared_lets_the_tick_stop)
{
	struct deadline one = { 0 };

	begin();
	loop_set_deadline(&loop, &first_list, &one, 1000000);
	deadline_clear(&one);
	ck_assert_int_eq(event_base_dispatch(loop.base), 1);
	ck_assert_str_eq(seen, "");
	ck_assert_uint_eq(loop.ticks, 1);
	loop_clear(&loop);
}
END_TEST

START_TEST(ticks_stand_still_while_no_deadline_is_set)
{
	struct deadline one = { 0 };
	uint64_t ticks;

	begin();
	loop_set_deadline(&loop, &first_list, &one, 1);
	event_base_dispatch(loop.base);
	ticks = loop.ticks;
	loop_set_deadline(&loop, &first_list, &one, 1);
	event_base_dispatch(loop.base);
	ck_assert_uint_eq(loop.ticks, 2 * ticks);
	ck_assert_str_eq(seen, "11");
	loop_clear(&loop);
}
END_TEST

START_TEST(a_turn_counts_only_where_somebody_asked_when_it_began)
{
	uint64_t began;

	begin();
	ck_assert_uint_eq(loop_end_turn(&loop), 0);
	began = loop_turn_ns(&loop);
	ck_assert_uint_eq(loop_turn_ns(&loop), began);
	ck_assert_uint_gt(loop_end_turn(&loop), 0);
	ck_assert_uint_eq(loop_end_turn(&loop), 0);
	loop_clear(&loop);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, lists_expire_in_the_order_they_were_added);
	test_cases_add(tests, a_deadline_that_was_cleared_lets_the_tick_stop);
	test_cases_add(tests, ticks_stand_still_while_no_deadline_is_set);
	test_cases_add(
	    tests, a_turn_counts_only_where_somebody_asked_when_it_began);
}
