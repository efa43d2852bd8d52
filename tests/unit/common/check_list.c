/* SPDX-License-Identifier: MIT */
/* Lists whose links lie in their members. */

#include "common/list.h"

#include "common/container.h"
#include "unit/unit.h"

struct item {
	int number;
	struct list place;
};

/* Fail unless list holds the items of these numbers, read both ways. */
static void
expect_numbers(const struct list *list, const int *numbers, size_t count)
{
	const struct list *at = list;

	for (size_t i = 0; i < count; i++) {
		at = at->next;
		ck_assert_int_eq(
		    container_of(at, struct item, place)->number, numbers[i]);
		ck_assert_ptr_eq(at->previous->next, at);
		ck_assert_ptr_eq(at->next->previous, at);
	}
	ck_assert_ptr_eq(at->next, list);
}

START_TEST(members_stand_in_the_order_they_came)
{
	struct list list;
	struct item one = { .number = 1 }, two = { .number = 2 };
	struct item three = { .number = 3 };

	list_init(&list);
	ck_assert(list_is_empty(&list));
	ck_assert_ptr_null(list_first(&list));
	list_append(&list, &one.place);
	list_append(&list, &three.place);
	list_insert_after(&one.place, &two.place);
	expect_numbers(&list, (int[]){ 1, 2, 3 }, 3);
	ck_assert_ptr_eq(list_first(&list), &one.place);
}
END_TEST

START_TEST(a_member_leaves_without_knowing_its_list)
{
	struct list list;
	struct item one = { .number = 1 }, two = { .number = 2 };

	list_init(&list);
	list_append(&list, &one.place);
	list_append(&list, &two.place);
	ck_assert(list_has(&one.place));
	list_remove(&one.place);
	ck_assert(!list_has(&one.place));
	list_remove(&one.place);
	expect_numbers(&list, (int[]){ 2 }, 1);
	list_remove(&two.place);
	ck_assert(list_is_empty(&list));
}
END_TEST

START_TEST(all_members_move_to_the_end_of_another_list)
{
	struct list from, to;
	struct item one = { .number = 1 }, two = { .number = 2 };
	struct item three = { .number = 3 };

	list_init(&from);
	list_init(&to);
	list_append(&to, &one.place);
	list_append(&from, &two.place);
	list_append(&from, &three.place);
	list_move_all(&from, &to);
	ck_assert(list_is_empty(&from));
	expect_numbers(&to, (int[]){ 1, 2, 3 }, 3);
	list_move_all(&from, &to);
	expect_numbers(&to, (int[]){ 1, 2, 3 }, 3);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, members_stand_in_the_order_they_came);
	test_cases_add(tests, a_member_leaves_without_knowing_its_list);
	test_cases_add(tests, all_members_move_to_the_end_of_another_list);
}
