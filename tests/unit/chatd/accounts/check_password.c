/* SPDX-License-Identifier: MIT */
/* Hashes of passwords. */

#include "chatd/accounts/password.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

START_TEST(a_password_is_text_of_some_length)
{
	char longest[PASSWORD_MAX_BYTES + 2];

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	ck_assert(!password_is_acceptable(slice_of("")));
	ck_assert(!password_is_acceptable(slice_of("seven77")));
	ck_assert(password_is_acceptable(slice_of("eight888")));
	ck_assert(password_is_acceptable(slice_of("with blanks in it")));
	ck_assert(password_is_acceptable(slice_of("f\xc3\xbcnf und sechs")));
	ck_assert(!password_is_acceptable(slice_of(longest)));
	ck_assert(password_is_acceptable(slice_of(longest + 1)));
	/* Some protocols could not send these. */
	ck_assert(!password_is_acceptable(slice_of(" leading blank")));
	ck_assert(!password_is_acceptable(slice_of("trailing blank\t")));
	ck_assert(!password_is_acceptable(slice_of("two\nlines of it")));
	ck_assert(!password_is_acceptable(slice_of("no utf-8 \xff\xfe")));
}
END_TEST

START_TEST(a_hash_is_one_printable_word)
{
	char longest[PASSWORD_HASH_BYTES + 1];

	memset(longest, '$', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	ck_assert(password_hash_is_valid(slice_of("$y$j9T$salt$hash")));
	ck_assert(password_hash_is_valid(slice_of("$6$salt$hash")));
	ck_assert(!password_hash_is_valid(slice_of("")));
	ck_assert(!password_hash_is_valid(slice_of("*")));
	ck_assert(!password_hash_is_valid(slice_of("secret")));
	ck_assert(!password_hash_is_valid(slice_of("$y$j9T$a b")));
	ck_assert(!password_hash_is_valid(slice_of("$y$j9T$a\x7f")));
	ck_assert(!password_hash_is_valid(slice_of("$y$j9T$\xc3\xbc")));
	ck_assert(!password_hash_is_valid(slice_of(longest)));
	ck_assert(password_hash_is_valid(slice_of(longest + 1)));
}
END_TEST

#ifdef HAVE_LIBCRYPT

START_TEST(only_the_password_matches_its_hash)
{
	char hash[PASSWORD_HASH_BYTES], other[PASSWORD_HASH_BYTES];
	struct slice password = SLICE("correct horse");

	ck_assert(password_is_supported());
	ck_assert_int_eq(password_hash(password, hash), 0);
	ck_assert_int_eq(strncmp(hash, "$y$", 3), 0);
	ck_assert(password_hash_is_valid(slice_of(hash)));
	ck_assert_int_eq(password_check(password, hash), PASSWORD_RIGHT);
	ck_assert_int_eq(
	    password_check(slice_of("Correct horse"), hash), PASSWORD_WRONG);
	password.size--;
	ck_assert_int_eq(password_check(password, hash), PASSWORD_WRONG);
	ck_assert_int_eq(password_check(slice_of(""), hash), PASSWORD_WRONG);
	/* Each has a salt of its own. */
	ck_assert_int_eq(password_hash(slice_of("correct horse"), other), 0);
	ck_assert_str_ne(hash, other);
	ck_assert_int_eq(
	    password_check(slice_of("correct horse"), other), PASSWORD_RIGHT);
}
END_TEST

START_TEST(what_follows_a_nul_does_not_go_unseen)
{
	char hash[PASSWORD_HASH_BYTES];
	const struct slice longer = SLICE("correct horse\0and more");

	ck_assert_int_eq(password_hash(slice_of("correct horse"), hash), 0);
	ck_assert_int_eq(password_check(longer, hash), PASSWORD_WRONG);
}
END_TEST

START_TEST(a_password_that_is_too_long_is_wrong)
{
	char hash[PASSWORD_HASH_BYTES], longest[PASSWORD_MAX_BYTES + 1];
	struct slice password = { longest, PASSWORD_MAX_BYTES };

	memset(longest, 'x', sizeof(longest));
	ck_assert_int_eq(password_hash(password, hash), 0);
	ck_assert_int_eq(password_check(password, hash), PASSWORD_RIGHT);
	password.size++;
	ck_assert_int_eq(password_check(password, hash), PASSWORD_WRONG);
}
END_TEST

START_TEST(nothing_matches_what_is_no_hash)
{
	static const char *const hashes[] = { "$", "$y$", "$y$j9T$salt",
		"$nothing$that$is$known", "*0", "*1" };

	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		ck_assert_msg(password_check(slice_of("correct horse"),
				  hashes[i]) != PASSWORD_RIGHT,
		    "%s", hashes[i]);
}
END_TEST

#endif

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_password_is_text_of_some_length);
	test_cases_add(tests, a_hash_is_one_printable_word);
#ifdef HAVE_LIBCRYPT
	test_cases_add(tests, only_the_password_matches_its_hash);
	test_cases_add(tests, what_follows_a_nul_does_not_go_unseen);
	test_cases_add(tests, a_password_that_is_too_long_is_wrong);
	test_cases_add(tests, nothing_matches_what_is_no_hash);
#endif
}
