/* SPDX-License-Identifier: MIT */
/* Which addresses are remembered when there are more than there is room for. */

#include "chatd/net/source_table.h"

#include <string.h>

#include "unit/unit.h"

#define MILLION 1000000

/* Far more than a bucket has when as many random hashes fall into as many. */
#define CHAIN_MAX 20

#define NOW_NS 1000000

static struct source_table *table;

static struct source *
find(uint32_t number)
{
	struct network_address address = { { 0 } };

	memcpy(address.bytes + 4, &number, sizeof(number));
	return source_table_find(table, &address, NOW_NS);
}

/* Make a table in which the addresses from 0 on have all entries. */
static void
fill(void)
{
	table = source_table_new();
	ck_assert_ptr_nonnull(table);
	for (uint32_t i = 0; i < SOURCE_TABLE_ENTRIES; i++)
		unit_require(source_table_number(table, find(i)) == i + 1,
		    "the number of %u", i);
}

static void
connect_all(void)
{
	for (uint32_t i = 0; i < SOURCE_TABLE_ENTRIES; i++)
		atomic_fetch_add(
		    &source_table_at(table, i + 1)->connections, 1);
}

START_TEST(an_address_has_one_entry)
{
	struct source *source;

	fill();
	source = find(7);
	source->logins_ns = 1;
	ck_assert_ptr_eq(find(7), source);
	ck_assert_ptr_eq(
	    source_table_at(table, source_table_number(table, source)), source);
	ck_assert_uint_eq(source->logins_ns, 1);
	source_table_free(table);
}
END_TEST

START_TEST(a_new_address_owes_nothing)
{
	struct source *source;

	fill();
	source_table_at(table, 1)->logins_ns = NOW_NS / 2;
	source_table_at(table, 1)->refusals_ns = NOW_NS / 2;
	source = find(SOURCE_TABLE_ENTRIES);
	ck_assert_uint_eq(source_table_number(table, source), 1);
	ck_assert_uint_eq(source->logins_ns, 0);
	ck_assert_uint_eq(source->refusals_ns, 0);
	ck_assert_uint_eq(atomic_load(&source->connections), 0);
	source_table_free(table);
}
END_TEST

/* What costs time is the length of a chain, and the looks, which are fixed. */
START_TEST(a_million_addresses_make_no_long_chain)
{
	table = source_table_new();
	ck_assert_ptr_nonnull(table);
	for (uint32_t i = 0; i < MILLION; i++)
		unit_require(find(i) != NULL, "no entry for %u", i);
	ck_assert_uint_le(source_table_longest_chain(table), CHAIN_MAX);
	source_table_free(table);
}
END_TEST

/* Of those that are looked at, and have no connection. */
START_TEST(whoever_owes_least_makes_room)
{
	fill();
	for (uint32_t i = 1; i <= SOURCE_TABLE_LOOKS; i++)
		source_table_at(table, i)->logins_ns = NOW_NS + 100 - i;
	atomic_fetch_add(
	    &source_table_at(table, SOURCE_TABLE_LOOKS)->connections, 1);
	ck_assert_uint_eq(
	    source_table_number(table, find(SOURCE_TABLE_ENTRIES)),
	    SOURCE_TABLE_LOOKS - 1);
	/* The next one is looked for further on. */
	ck_assert_uint_eq(
	    source_table_number(table, find(SOURCE_TABLE_ENTRIES + 1)),
	    SOURCE_TABLE_LOOKS + 1);
	source_table_free(table);
}
END_TEST

START_TEST(an_address_with_a_connection_is_not_forgotten)
{
	struct source *kept;

	fill();
	kept = find(7);
	atomic_fetch_add(&kept->connections, 1);
	for (uint32_t i = 0; i < 3 * SOURCE_TABLE_ENTRIES; i++)
		unit_require(find(SOURCE_TABLE_ENTRIES + i) != kept,
		    "forgotten for %u", i);
	ck_assert_ptr_eq(find(7), kept);
	source_table_free(table);
}
END_TEST

START_TEST(where_all_have_connections_there_is_no_room)
{
	fill();
	connect_all();
	ck_assert_ptr_null(find(SOURCE_TABLE_ENTRIES));
	ck_assert_ptr_nonnull(find(SOURCE_TABLE_ENTRIES - 1));
	/* The hand has moved on, and comes by in the end. */
	atomic_fetch_sub(&source_table_at(table, 1)->connections, 1);
	for (int i = 1; i < SOURCE_TABLE_ENTRIES / SOURCE_TABLE_LOOKS; i++)
		ck_assert_ptr_null(find(SOURCE_TABLE_ENTRIES));
	ck_assert_uint_eq(
	    source_table_number(table, find(SOURCE_TABLE_ENTRIES)), 1);
	source_table_free(table);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_address_has_one_entry);
	test_cases_add(tests, a_new_address_owes_nothing);
	test_cases_add(tests, a_million_addresses_make_no_long_chain);
	test_cases_add(tests, whoever_owes_least_makes_room);
	test_cases_add(tests, an_address_with_a_connection_is_not_forgotten);
	test_cases_add(tests, where_all_have_connections_there_is_no_room);
}
