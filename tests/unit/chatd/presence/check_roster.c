/* SPDX-License-Identifier: MIT */
/*
 * Sorting a roster, which others go on using meanwhile.  That it keeps names in
 * the order in which they came is shown by the directory.
 */

#include "chatd/presence/roster.h"

#include <errno.h>
#include <stdlib.h>

#include "common/container.h"
#include "unit/unit.h"

/* More than this many holes, and half of all, are closed. */
#define MANY 200

struct person {
	struct roster_entry entry;
	uint64_t rank;
	char name[8];
};

static struct roster *roster;
static bool has_no_memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	if (has_no_memory)
		errno = ENOMEM;
	return has_no_memory ? NULL : __real_malloc(size);
}

static struct slice
name_cb(const struct roster_entry *entry)
{
	return slice_of(container_of(entry, const struct person, entry)->name);
}

static void
set_up(void)
{
	has_no_memory = false;
	roster = roster_new(name_cb);
	ck_assert_ptr_nonnull(roster);
}

static void
tear_down(void)
{
	roster_free(roster);
}

static void
add(struct person *people, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(roster_add(roster, &people[i].entry), 0);
}

static void
expect(const char *want)
{
	size_t size;
	uint64_t version;
	const struct roster_form form = { .separator = ',' };
	char *list = roster_list(roster, &form, &size, &version);

	ck_assert_ptr_nonnull(list);
	ck_assert_msg(slice_is((struct slice){ list, size }, want),
	    "%.*s in place of %s", (int)size, list, want);
	free(list);
}

static uint64_t
rank_cb(const struct roster_entry *entry, void *argument)
{
	(void)argument;
	return container_of(entry, const struct person, entry)->rank;
}

START_TEST(entries_come_in_the_order_of_their_ranks)
{
	struct person people[] = { { .rank = UINT64_MAX, .name = "new" },
		{ .rank = 7, .name = "dave" }, { .rank = 5, .name = "gone" },
		{ .rank = 3, .name = "bob" }, { .rank = 1, .name = "alice" },
		{ .rank = UINT64_MAX, .name = "newer" },
		{ .rank = 3, .name = "bobby" } };
	struct person erin = { .name = "erin" };
	uint64_t version;

	add(people, 7);
	roster_remove(roster, &people[2].entry);
	version = roster_version(roster);
	ck_assert_int_eq(roster_sort(roster, rank_cb, NULL), 0);
	ck_assert_uint_ne(roster_version(roster), version);
	expect("alice,bob,bobby,dave,new,newer");
	/* All know where they are. */
	roster_remove(roster, &people[1].entry);
	roster_replace(roster, &people[3].entry, &erin.entry);
	expect("alice,erin,bobby,new,newer");
	roster_remove(roster, &people[4].entry);
	add(people + 4, 1);
	expect("erin,bobby,new,newer,alice");
}
END_TEST

START_TEST(an_empty_roster_is_in_order)
{
	ck_assert_int_eq(roster_sort(roster, rank_cb, NULL), 0);
	expect("");
}
END_TEST

START_TEST(without_memory_the_order_stays)
{
	struct person people[] = { { .rank = 2, .name = "bob" },
		{ .rank = 1, .name = "alice" } };
	int result;

	add(people, 2);
	has_no_memory = true;
	result = roster_sort(roster, rank_cb, NULL);
	has_no_memory = false;
	ck_assert_int_eq(result, -1);
	ck_assert_int_eq(errno, ENOMEM);
	expect("bob,alice");
	ck_assert_int_eq(roster_sort(roster, rank_cb, NULL), 0);
	expect("alice,bob");
}
END_TEST

/* ---- meanwhile ----------------------------------------------------------- */

/* Somebody who does something as soon as the first rank is asked for. */
struct bystander {
	struct person *leave; /* so many leave, from here */
	size_t count;
	struct person *renamed, *anew; /* these are exchanged, if not NULL */
};

static uint64_t
rank_meanwhile_cb(const struct roster_entry *entry, void *argument)
{
	struct bystander *bystander = argument;

	for (size_t i = 0; i < bystander->count; i++)
		roster_remove(roster, &bystander->leave[i].entry);
	bystander->count = 0;
	if (bystander->renamed != NULL)
		roster_replace(roster, &bystander->renamed->entry,
		    &bystander->anew->entry);
	bystander->renamed = NULL;
	return rank_cb(entry, NULL);
}

START_TEST(who_leaves_meanwhile_is_gone)
{
	struct person people[] = { { .rank = 4, .name = "dave" },
		{ .rank = 3, .name = "carol" }, { .rank = 2, .name = "bob" },
		{ .rank = 1, .name = "alice" } };
	struct person erin = { .name = "erin" };
	struct bystander bystander = { &people[1], 2, &people[3], &erin };

	add(people, 4);
	ck_assert_int_eq(roster_sort(roster, rank_meanwhile_cb, &bystander), 0);
	expect("erin,dave");
	roster_remove(roster, &people[0].entry);
	expect("erin");
}
END_TEST

START_TEST(when_a_crowd_leaves_meanwhile_the_order_stays)
{
	struct person people[MANY] = { { .rank = 2, .name = "bob" },
		{ .rank = 1, .name = "alice" } };
	struct bystander bystander = { .leave = people + 2, .count = MANY - 2 };

	add(people, MANY);
	ck_assert_int_eq(
	    roster_sort(roster, rank_meanwhile_cb, &bystander), -1);
	ck_assert_int_eq(errno, EAGAIN);
	expect("bob,alice");
	ck_assert_int_eq(roster_sort(roster, rank_cb, NULL), 0);
	expect("alice,bob");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, entries_come_in_the_order_of_their_ranks);
	test_cases_add(tests, an_empty_roster_is_in_order);
	test_cases_add(tests, without_memory_the_order_stays);
	test_cases_add(tests, who_leaves_meanwhile_is_gone);
	test_cases_add(tests, when_a_crowd_leaves_meanwhile_the_order_stays);
}
