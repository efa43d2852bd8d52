/* SPDX-License-Identifier: MIT */
/* Users of two nodes, who have the same addresses there. */

#include "chatd/cluster/gateway/alias_table.h"

#include "unit/unit.h"

#define GATEWAY 3
#define USERS   5000

/* Nodes are told apart by where they are, and nothing is looked up in them. */
static char places_of_nodes[2];

static struct alias_table table;

static struct node *
node(unsigned int number)
{
	return (struct node *)(void *)&places_of_nodes[number];
}

static struct address
there(uint32_t slot)
{
	return address_make(slot % 2, slot, 1);
}

static void
begin(void)
{
	alias_table_init(&table, GATEWAY, 42);
	for (uint32_t i = 0; i < USERS; i++) {
		ck_assert_ptr_nonnull(alias_add(&table, node(0), there(i)));
		ck_assert_ptr_nonnull(alias_add(&table, node(1), there(i)));
	}
}

static void
end(void)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct alias *alias;
		uint32_t place = 0;

		while ((alias = alias_next(&table, node(i), &place)) != NULL)
			alias_remove(&table, alias);
	}
	ck_assert_uint_eq(table.count, 0);
	alias_table_clear(&table);
}

START_TEST(each_is_found_both_ways)
{
	for (uint32_t i = 0; i < USERS; i++) {
		struct alias *one = alias_find(&table, node(0), there(i));
		struct alias *other = alias_find(&table, node(1), there(i));

		ck_assert_ptr_nonnull(one);
		ck_assert_ptr_nonnull(other);
		ck_assert_ptr_ne(one, other);
		ck_assert_ptr_eq(
		    alias_at(&table, alias_here(&table, one)), one);
		ck_assert_uint_eq(
		    address_worker(alias_here(&table, one)), GATEWAY);
	}
	ck_assert_ptr_null(alias_find(&table, node(0), there(USERS)));
	ck_assert_ptr_null(
	    alias_at(&table, address_make(GATEWAY, 2 * USERS, 1)));
}
END_TEST

START_TEST(an_address_ends_with_its_alias)
{
	struct alias *alias = alias_find(&table, node(0), there(7));
	struct address here = alias_here(&table, alias);

	alias_remove(&table, alias);
	ck_assert_ptr_null(alias_find(&table, node(0), there(7)));
	ck_assert_ptr_null(alias_at(&table, here));
	/* The same user comes again, to the same place. */
	alias = alias_add(&table, node(0), there(7));
	ck_assert_ptr_nonnull(alias);
	ck_assert_uint_eq(
	    address_slot(alias_here(&table, alias)), address_slot(here));
	ck_assert(!address_equals(alias_here(&table, alias), here));
	ck_assert_ptr_null(alias_at(&table, here));
}
END_TEST

START_TEST(all_others_stay)
{
	for (uint32_t i = 0; i < USERS; i += 2)
		alias_remove(&table, alias_find(&table, node(0), there(i)));
	for (uint32_t i = 0; i < USERS; i++) {
		ck_assert((alias_find(&table, node(0), there(i)) != NULL) ==
			  (i % 2 == 1));
		ck_assert_ptr_nonnull(alias_find(&table, node(1), there(i)));
	}
}
END_TEST

START_TEST(a_walk_finds_those_of_one_node)
{
	struct alias *alias;
	uint32_t place = 0, count = 0;

	while ((alias = alias_next(&table, node(1), &place)) != NULL) {
		ck_assert_ptr_eq(alias->node, node(1));
		if (count++ % 2 == 0)
			alias_remove(&table, alias);
	}
	ck_assert_uint_eq(count, USERS);
	ck_assert_uint_eq(table.count, 2 * USERS - USERS / 2);
}
END_TEST

/* There is one for each user of a cluster on each of its nodes. */
START_TEST(an_alias_is_small)
{
	ck_assert_uint_le(sizeof(struct alias), 32);
	ck_assert_uint_le(sizeof(struct alias_place), 16);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, end);
	test_cases_add(tests, each_is_found_both_ways);
	test_cases_add(tests, an_address_ends_with_its_alias);
	test_cases_add(tests, all_others_stay);
	test_cases_add(tests, a_walk_finds_those_of_one_node);
	test_cases_add(tests, an_alias_is_small);
}
