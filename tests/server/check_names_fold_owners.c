/* SPDX-License-Identifier: MIT */
/*
 * names_fold = yes, where names have owners and rooms are kept.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/kept_fixture.h"

#define FOLDS "names_fold=yes"

#define EXIT_CONFIG 78

/* Connections are dealt to two workers in turn: each pair is met. */
#define PAIRS 4

static struct test_daemon *chatd;

START_TEST(an_owner_ends_who_has_the_name_in_other_capitals)
{
	struct test_client *older, *newer;

	accounts_begin();
	chatd = accounts_start(FOLDS, NO_OPTION);
	accounts_add("alice");
	for (int i = 0; i < PAIRS; i++) {
		older = test_client_connect(chatd);
		test_client_ask(older,
		    "AUTH Alice " ACCOUNTS_PASSWORD "\nHELLO-FROM Alice\n",
		    "AUTH-OK\nHELLO Alice\n");
		newer = test_client_connect(chatd);
		test_client_ask(newer, "HELLO-FROM aLICE\n", "IN-USE\n");
		test_client_ask(newer,
		    "AUTH ALICE " ACCOUNTS_PASSWORD "\nHELLO-FROM ALICE\n",
		    "AUTH-OK\nHELLO ALICE\n");
		test_client_expect_end(older);
		test_client_finish(newer);
		test_client_expect_end(newer);
	}
}
END_TEST

START_TEST(a_kept_room_has_its_name_from_run_to_run)
{
	struct test_client *alice, *bob;

	chatd = kept_begin("alice", FOLDS);
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "Den");
	test_client_ask(alice, "MODE #den +r\n", "MODE-OK #den +r\n");
	test_daemon_stop(chatd);
	chatd = kept_start(FOLDS);
	bob = test_client_login(chatd, "bob");
	test_client_ask(bob, "JOIN #DEN\n", "JOIN-OK #Den\n");
	test_client_ask(bob, "MODE #den\n", "MODE-OK #den +r\n");
	test_daemon_stop(chatd);
}
END_TEST

/* Two rooms of a time when names did not fold. */
START_TEST(a_file_has_a_room_in_one_spelling)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", "-oport=0", "-ocontrol_socket=",
		    "-oaccounts=file", "-o", NULL, "-o", NULL, "-o", FOLDS },
	};

	chatd = kept_begin("", NO_OPTION);
	test_daemon_stop(chatd);
	kept_write("chatd-rooms 1\nroom den\nroom DEN\nend 2\n");
	spec.arguments[5] = accounts_option();
	spec.arguments[7] = accounts_rooms_option();
	chatd = test_daemon_spawn(&spec);
	test_daemon_require_exit(chatd, EXIT_CONFIG);
	test_daemon_require_log(chatd, 1, ":3: that room is there already");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, an_owner_ends_who_has_the_name_in_other_capitals);
	test_cases_add(tests, a_kept_room_has_its_name_from_run_to_run);
	test_cases_add(tests, a_file_has_a_room_in_one_spelling);
}
