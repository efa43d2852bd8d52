/* SPDX-License-Identifier: MIT */
/*
 * The name of a user whom the daemon cut is nobody's for a while, so that
 * nobody gains a name by having its owner cut.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* More error replies than the kernel holds for a client that does not read. */
#define EMPTY_LINES 1000000

static struct test_daemon *chatd;

/*
 * Let bob log in, not read, and be cut.  There is one worker, so that whoever
 * asks after the log has told so comes after the end.
 */
static void
cut_bob(const char *grace)
{
	struct test_client *bob;

	chatd = test_daemon_start_with(grace, "workers=1", "max_clients=2",
	    "send_timeout=1s", "echo_user=", NULL);
	bob = test_client_login_small(chatd, "bob");
	test_client_send(bob, test_repeat('\n', EMPTY_LINES, ""));
	test_daemon_wait_log(chatd, "bob: closed: slow reader");
}

START_TEST(the_name_is_in_use)
{
	struct test_client *mallory, *alice;

	cut_bob("name_grace=1h");
	mallory = test_client_connect(chatd);
	test_client_ask(mallory, "HELLO-FROM bob\n", "IN-USE\n");
	alice = test_client_login(chatd, "alice");
	test_client_ask(alice, "SEND bob hi\nWHO\n", "UNKNOWN\nWHO-OK alice\n");
	/* It takes no place. */
	test_client_login(chatd, "carol");
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM dave\n", "BUSY\n");
}
END_TEST

START_TEST(the_name_comes_back)
{
	cut_bob("name_grace=1s");
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

START_TEST(there_need_be_no_grace)
{
	cut_bob("name_grace=0");
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

/* Whoever leaves, in whatever way, can come back at once. */
START_TEST(only_the_daemon_can_cause_it)
{
	struct test_client *bob, *alice;

	chatd = test_daemon_start_with("name_grace=1h", "echo_user=", NULL);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	test_client_abort(bob);
	test_client_ask_until(alice, "WHO\n", "WHO-OK alice\n");
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	/* Each node has its own max_clients. */
	test_cases_add_alone(tests, the_name_is_in_use);
	test_cases_add(tests, the_name_comes_back);
	test_cases_add(tests, there_need_be_no_grace);
	test_cases_add(tests, only_the_daemon_can_cause_it);
}
