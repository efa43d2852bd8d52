/* SPDX-License-Identifier: MIT */
/* What an engine may say of names and lives, and what it may not. */

#include "chatd/cluster/copies/name_entry.h"

#include "unit/unit.h"

static bool
reads(const char *id, const char *field, const char *value)
{
	struct name_entry entry;

	return name_entry_read(
		   slice_of(id), slice_of(field), slice_of(value), &entry) == 0;
}

START_TEST(what_no_script_writes_is_refused)
{
	static const char *const bad[][3] = {
		{ "", "gone", "1" },
		{ "5", "gone", "1" },
		{ "0-0", "gone", "1" },
		{ "5-1", "gone", "1" },
		{ "-0", "gone", "1" },
		{ "x-0", "gone", "1" },
		{ "18446744073709551616-0", "gone", "1" },
		{ "5-0", "gone", "" },
		{ "5-0", "gone", "0" },
		{ "5-0", "gone", "1x" },
		{ "5-0", "gone", "-1" },
		{ "5-0", "claimed", "a 4 1 user 7 5" },
		{ "5-0", "claimed", "a 5 1 thing 7 5" },
		{ "5-0", "claimed", "a 5 0 user 7 5" },
		{ "5-0", "claimed", "a 5 1 user 7" },
		{ "5-0", "claimed", "a\n 5 1 user 7 5" },
		{ "5-0", "claimed", "\xc3\xa4 5 1 user 7 5" },
		{ "5-0", "renamed", "a a 5 1 user 7 5" },
		{ "5-0", "released", "a" },
		{ "5-0", "came", "1 2 100 n" },
		{ "5-0", "came", "1 1 100 " },
	};

	struct name_owner owner;
	struct slice name;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!reads(bad[i][0], bad[i][1], bad[i][2]),
		    "%s %s %s", bad[i][0], bad[i][1], bad[i][2]);
	ck_assert_msg(name_owner_read(slice_of("a b"), slice_of("5 1 user 7 5"),
			  &name, &owner) != 0,
	    "a name with a blank");
	ck_assert_msg(name_owner_read(slice_of("ab"),
			  slice_of("5 1 user 7 5 Ac"), &name, &owner) != 0,
	    "another name");
	ck_assert_msg(name_owner_read(slice_of("a%"),
			  slice_of("5 1 user 7 5 A\t"), &name, &owner) != 0,
	    "what is no name");
	ck_assert_msg(name_owner_read(slice_of("ab"),
			  slice_of("5 1 user 7 5 aB more"), &name, &owner) == 0,
	    "other capitals, and more");
	ck_assert(slice_is(name, "aB"));
	/* What comes after the words that are known is a later version's. */
	ck_assert_msg(reads("5-0", "claimed", "a 5 1 user 7 5 more"), "more");
	ck_assert_msg(reads("5-0", "came", "1 1 100 n more"), "more");
	ck_assert_msg(reads("18446744073709551615-0", "gone", "1"), "largest");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, what_no_script_writes_is_refused);
}
