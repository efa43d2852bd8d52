/* SPDX-License-Identifier: MIT */
/*
 * Out of memory where names have owners: whoever asked loses their connection
 * at most, and a change of the accounts is made as a whole or not at all.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/command_fixture.h"
#include "server/console_fixture.h"
#include "server/memory_fixture.h"

/* More requests for memory than a login or a change makes. */
#define ENOUGH 500

static struct test_daemon *chatd;

static void
start(void)
{
	accounts_begin();
	memory_prepare();
	chatd = accounts_start(NO_OPTION, NO_OPTION);
	memory_release();
	accounts_add("alice");
}

/* Log in as alice, who may be there already.  Return NULL if that fails. */
static struct test_client *
log_in(void)
{
	static const char *const steps[][2] = {
		{ "AUTH alice " ACCOUNTS_PASSWORD "\n", "AUTH-OK" },
		{ "HELLO-FROM alice\n", "HELLO alice" },
	};
	struct test_client *alice = test_client_connect(chatd);

	for (int i = 0; i < 2; i++) {
		const char *reply;

		test_client_send(alice, steps[i][0]);
		reply = test_client_take_line_or_end(alice);
		if (reply == NULL || strcmp(reply, "BUSY") == 0 ||
		    strcmp(reply, "BAD-AUTH LATER") == 0)
			return NULL;
		test_require_equal(reply, steps[i][1]);
	}
	return alice;
}

/* Let alice log in with each request for memory failing in turn. */
static void
require_harmless_logins(struct test_client *bob)
{
	int number, failures = 0;

	ck_assert_ptr_nonnull(log_in());
	for (number = 1; number < ENOUGH; number++) {
		memory_fail_request(number);
		failures += log_in() == NULL;
		if (!memory_has_failed())
			break;
		memory_spare();
		test_client_ask(bob, "SEND bob hi\n", "SEND-OK\n");
		test_client_expect(bob, "DELIVERY bob hi\n");
		/* Neither has the name of the owner got lost. */
		ck_assert_ptr_nonnull(log_in());
	}
	memory_spare();
	test_require(failures > 2 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
}

START_TEST(a_login_of_an_owner_harms_nobody_else)
{
	start();
	require_harmless_logins(test_client_login(chatd, "bob"));
}
END_TEST

/* One more or less of its programs is no harm. */
START_TEST(neither_does_one_that_a_program_checks)
{
	struct test_client *bob;

	command_begin();
	memory_prepare();
	chatd = command_start("accounts_max=2", NO_OPTION);
	memory_release();
	bob = test_client_connect(chatd);
	test_client_ask(bob, "AUTH bob " ACCOUNTS_PASSWORD "\nHELLO-FROM bob\n",
	    "AUTH-OK\nHELLO bob\n");
	require_harmless_logins(bob);
}
END_TEST

/* Have a room kept, change it, and give it up.  Return whether that went well.
 */
static bool
keep_room(void)
{
	static const char *const requests[] = { "JOIN #den\n", "MODE #den +r\n",
		"MODE #den +o bob\n", "TOPIC #den tea\n", "LEAVE #den\n",
		"JOIN #den\n", "MODE #den -r\n", "LEAVE #den\n" };
	struct test_client *alice = log_in();

	if (alice == NULL)
		return false;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		test_client_send(alice, requests[i]);
		if (test_client_take_line_or_end(alice) == NULL)
			return false;
	}
	return true;
}

START_TEST(a_room_is_kept_or_it_is_not)
{
	struct test_client *console;
	int number, failures = 0;

	start();
	ck_assert(keep_room());
	for (number = 1; number < ENOUGH; number++) {
		memory_fail_request(number);
		failures += !keep_room();
		if (!memory_has_failed())
			break;
		memory_spare();
		ck_assert(keep_room());
	}
	memory_spare();
	test_require(failures > 2 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
	/* Nothing is left of all these rooms. */
	console = console_connect();
	console_expect(console, "rooms", "OK\nroom\tmembers\tmodes\towner\n");
	console_await_status(console, "rooms_kept", 0);
	test_daemon_stop(chatd);
	accounts_start(NO_OPTION, NO_OPTION);
}
END_TEST

/* Ask on a console of its own; return the reply, or NULL if there is none. */
static const char *
ask(const char *request)
{
	struct test_client *console = console_connect();
	const char *line;

	test_client_send(console, test_format("%s\n", request));
	line = test_client_take_line_or_end(console);
	if (line != NULL)
		line = test_format("%s", line);
	test_client_close(console);
	return line;
}

START_TEST(a_change_is_whole_or_none)
{
	int number, failures = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		const char *name = test_format("user%d", number);
		const char *reply;
		bool is_listed;

		memory_fail_request(number);
		reply = ask(
		    test_format("account add %s " ACCOUNTS_PASSWORD, name));
		if (!memory_has_failed())
			break;
		memory_spare();
		/* A second one is none if the first was made. */
		is_listed = strcmp(ask(test_format("account add %s "
						   "open sesame",
				       name)),
				"OK") != 0;
		ck_assert_uint_eq(test_count_lines(accounts_read(),
				      test_format("%s $y$", name)),
		    1);
		if (reply == NULL)
			continue;
		ck_assert_int_eq(is_listed, strcmp(reply, "OK") == 0);
		failures += !is_listed;
	}
	memory_spare();
	test_require(failures > 2 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
	test_daemon_stop(chatd);
	accounts_start(NO_OPTION, NO_OPTION);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, a_login_of_an_owner_harms_nobody_else);
	test_cases_add(tests, neither_does_one_that_a_program_checks);
	test_cases_add(tests, a_change_is_whole_or_none);
	test_cases_add(tests, a_room_is_kept_or_it_is_not);
}
