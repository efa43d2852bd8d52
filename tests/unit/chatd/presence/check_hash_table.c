/* SPDX-License-Identifier: MIT */
/* A table of hashes: finding, growing and shrinking, also where hashes meet. */

#include "chatd/presence/hash_table.h"

#include <string.h>

#include "unit/unit.h"

#define MANY 5000

static struct hash_entry entries[MANY];

/* Hashes as even as those of a good function. */
static uint64_t
hash_of(int i)
{
	return (uint64_t)i * 0x9e3779b97f4a7c15u;
}

START_TEST(every_entry_is_found_while_it_is_there)
{
	struct hash_table table = { 0 };

	ck_assert_ptr_null(hash_table_find(&table, hash_of(0)));
	for (int i = 0; i < MANY; i++) {
		entries[i].hash = hash_of(i);
		hash_table_insert(&table, &entries[i]);
		ck_assert_ptr_eq(
		    hash_table_find(&table, hash_of(i / 2)), &entries[i / 2]);
	}
	ck_assert_uint_eq(table.count, MANY);
	for (int i = 0; i < MANY; i++) {
		hash_table_remove(&table, &entries[i]);
		ck_assert_ptr_null(hash_table_find(&table, hash_of(i)));
		if (i + 1 < MANY)
			ck_assert_ptr_eq(
			    hash_table_find(&table, hash_of(i + 1)),
			    &entries[i + 1]);
		if (i + 1 < MANY)
			ck_assert_ptr_eq(
			    hash_table_find(&table, hash_of(MANY - 1)),
			    &entries[MANY - 1]);
	}
	ck_assert_uint_eq(table.count, 0);
	/* What is empty has no memory of its own. */
	ck_assert_uint_eq(table.bucket_count, 0);
}
END_TEST

START_TEST(all_entries_of_one_hash_are_found)
{
	struct hash_table table = { 0 };
	struct hash_entry *found;
	int count = 0;

	for (int i = 0; i < 100; i++) {
		entries[i].hash = hash_of(i % 10);
		hash_table_insert(&table, &entries[i]);
	}
	for (found = hash_table_find(&table, hash_of(3)); found != NULL;
	     found = hash_table_find_next(found)) {
		ck_assert_uint_eq(found->hash, hash_of(3));
		count++;
	}
	ck_assert_int_eq(count, 10);
	/* Each bucket that has any has those of one hash, or of a few. */
	ck_assert_uint_ge(hash_table_longest_chain(&table), 10);
	hash_table_clear(&table);
	ck_assert_ptr_null(hash_table_find(&table, hash_of(3)));
}
END_TEST

static void
count_cb(struct hash_entry *entry, void *argument)
{
	int *counts = argument;

	counts[entry - entries]++;
}

/* With one chain, with buckets, and with more of them. */
START_TEST(all_parts_together_have_each_entry_once)
{
	static const int sizes[] = { 1, 8, 9, 100, MANY };
	static int counts[MANY];
	struct hash_table table = { 0 };

	memset(counts, 0, sizeof(counts));
	for (int i = 0; i < sizes[_i]; i++) {
		entries[i].hash = hash_of(i);
		hash_table_insert(&table, &entries[i]);
	}
	for (unsigned int part = 0; part < HASH_TABLE_PARTS; part++)
		hash_table_walk_part(&table, part, count_cb, counts);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(counts[i], i < sizes[_i]);
	hash_table_clear(&table);
}
END_TEST

START_TEST(chains_stay_short)
{
	struct hash_table table = { 0 };

	for (int i = 0; i < MANY; i++) {
		entries[i].hash = hash_of(i);
		hash_table_insert(&table, &entries[i]);
		ck_assert_uint_le(hash_table_longest_chain(&table), 8);
	}
	hash_table_clear(&table);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, every_entry_is_found_while_it_is_there);
	test_cases_add(tests, all_entries_of_one_hash_are_found);
	test_cases_add_loop(
	    tests, all_parts_together_have_each_entry_once, 0, 5);
	test_cases_add(tests, chains_stay_short);
}
