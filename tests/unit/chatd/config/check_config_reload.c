/* SPDX-License-Identifier: MIT */
/* The configuration at a reload: what needs a restart, and stays until then. */

#include "chatd/config/merge.h"

#include "chatd/config/config.h"

#include "unit/chatd/config/config_fixture.h"

START_TEST(reports_what_a_reload_cannot_change)
{
	struct config *running = config_fixture_accept(
	    "listener a { protocol = hello port = 1 }\n"
	    "listener b { protocol = hello port = 2 }\n"
	    "listener c { protocol = hello port = 3 }\n");
	struct config *loaded = config_fixture_accept(
	    "listener c { protocol = hello port = 3 }\n"
	    "listener d { protocol = hello port = 4 }\n"
	    "listener b { protocol = hello port = 5 }\n"
	    "port = 6\nworkers = 7\nmax_clients = 8\n"
	    "user = 'x y'\nlog_level = debug\n");

	ck_assert_uint_eq(config_report_restart_only(
			      running, loaded, config_fixture_errors()),
	    6);
	ck_assert_str_eq(config_fixture_reported(),
	    "port: a change from 5378 to 6 needs a restart\n"
	    "workers: a change from 0 to 7 needs a restart\n"
	    "user: a change from chatd to x y needs a restart\n"
	    "listener a: its removal needs a restart\n"
	    "listener b: its change needs a restart\n"
	    "listener d: its addition needs a restart\n");
	ck_assert_uint_eq(
	    config_report_restart_only(loaded, loaded, config_fixture_errors()),
	    0);
	ck_assert_str_eq(config_fixture_reported(), "");
	config_free(running);
	config_free(loaded);
}
END_TEST

START_TEST(keeps_what_a_reload_cannot_change)
{
	const char *text = "port = 2 user = b max_clients = 2 "
			   "listener b { protocol = hello port = 7 }";
	struct config *running = config_fixture_accept(
	    "port = 1 user = a max_clients = 1");
	struct config *loaded = config_fixture_accept(text);
	struct config *again = config_fixture_accept(text);
	struct config_merge merge;

	ck_assert_int_eq(config_merge_prepare(&merge, running, loaded), 0);
	config_merge_commit(&merge, running, loaded);
	config_free(running);
	ck_assert_uint_eq(loaded->port, 1);
	ck_assert_str_eq(loaded->user, "a");
	ck_assert_uint_eq(loaded->listener_count, 1);
	ck_assert_uint_eq(loaded->listeners[0].port, 1);
	ck_assert_uint_eq(loaded->limits.max_clients, 2);

	/* A second reload of the same file reports as much as the first. */
	ck_assert_uint_eq(
	    config_report_restart_only(loaded, again, config_fixture_errors()),
	    3);
	config_free(loaded);
	config_free(again);
}
END_TEST

/* Each of them is the loaded one's, of whichever kind the listener is. */
START_TEST(listeners_that_stay_get_other_networks)
{
	struct config *running = config_fixture_accept(
	    "allow = 192.0.2.1 "
	    "listener a { protocol = hello port = 1 deny = 192.0.2.2 } "
	    "listener b { protocol = hello port = 2 deny = 192.0.2.3 } "
	    "listener c { protocol = hello address = 'unix:/c' } "
	    "listener d { protocol = hello port = 4 }");
	struct config *loaded = config_fixture_accept(
	    "allow = 192.0.2.4 deny = 192.0.2.5 "
	    "listener d { protocol = hello port = 5 allow = '' } "
	    "listener c { protocol = hello port = 3 } "
	    "listener a { protocol = hello port = 1 }");
	struct config_merge merge;
	static const char *const expected[][2] = {
		{ "192.0.2.4", "192.0.2.5" },
		{ "192.0.2.4", "192.0.2.5" },
		{ "192.0.2.1", "192.0.2.3" }, /* it is in no file any more */
		{ "192.0.2.4", "192.0.2.5" },
		{ "", "192.0.2.5" },
	};

	ck_assert_int_eq(config_merge_prepare(&merge, running, loaded), 0);
	config_merge_commit(&merge, running, loaded);
	config_free(running);
	ck_assert_uint_eq(loaded->listener_count, COUNT(expected));
	for (int i = 0; i < COUNT(expected); i++) {
		ck_assert_str_eq(loaded->listeners[i].allow, expected[i][0]);
		ck_assert_str_eq(loaded->listeners[i].deny, expected[i][1]);
	}
	ck_assert_uint_eq(loaded->listeners[4].port, 4);
	ck_assert(loaded->listeners[4].has_allow);
	ck_assert(!loaded->listeners[1].has_deny);
	config_free(loaded);
}
END_TEST

START_TEST(a_merge_that_is_abandoned_leaves_both_as_they_were)
{
	struct config *running = config_fixture_accept("deny = 192.0.2.1");
	struct config *loaded = config_fixture_accept("deny = 192.0.2.2");
	struct config_merge merge;

	ck_assert_int_eq(config_merge_prepare(&merge, running, loaded), 0);
	config_merge_abandon(&merge);
	ck_assert_str_eq(running->listeners[0].deny, "192.0.2.1");
	ck_assert_str_eq(loaded->listeners[0].deny, "192.0.2.2");
	config_free(running);
	config_free(loaded);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	config_fixture_add(tests);
	test_cases_add(tests, reports_what_a_reload_cannot_change);
	test_cases_add(tests, keeps_what_a_reload_cannot_change);
	test_cases_add(tests, listeners_that_stay_get_other_networks);
	test_cases_add(
	    tests, a_merge_that_is_abandoned_leaves_both_as_they_were);
}
