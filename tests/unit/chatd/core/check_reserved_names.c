/* SPDX-License-Identifier: MIT */
/* Names that nobody may have. */

#include "chatd/core/reserved_names.h"

#include <string.h>

#include "unit/unit.h"

static struct limits limits;
static bool folds;

static bool
is_reserved(const char *name)
{
	return name_is_reserved(slice_of(name), &limits, folds);
}

static void
reserve(const char *list)
{
	limits = (struct limits){ .echo_user = "echobot" };
	strcpy(limits.reserved_names, list);
}

START_TEST(some_are_always_reserved)
{
	reserve("");
	ck_assert(is_reserved("server"));
	ck_assert(is_reserved("echobot"));
	ck_assert(!is_reserved("Server"));
	ck_assert(!is_reserved("admin"));
	limits.echo_user[0] = '\0';
	ck_assert(!is_reserved("echobot"));
}
END_TEST

START_TEST(they_fold_where_names_do)
{
	reserve("admin");
	folds = true;
	ck_assert(is_reserved("Server"));
	ck_assert(is_reserved("EchoBot"));
	ck_assert(is_reserved("Admin"));
	ck_assert(!is_reserved("servers"));
	limits.echo_user[0] = '\0';
	ck_assert(!is_reserved("EchoBot"));
}
END_TEST

START_TEST(a_list_reserves_others)
{
	reserve("admin,root , Moderator,,a");
	ck_assert(is_reserved("admin"));
	ck_assert(is_reserved("root"));
	ck_assert(is_reserved("a"));
	ck_assert(is_reserved("server"));
	/* What only looks like one of them is as well. */
	ck_assert(is_reserved("ADMIN"));
	ck_assert(is_reserved("moderator"));
	ck_assert(!is_reserved("adm"));
	ck_assert(!is_reserved("admins"));
	ck_assert(!is_reserved("b"));
}
END_TEST

START_TEST(a_list_has_nothing_but_names)
{
	ck_assert(reserved_names_are_valid(""));
	ck_assert(reserved_names_are_valid(" ,, "));
	ck_assert(reserved_names_are_valid("admin"));
	ck_assert(reserved_names_are_valid("admin, root,x.y"));
	ck_assert(!reserved_names_are_valid("admin; root"));
	ck_assert(!reserved_names_are_valid("admin,ro:ot"));
	ck_assert(!reserved_names_are_valid("admin\troot"));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, some_are_always_reserved);
	test_cases_add(tests, they_fold_where_names_do);
	test_cases_add(tests, a_list_reserves_others);
	test_cases_add(tests, a_list_has_nothing_but_names);
}
