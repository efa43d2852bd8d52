/* SPDX-License-Identifier: MIT */
/*
 * Connections that belong to no user: for how long there may be one, and how
 * many.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

START_TEST(connections_that_do_not_log_in_are_closed)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "login_timeout=1s", "echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *silent = test_client_connect(daemon);
	struct test_client *half = test_client_connect(daemon);
	struct test_client *busy = test_client_connect(daemon);
	bool reset;

	test_client_send(half, "HELLO-FROM half");
	/* Bytes do not postpone the deadline. */
	do {
		test_client_send(busy, "WHO\n");
	} while (test_client_take_line_or_end(busy) != NULL);
	test_client_drain(silent, &reset);
	test_require(!reset, "it was reset");
	test_client_drain(half, &reset);
	/* A user who is logged in has no deadline. */
	test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
}
END_TEST

START_TEST(connections_not_logged_in_have_a_limit)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_logins_pending=3", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *pending[3];
	struct test_client *newcomer;

	for (int i = 0; i < 3; i++) {
		pending[i] = test_client_connect(daemon);
		test_client_ask(pending[i], "WHO\n", "BAD-RQST-HDR\n");
	}
	newcomer = test_client_connect(daemon);
	test_client_expect(newcomer, "BUSY\n");
	test_client_expect_end(newcomer);
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
	/* A connection that logs in makes room for another. */
	test_client_ask(pending[0], "HELLO-FROM bob\n", "HELLO bob\n");
	pending[0] = test_client_connect(daemon);
	test_client_ask(pending[0], "WHO\n", "BAD-RQST-HDR\n");
	/* One that leaves does too. */
	test_client_finish(pending[1]);
	test_client_expect_end(pending[1]);
	test_client_login(daemon, "carol");
}
END_TEST

/*
 * Send a line to plain, and return the answer; announcements of comings and
 * goings are passed over.
 */
static const char *
ask_plain(struct test_client *client, const char *request)
{
	const char *line;

	test_client_send(client, request);
	do
		line = test_client_take_line(client);
	while (*line == '[' || strncmp(line, "Client (", 8) == 0);
	return line;
}

/* Connect to plain.  Return NULL if the client is turned away. */
static struct test_client *
connect_guest(const struct test_daemon *daemon)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon, "plain");
	const char *answer = ask_plain(client, "!name\n");
	bool reset;

	if (strcmp(answer, "! refused: not a name") == 0)
		return client;
	test_require_equal(answer, "! refused: server full");
	/* The end may be a reset, if the request came before it. */
	ck_assert_uint_eq(test_client_drain(client, &reset), 0);
	return NULL;
}

/* What a newcomer has sent already must not turn the refusal into a reset. */
START_TEST(newcomers_who_have_spoken_read_why_they_are_refused)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_logins_pending=1", NULL);
	struct test_client *pending = test_client_connect(daemon);
	struct test_client *newcomer;

	test_client_ask(pending, "WHO\n", "BAD-RQST-HDR\n");
	test_process_stop(test_daemon_pid(daemon));
	newcomer = test_client_connect(daemon);
	test_client_send(newcomer, "HELLO-FROM bob\n");
	test_client_wait_received(newcomer);
	test_process_continue(test_daemon_pid(daemon));
	test_client_expect(newcomer, "BUSY\n");
	test_client_expect_end(newcomer);
}
END_TEST

START_TEST(guests_have_a_limit_of_their_own)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "plain", "max_guests=2", "max_logins_pending=1", NULL);
	struct test_client *guests[2];

	for (int i = 0; i < 2; i++)
		guests[i] = connect_guest(daemon);
	ck_assert_ptr_null(connect_guest(daemon));
	/* It does not concern a client that logs in. */
	test_client_login(daemon, "alice");
	/* A guest who takes a name is a user, and makes room for another. */
	test_require_equal(
	    ask_plain(guests[0], "!name bob\n"), "You are now bob");
	ck_assert_ptr_nonnull(connect_guest(daemon));
	ck_assert_ptr_null(connect_guest(daemon));
	/* A guest who leaves does too. */
	test_client_close(guests[1]);
	while (connect_guest(daemon) == NULL)
		continue;
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1, "max_guests is reached");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, connections_that_do_not_log_in_are_closed);
	test_cases_add_but(
	    tests, connections_not_logged_in_have_a_limit, "not_tls");
	test_cases_add_but(tests,
	    newcomers_who_have_spoken_read_why_they_are_refused,
	    "not_unix not_tls");
	test_cases_add_but(tests, guests_have_a_limit_of_their_own, "not_tls");
}
