/* SPDX-License-Identifier: MIT */
/*
 * A few names, and masks that stand for many.
 */

#include "chatd/presence/name_list.h"

#include <stdio.h>
#include <string.h>

#include "chatd/core/mask.h"
#include "chatd/presence/room_mask.h"
#include "chatd/presence/room_mask_list.h"
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

START_TEST(what_is_behind_a_name_makes_no_other_one)
{
	struct name_list list = { 0 };

	add(&list, "bob alice 1");
	add(&list, "bob carol 2");
	add(&list, "al x");
	assert_list(&list, "bob alice 1,al x,", 2);
	ck_assert(name_list_has(&list, slice_of("bob")));
	ck_assert(name_list_has(&list, slice_of("bob dave 3")));
	ck_assert(!name_list_has(&list, slice_of("alice")));
	ck_assert_int_eq(
	    name_list_merge(&list, slice_of("bob eve 4"), slice_of("ann y"), 9),
	    0);
	assert_list(&list, "al x,ann y,", 2);
	name_list_remove(&list, slice_of("al"));
	assert_list(&list, "ann y,", 1);
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

static const struct {
	const char *mask, *name;
	bool matches;
} masks[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "**", "tea", true },
	{ "#TEA", "#tea", true },
	{ "#te", "#tea", false },
	{ "#teas", "#tea", false },
	{ "#t?a", "#tea", true },
	{ "#tea?", "#tea", false },
	{ "*ea", "#tea", true },
	{ "*a*b", "aab", true },
	{ "*ab*ab", "abab", true },
	{ "*ab*ab", "ab", false },
	{ "*aab", "aaaab", true },
	{ "a*b*c", "a-b-b-c", true },
	{ "a*b*c", "a-c-b", false },
};

START_TEST(a_mask_stands_for_names)
{
	ck_assert(mask_matches(true, slice_of(masks[_i].mask),
		      slice_of(masks[_i].name)) == masks[_i].matches);
}
END_TEST

START_TEST(capitals_may_make_two_names)
{
	ck_assert(!mask_matches(false, slice_of("B*"), slice_of("bob")));
	ck_assert(mask_matches(false, slice_of("B*"), slice_of("Bob")));
}
END_TEST

/* What is meant by what somebody types; "" if that is nobody. */
static const char *const completed[][2] = {
	{ "bob", "bob" },
	{ "troll*", "troll*" },
	{ "b?b*", "b?b*" },
	{ "bob!*@*", "bob" },
	{ "bob!*", "bob" },
	{ "*!*@*", "*" },
	{ "bob!al", "bob!al@*" },
	{ "*!~al@*", "*!~al@*" },
	{ "al@chatd", "*!al@chatd" },
	{ "*@192.0.2.*", "*!*@192.0.2.*" },
	{ "@chatd", "*!*@chatd" },
	{ "!", "*" },
	{ "bob!al@2001:db8::/32", "bob!al@2001:db8::/32" },
	{ "", "" },
	{ "b b", "" },
	{ "b,b", "" },
	{ "e=bob", "" },
	{ "bob!a!b@c", "" },
	{ "bob!a@b@c", "" },
	{ "#tea", "" },
	{ "123456789", "" },
	{ "12345678*", "12345678*" },
	{ "123456789*", "" },
	{ "a!123456789012345678901234567890123", "" },
};

START_TEST(a_mask_is_completed)
{
	char room[ROOM_MASK_MAX_BYTES];
	struct slice mask = room_mask_complete(
	    slice_of(completed[_i][0]), 8, room);

	ck_assert(slice_is(mask, completed[_i][1]));
	ck_assert(room_mask_is_valid(mask, 8) == (mask.size > 0));
}
END_TEST

/* Masks that stand for Bob, or do not. */
static const struct {
	const char *mask;
	bool matches;
} of_bob[] = {
	{ "Bob", true },
	{ "bob", false },
	{ "B*", true },
	{ "*!al@*", true },
	{ "*!AL@*", true },
	{ "*!*@chatd", true },
	{ "*!*@CHAT?", true },
	{ "Bob!al@chatd", true },
	{ "Bob!a@chatd", false },
	{ "*!*@chat", false },
	{ "b*!*@chatd", false },
};

START_TEST(a_mask_looks_at_name_user_and_host)
{
	const struct room_person bob = { SLICE("Bob"), SLICE("al"),
		SLICE("chatd") };

	ck_assert(room_mask_matches(false, slice_of(of_bob[_i].mask), &bob) ==
		  of_bob[_i].matches);
}
END_TEST

START_TEST(a_list_has_masks_of_three_kinds)
{
	const struct room_person bob = { SLICE("bob"), SLICE("bob"),
		SLICE("chatd") };
	const struct room_person al = { SLICE("al"), SLICE("al"),
		SLICE("chatd") };
	char names[ROOM_MASK_NAMES_MAX_BYTES];
	struct name_list list = { .folds = true };

	add(&list, "*!*@chatd alice 1796000000");
	add(&list, "e=BOB alice 1");
	add(&list, "I=a?");
	add(&list, "bob");
	add(&list, "troll* alice 2");
	ck_assert(room_mask_list_is_valid(name_list_text(&list)));
	ck_assert(room_mask_list_has_bans(&list));
	ck_assert(room_mask_list_bans(&list, &al));
	ck_assert(!room_mask_list_bans(&list, &bob));
	ck_assert(room_mask_list_matches(&list, ROOM_MASK_INVITED, &al));
	ck_assert(!room_mask_list_matches(&list, ROOM_MASK_INVITED, &bob));
	ck_assert(slice_is(
	    room_mask_list_names(name_list_text(&list), names), "bob,troll*"));
	name_list_clear(&list);
}
END_TEST

START_TEST(exceptions_are_no_bans)
{
	struct name_list list = { 0 };

	ck_assert(!room_mask_list_has_bans(&list));
	add(&list, "e=bob");
	add(&list, "I=bob");
	ck_assert(!room_mask_list_has_bans(&list));
	add(&list, "bob");
	ck_assert(room_mask_list_has_bans(&list));
	name_list_clear(&list);
}
END_TEST

/* It comes from files and from other nodes, and has room for so much. */
START_TEST(an_entry_is_as_long_as_it_can_be_written)
{
	char text[400];

	for (int blanks = 1; blanks < 300; blanks++) {
		struct room_mask_entry entry;
		int size = snprintf(
		    text, sizeof(text), "m alice%*s1", blanks, "");
		bool is_one = room_mask_entry_read(
		    (struct slice){ text, (size_t)size }, 64, &entry);

		ck_assert(is_one == (strlen("alice") + (size_t)blanks + 1 <
					ROOM_TOPIC_MARK_BYTES));
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, names_keep_their_order);
	test_cases_add(tests, what_is_behind_a_name_makes_no_other_one);
	test_cases_add(tests, capitals_make_no_difference_where_names_fold);
	test_cases_add_loop(tests, a_mask_stands_for_names, 0,
	    (int)(sizeof(masks) / sizeof(masks[0])));
	test_cases_add(tests, capitals_may_make_two_names);
	test_cases_add_loop(tests, a_mask_is_completed, 0,
	    (int)(sizeof(completed) / sizeof(completed[0])));
	test_cases_add_loop(tests, a_mask_looks_at_name_user_and_host, 0,
	    (int)(sizeof(of_bob) / sizeof(of_bob[0])));
	test_cases_add(tests, a_list_has_masks_of_three_kinds);
	test_cases_add(tests, exceptions_are_no_bans);
	test_cases_add(tests, an_entry_is_as_long_as_it_can_be_written);
}
