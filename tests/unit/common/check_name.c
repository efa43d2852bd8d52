/* SPDX-License-Identifier: MIT */
/* The rules for names: every single byte, and the two ends of the length. */

#include <stdbool.h>
#include "common/name.h"

#include <string.h>

#include "unit/unit.h"

START_TEST(allows_exactly_the_bytes_of_the_manual)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_-.";

	for (int code = 0; code < 256; code++) {
		char name[3] = { 'a', (char)code, 'z' };
		bool want = code != 0 && strchr(allowed, code) != NULL;

		ck_assert_msg(name_is_valid(name, 3, 64) == want,
		    "byte 0x%02x: want %d", (unsigned int)code, want);
	}
}
END_TEST

START_TEST(looks_at_the_first_and_the_last_byte)
{
	ck_assert(!name_is_valid("!lice", 5, 64));
	ck_assert(!name_is_valid("alic!", 5, 64));
	ck_assert(name_is_valid("alic!", 4, 64));
}
END_TEST

START_TEST(refuses_the_empty_name)
{
	ck_assert(!name_is_valid("", 0, 64));
	ck_assert(!name_is_valid(NULL, 0, 64));
}
END_TEST

START_TEST(counts_bytes_up_to_the_maximum)
{
	char name[NAME_MAX_BYTES + 1];

	memset(name, 'n', sizeof(name));
	ck_assert(name_is_valid(name, 1, 1));
	ck_assert(!name_is_valid(name, 2, 1));
	ck_assert(name_is_valid(name, NAME_MAX_BYTES, NAME_MAX_BYTES));
	ck_assert(!name_is_valid(name, NAME_MAX_BYTES + 1, NAME_MAX_BYTES));
}
END_TEST

static bool
look_alike(const char *name, const char *other)
{
	return name_looks_like(slice_of(name), slice_of(other));
}

START_TEST(names_look_alike_but_for_capital_letters)
{
	ck_assert(look_alike("alice", "alice"));
	ck_assert(look_alike("aLicE", "AlICe"));
	ck_assert(look_alike("Z-9._", "z-9._"));
	ck_assert(!look_alike("alice", "alicf"));
	ck_assert(!look_alike("alice", "alic"));
	/* These are as far apart as a letter and its capital. */
	ck_assert(!look_alike("_", "\x7f"));
	ck_assert(!look_alike("-", "\r"));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, allows_exactly_the_bytes_of_the_manual);
	test_cases_add(tests, looks_at_the_first_and_the_last_byte);
	test_cases_add(tests, refuses_the_empty_name);
	test_cases_add(tests, counts_bytes_up_to_the_maximum);
	test_cases_add(tests, names_look_alike_but_for_capital_letters);
}
