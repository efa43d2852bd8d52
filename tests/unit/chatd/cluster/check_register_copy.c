/* SPDX-License-Identifier: MIT */
/* All records of a register, out of pages and of what the log says. */

#include "chatd/cluster/copies/register_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/storage/register.h"
#include "unit/unit.h"

#define MOST 3

static struct register_copy copy;

static void
set_up(void)
{
	register_copy_init(&copy, 42, MOST, 20);
	register_copy_begin(&copy, 10);
}

static void
tear_down(void)
{
	register_copy_clear(&copy);
}

/* Take a record of a page. */
static enum register_copy_outcome
add(const char *key, const char *value)
{
	struct register_value read;

	ck_assert_int_eq(register_value_read(slice_of(value), &read), 0);
	return register_copy_add(&copy, slice_of(key), &read);
}

/* Take an entry of the log. */
static enum register_copy_outcome
take(uint64_t sequence, const char *field, const char *value)
{
	struct register_entry entry;

	ck_assert_int_eq(register_entry_read(sequence, slice_of(field),
			     slice_of(value), &entry),
	    0);
	return register_copy_take(&copy, &entry);
}

/* Fail unless the records are these, with a blank after each. */
static void
require(const char *expected)
{
	struct slice all, key, text;
	char *bytes = register_copy_write(&copy, &all.size);
	char found[100] = "";

	ck_assert_ptr_nonnull(bytes);
	all.bytes = bytes;
	while (register_take_record(&all, &key, &text))
		sprintf(found + strlen(found), "%.*s=%.*s ", (int)key.size,
		    key.bytes, (int)text.size, text.bytes);
	free(bytes);
	ck_assert_str_eq(found, expected);
}

START_TEST(records_come_in_the_order_of_their_places)
{
	add("carol", "5 9 c");
	add("alice", "0 1 a");
	add("bob", "9 2 b b");
	require("alice=a bob=b b carol=c ");
	ck_assert_uint_eq(copy.version, 10);
}
END_TEST

START_TEST(the_later_change_of_a_record_is_right)
{
	add("alice", "12 1 new");
	take(11, "recorded", "accounts alice 1 old");
	require("alice=new ");
	take(12, "recorded", "accounts alice 1 new");
	take(13, "recorded", "accounts alice 1 newer");
	add("alice", "12 1 new");
	require("alice=newer ");
	ck_assert_uint_eq(copy.version, 13);
}
END_TEST

START_TEST(what_was_erased_before_a_page_stays)
{
	add("alice", "12 1 again");
	take(11, "erased", "accounts alice");
	require("alice=again ");
	take(13, "erased", "accounts alice");
	take(14, "erased", "accounts nobody");
	require("");
	ck_assert_uint_eq(copy.version, 14);
}
END_TEST

START_TEST(there_are_bounds)
{
	ck_assert_int_eq(
	    add("a", "0 1 text-of-22-bytes-it-is"), REGISTER_COPY_WRONG);
	ck_assert_int_eq(add("", "0 1 a"), REGISTER_COPY_WRONG);
	ck_assert_int_eq(add("a b", "0 1 a"), REGISTER_COPY_WRONG);
	ck_assert_int_eq(add("a", "0 1 a"), REGISTER_COPIED);
	ck_assert_int_eq(add("b", "0 2 b"), REGISTER_COPIED);
	ck_assert_int_eq(add("c", "0 3 c"), REGISTER_COPIED);
	ck_assert_int_eq(add("d", "0 4 d"), REGISTER_COPY_TOO_MANY);
	ck_assert_int_eq(
	    take(11, "recorded", "accounts d 4 d"), REGISTER_COPY_TOO_MANY);
	ck_assert_int_eq(
	    take(12, "recorded", "accounts c 3 e"), REGISTER_COPIED);
	require("a=a b=b c=e ");
	register_copy_begin(&copy, 20);
	require("");
}
END_TEST

START_TEST(what_the_scripts_do_not_write_is_none)
{
	static const char *const values[] = { "", "1", "1 2", "1 2 ", "x 2 a",
		"1 x a", "99999999999999999999 1 a", "9007199254740993 1 a" };
	static const char *const entries[][2] = { { "recorded", "accounts" },
		{ "recorded", "accounts alice" },
		{ "recorded", "accounts alice 1" },
		{ "recorded", "accounts alice x text" },
		{ "erased", "accounts" }, { "replaced", "accounts" },
		{ "replaced", "accounts x" }, { "claimed", "alice 1" } };
	struct register_value value;
	struct register_entry entry;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		ck_assert_int_eq(
		    register_value_read(slice_of(values[i]), &value), -1);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		ck_assert_int_eq(register_entry_read(7, slice_of(entries[i][0]),
				     slice_of(entries[i][1]), &entry),
		    -1);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, records_come_in_the_order_of_their_places);
	test_cases_add(tests, the_later_change_of_a_record_is_right);
	test_cases_add(tests, what_was_erased_before_a_page_stays);
	test_cases_add(tests, there_are_bounds);
	test_cases_add(tests, what_the_scripts_do_not_write_is_none);
}
