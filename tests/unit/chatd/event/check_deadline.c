/* SPDX-License-Identifier: MIT */
/* Lists in order of deadline. */

#include "chatd/event/deadline.h"

#include "unit/unit.h"

START_TEST(at_least_the_time_asked_for_passes)
{
	/* The tick under way may end at once. */
	ck_assert_uint_eq(deadline_ticks(0), 1);
	ck_assert_uint_eq(deadline_ticks(1), 2);
	ck_assert_uint_eq(deadline_ticks(DEADLINE_TICK_MS), 2);
	ck_assert_uint_eq(deadline_ticks(DEADLINE_TICK_MS + 1), 3);
}
END_TEST

START_TEST(expire_in_order_and_not_before_their_time)
{
	struct deadline_list list = { 0 };
	struct deadline late = { 0 }, early = { 0 }, middle = { 0 };

	deadline_set(&list, &late, 9);
	deadline_set(&list, &early, 3);
	deadline_set(&list, &middle, 5);
	ck_assert_ptr_null(deadline_take_expired(&list, 2));
	ck_assert_ptr_eq(deadline_take_expired(&list, 5), &early);
	ck_assert_ptr_eq(deadline_take_expired(&list, 5), &middle);
	ck_assert_ptr_null(deadline_take_expired(&list, 8));
	ck_assert_ptr_eq(deadline_take_expired(&list, 9), &late);
	ck_assert_ptr_null(list.first);
	ck_assert_ptr_null(list.last);
}
END_TEST

START_TEST(one_that_is_set_again_moves)
{
	struct deadline_list list = { 0 }, other = { 0 };
	struct deadline one = { 0 }, two = { 0 };

	deadline_set(&list, &one, 1);
	deadline_set(&list, &two, 2);
	deadline_set(&list, &one, 3);
	ck_assert_ptr_eq(list.first, &two);
	deadline_set(&other, &two, 2);
	ck_assert_ptr_eq(list.first, &one);
	ck_assert_ptr_eq(list.last, &one);
	ck_assert_ptr_eq(deadline_take_expired(&other, 2), &two);
}
END_TEST

START_TEST(one_that_is_cleared_never_expires)
{
	struct deadline_list list = { 0 };
	struct deadline one = { 0 };

	deadline_clear(&one);
	deadline_set(&list, &one, 1);
	deadline_clear(&one);
	deadline_clear(&one);
	ck_assert_ptr_null(deadline_take_expired(&list, 100));
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_test(tests, at_least_the_time_asked_for_passes);
	tcase_add_test(tests, expire_in_order_and_not_before_their_time);
	tcase_add_test(tests, one_that_is_set_again_moves);
	tcase_add_test(tests, one_that_is_cleared_never_expires);
}
