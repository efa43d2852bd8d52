/* SPDX-License-Identifier: MIT */
/*
 * A few names, and those that stand for many.
 */

#include "chatd/presence/name_list.h"

#include "unit/unit.h"

static void
assert_list(const struct name_list *list, const char *want, unsigned int count)
{
	const struct slice bytes = { list->bytes, list->size };

	ck_assert(slice_is(bytes, want));
	ck_assert_uint_eq(list->count, count);
}

static void
add(struct name_list *list, const char *name)
{
	ck_assert_int_eq(name_list_add(list, slice_of(name)), 0);
}

START_TEST(names_keep_their_order)
{
	struct name_list list = { 0 };

	ck_assert(!name_list_has(&list, slice_of("alice")));
	add(&list, "alice");
	add(&list, "bo");
	add(&list, "alice");
	add(&list, "bob");
	assert_list(&list, "alice,bo,bob,", 3);
	ck_assert(name_list_has(&list, slice_of("bo")));
	ck_assert(!name_list_has(&list, slice_of("b")));
	name_list_remove(&list, slice_of("b"));
	name_list_remove(&list, slice_of("bo"));
	assert_list(&list, "alice,bob,", 2);
	name_list_remove_first(&list);
	assert_list(&list, "bob,", 1);
	name_list_remove(&list, slice_of("bob"));
	assert_list(&list, "", 0);
	ck_assert_ptr_null(list.bytes);
	name_list_remove_first(&list);
	add(&list, "carol");
	assert_list(&list, "carol,", 1);
	name_list_clear(&list);
	assert_list(&list, "", 0);
}
END_TEST

START_TEST(a_star_stands_for_what_may_follow)
{
	struct name_list list = { 0 };

	add(&list, "bob");
	add(&list, "troll*");
	ck_assert(name_list_matches(&list, slice_of("bob")));
	ck_assert(!name_list_matches(&list, slice_of("bobby")));
	ck_assert(!name_list_matches(&list, slice_of("bo")));
	ck_assert(name_list_matches(&list, slice_of("troll")));
	ck_assert(name_list_matches(&list, slice_of("troll9")));
	ck_assert(!name_list_matches(&list, slice_of("trol")));
	ck_assert(!name_list_matches(&list, slice_of("Troll9")));
	ck_assert(!name_list_matches(&list, slice_of("")));
	add(&list, "*");
	ck_assert(name_list_matches(&list, slice_of("anybody")));
	ck_assert(name_list_matches(&list, slice_of("")));
	name_list_clear(&list);
}
END_TEST

START_TEST(capitals_make_no_difference_where_names_fold)
{
	struct name_list list = { .folds = true };

	add(&list, "Bob");
	add(&list, "bOB");
	add(&list, "Troll*");
	assert_list(&list, "Bob,Troll*,", 2);
	ck_assert(name_list_has(&list, slice_of("BOB")));
	ck_assert(!name_list_has(&list, slice_of("BOC")));
	ck_assert(name_list_matches(&list, slice_of("bob")));
	ck_assert(name_list_matches(&list, slice_of("tROLL9")));
	ck_assert(!name_list_matches(&list, slice_of("TROL")));
	name_list_remove(&list, slice_of("bob"));
	name_list_remove(&list, slice_of("troll*"));
	assert_list(&list, "", 0);
	/* It folds for good, and a text may have a name more than once. */
	ck_assert_int_eq(
	    name_list_set_text(&list, slice_of("bob,al,BOB,Bob")), 0);
	name_list_remove(&list, slice_of("boB"));
	assert_list(&list, "al,", 1);
	name_list_clear(&list);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, names_keep_their_order);
	test_cases_add(tests, a_star_stands_for_what_may_follow);
	test_cases_add(tests, capitals_make_no_difference_where_names_fold);
}
