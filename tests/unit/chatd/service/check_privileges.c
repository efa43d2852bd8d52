/* SPDX-License-Identifier: MIT */
/*
 * Giving up root.  Check runs each test in a process of its own, so one that
 * gives it up for good harms no other.  Without root the tests see that nothing
 * is changed.
 */

#include "chatd/service/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "unit/unit.h"

#define NO_SUCH_USER "nobody-is-called-this"

static bool
is_root(void)
{
	return geteuid() == 0;
}

/* Give up root; if the process had it, fail unless it is account now. */
static void
expect_drop(const char *user, const char *expected_account)
{
	bool was_root = is_root();
	uid_t uid = geteuid();
	const struct passwd *entry;
	const char *account = "";
	const char *error = NULL;

	ck_assert_int_eq(privileges_drop(user, &account, &error), 0);
	if (!was_root) {
		ck_assert_ptr_null(account);
		ck_assert_uint_eq(geteuid(), uid);
		return;
	}
	ck_assert_str_eq(account, expected_account);
	entry = getpwnam(expected_account);
	ck_assert_ptr_nonnull(entry);
	ck_assert_uint_eq(getuid(), entry->pw_uid);
	ck_assert_uint_eq(geteuid(), entry->pw_uid);
	ck_assert_uint_eq(getgid(), entry->pw_gid);
	ck_assert_uint_eq(getegid(), entry->pw_gid);
	ck_assert_int_eq(setuid(0), -1);
	ck_assert_int_eq(setgid(0), -1);
}

START_TEST(becomes_the_user)
{
	expect_drop("nobody", "nobody");
}
END_TEST

START_TEST(becomes_nobody_where_the_user_is_unknown)
{
	expect_drop(NO_SUCH_USER, "nobody");
}
END_TEST

START_TEST(keeps_no_group_of_root)
{
	const gid_t root_groups[] = { 0 };
	bool was_root = is_root();
	gid_t groups[64];
	int count;

	if (was_root)
		ck_assert_int_eq(setgroups(1, root_groups), 0);
	expect_drop("nobody", "nobody");
	count = getgroups(64, groups);
	ck_assert_int_ge(count, 0);
	for (int i = 0; was_root && i < count; i++)
		ck_assert_uint_ne(groups[i], 0);
}
END_TEST

START_TEST(refuses_to_become_root)
{
	const char *account = "";
	const char *error = NULL;
	int result = privileges_drop("root", &account, &error);

	ck_assert_ptr_null(account);
	if (!is_root()) {
		ck_assert_int_eq(result, 0);
		return;
	}
	ck_assert_int_eq(result, -1);
	ck_assert_str_eq(error, "cannot become \"root\": it is root");
}
END_TEST

START_TEST(does_nothing_the_second_time)
{
	const char *account = "";
	const char *error = NULL;

	expect_drop("nobody", "nobody");
	ck_assert_int_eq(privileges_drop("root", &account, &error), 0);
	ck_assert_ptr_null(account);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, becomes_the_user);
	test_cases_add(tests, becomes_nobody_where_the_user_is_unknown);
	test_cases_add(tests, keeps_no_group_of_root);
	test_cases_add(tests, refuses_to_become_root);
	test_cases_add(tests, does_nothing_the_second_time);
}
