/* SPDX-License-Identifier: MIT */
/* What follows from the protocols that are spoken. */

#include "chatd/core/name_case.h"
#include "chatd/redis/redis_connection.h"
#include "unit/chatd/config/config_fixture.h"

#define IRC "listener irc { protocol = irc }\n"

START_TEST(names_fold_where_irc_is_spoken)
{
	struct config *config = config_fixture_accept(IRC);

	ck_assert_int_eq(config->names_fold, NAMES_FOLD_YES);
	config_free(config);
	config = config_fixture_accept(IRC "names_fold = yes\n");
	ck_assert_int_eq(config->names_fold, NAMES_FOLD_YES);
	config_free(config);
	config = config_fixture_accept("names_fold = owned\n" IRC);
	ck_assert_int_eq(config->names_fold, NAMES_FOLD_YES);
	config_free(config);
	config = config_fixture_accept("listener p { protocol = plain }\n");
	ck_assert_int_eq(config->names_fold, NAMES_FOLD_OWNED);
	config_free(config);
}
END_TEST

/* Without hiredis there is no cluster. */
START_TEST(they_fold_in_a_cluster_too)
{
	struct config *config;

	if (!redis_connection_is_there())
		return;
	config = config_fixture_accept("engine = redis\n" IRC);
	ck_assert_int_eq(config->names_fold, NAMES_FOLD_YES);
	config_free(config);
	config = config_fixture_accept("engine = redis\nnames_fold = yes\n");
	ck_assert_int_eq(config->names_fold, NAMES_FOLD_YES);
	config_free(config);
}
END_TEST

START_TEST(names_that_do_not_fold_are_refused_beside_irc)
{
	config_fixture_refuse(IRC "names_fold = no\n",
	    "chatd.conf:2: names_fold: found no, want yes beside a listener of "
	    "irc\n");
}
END_TEST

START_TEST(what_irc_calls_the_server_is_checked)
{
	config_fixture_refuse("irc_server_name = chat\n",
	    "chatd.conf:1: irc_server_name: found \"chat\", want a name with a "
	    "\".\" in it\n");
	config_fixture_refuse("irc_server_name = a.b!\n",
	    "chatd.conf:1: irc_server_name: found \"a.b!\", want at most 63 "
	    "letters, digits, \"-\" and \".\"\n");
	config_fixture_refuse("irc_network = ''\n",
	    "chatd.conf:1: irc_network: found \"\", want at most 63 letters, "
	    "digits, \"-\" and \".\"\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	config_fixture_add(tests);
	test_cases_add(tests, names_fold_where_irc_is_spoken);
	test_cases_add(tests, they_fold_in_a_cluster_too);
	test_cases_add(tests, names_that_do_not_fold_are_refused_beside_irc);
	test_cases_add(tests, what_irc_calls_the_server_is_checked);
}
