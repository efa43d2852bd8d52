/* SPDX-License-Identifier: MIT */
/* Lists in order of deadline. */

#include "chatd/event/deadline.h"

#include "unit/unit.h"

/* What has expired, in that order. */
static const struct deadline *expired[8];
static size_t expired_count;

static void
note_expired_cb(struct deadline *deadline)
{
	ck_assert_uint_lt(expired_count, 8);
	expired[expired_count++] = deadline;
}

/* Expire what is due on list now, and fail unless it is these, in order. */
static void
expect_expired(struct deadline_list *list, uint64_t now,
    const struct deadline *first, const struct deadline *second)
{
	expired_count = 0;
	expired[0] = expired[1] = NULL;
	deadline_expire(list, now);
	ck_assert_ptr_eq(expired[0], first);
	ck_assert_ptr_eq(expired[1], second);
	ck_assert_uint_le(expired_count, 2);
}

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
	struct deadline_list list;
	struct deadline late = { 0 }, early = { 0 }, middle = { 0 };

	deadline_list_init(&list, note_expired_cb);
	deadline_set(&list, &late, 9);
	deadline_set(&list, &early, 3);
	deadline_set(&list, &middle, 5);
	expect_expired(&list, 2, NULL, NULL);
	expect_expired(&list, 5, &early, &middle);
	expect_expired(&list, 8, NULL, NULL);
	ck_assert(deadline_is_set(&late));
	expect_expired(&list, 9, &late, NULL);
	ck_assert(!deadline_is_set(&late));
	ck_assert(list_is_empty(&list.deadlines));
}
END_TEST

START_TEST(one_that_is_set_again_moves)
{
	struct deadline_list list, other;
	struct deadline one = { 0 }, two = { 0 };

	deadline_list_init(&list, note_expired_cb);
	deadline_list_init(&other, note_expired_cb);
	deadline_set(&list, &one, 1);
	deadline_set(&list, &two, 2);
	deadline_set(&list, &one, 3);
	deadline_set(&other, &two, 2);
	expect_expired(&list, 2, NULL, NULL);
	expect_expired(&list, 3, &one, NULL);
	expect_expired(&other, 2, &two, NULL);
}
END_TEST

START_TEST(one_that_is_cleared_never_expires)
{
	struct deadline_list list;
	struct deadline one = { 0 };

	deadline_list_init(&list, note_expired_cb);
	deadline_clear(&one);
	deadline_set(&list, &one, 1);
	deadline_clear(&one);
	deadline_clear(&one);
	expect_expired(&list, 100, NULL, NULL);
}
END_TEST

static struct deadline_list kept;

static void
set_again_cb(struct deadline *deadline)
{
	note_expired_cb(deadline);
	deadline_set(&kept, deadline, deadline->at + 10);
}

START_TEST(one_that_sets_itself_again_waits_again)
{
	struct deadline one = { 0 };

	deadline_list_init(&kept, set_again_cb);
	deadline_set(&kept, &one, 1);
	expect_expired(&kept, 5, &one, NULL);
	expect_expired(&kept, 10, NULL, NULL);
	expect_expired(&kept, 11, &one, NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, at_least_the_time_asked_for_passes);
	test_cases_add(tests, expire_in_order_and_not_before_their_time);
	test_cases_add(tests, one_that_is_set_again_moves);
	test_cases_add(tests, one_that_is_cleared_never_expires);
	test_cases_add(tests, one_that_sets_itself_again_waits_again);
}
