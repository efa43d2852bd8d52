/* SPDX-License-Identifier: MIT */
/*
 * The logins of chatc between two pipes, with servers that refuse them in every
 * way that has been seen, and the command line.
 */

#include <sysexits.h>

#include "client/client.h"
#include "client/pipe_fixture.h"
#include "client/server.h"
#include "common/test_support.h"

#define ASK   "Welcome to Chat Client. Enter your login:\n"
#define TAKEN "Cannot log in as alice. That username is already in use.\n"

START_TEST(logs_in_and_quits)
{
	pipe_start("");
	client_expect(ASK);
	client_type("alice\n");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect(PIPE_LOGGED_IN);
	client_type("!quit\n");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(quits_before_login_without_connecting)
{
	pipe_start("");
	client_type("!exit\n");
	client_expect(ASK);
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(takes_in_use_without_a_newline_before_a_hang_up)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("IN-USE");
	server_hang_up();
	client_expect(TAKEN ASK);
	client_type("bob\n");
	server_accept();
	server_expect("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect("Successfully logged in as bob!\n");
	pipe_leave();
}
END_TEST

START_TEST(tries_again_on_the_same_connection)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("IN-USE\n");
	client_expect(TAKEN ASK);
	client_type("a,b\n");
	server_expect("HELLO-FROM a,b\n");
	server_send("BAD-RQST-BODY\n");
	client_expect("Cannot log in as a,b. That username contains "
		      "disallowed characters.\n" ASK);
	client_type("bob\n");
	server_expect("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect("Successfully logged in as bob!\n");
	pipe_leave();
}
END_TEST

START_TEST(connects_again_after_a_hang_up_during_login)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_hang_up();
	client_expect(ASK);
	client_expect_aside(
	    "chatc: The server hung up. Try another name, or --tls.\n");
	client_type("bob\n");
	server_accept();
	server_expect("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect("Successfully logged in as bob!\n");
	pipe_leave();
}
END_TEST

START_TEST(says_that_the_server_is_full_whatever_it_does_next)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("BUSY\n");
	server_reset();
	client_expect("Cannot log in. The server is full!\n");
	client_expect_exit(EX_TEMPFAIL);
}
END_TEST

/* It says so before it is asked, and does not read what it is asked then. */
START_TEST(reads_busy_from_a_server_that_resets_at_once)
{
	pipe_start("alice");
	server_accept();
	server_send("BUSY\n");
	server_reset();
	client_expect("Cannot log in. The server is full!\n");
	client_expect_exit(EX_TEMPFAIL);
}
END_TEST

START_TEST(gives_up_when_a_login_is_not_answered)
{
	pipe_start_impatient("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not answer. Perhaps it "
			    "does not speak hello; see --protocol.\n");
}
END_TEST

START_TEST(fails_where_nobody_listens)
{
	pipe_start("");
	client_expect(ASK);
	server_close();
	client_type("alice\n");
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(
	    "chatc: Cannot connect to 127.0.0.1: Connection refused\n");
}
END_TEST

START_TEST(reports_a_host_name_that_cannot_exist)
{
	const char *arguments[] = { "a@host..invalid", NULL };

	client_start(arguments);
	client_expect_exit(EX_NOHOST);
}
END_TEST

START_TEST(explains_its_usage)
{
	const char *wrong[] = { "a", "b", NULL }, *none[] = { NULL },
		   *help[] = { "--help", NULL }, *bad[] = { "h:0", NULL };

	client_start(wrong);
	client_expect_exit(EX_USAGE);
	client_expect_aside("chatc: one argument too many: b\n"
			    "Try 'chatc --help'.\n");
	client_start(none);
	client_expect_exit(EX_USAGE);
	client_start(bad);
	client_expect_exit(EX_USAGE);
	client_start(help);
	client_expect("usage: chatc ");
	client_expect_later("\n\n");
	client_expect_later("Examples: chatc alice@localhost\n");
	client_expect_later("\n");
	client_expect_exit(EX_OK);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, logs_in_and_quits);
	test_cases_add(tests, quits_before_login_without_connecting);
	test_cases_add(tests, takes_in_use_without_a_newline_before_a_hang_up);
	test_cases_add(tests, tries_again_on_the_same_connection);
	test_cases_add(tests, connects_again_after_a_hang_up_during_login);
	test_cases_add(
	    tests, says_that_the_server_is_full_whatever_it_does_next);
	test_cases_add(tests, reads_busy_from_a_server_that_resets_at_once);
	test_cases_add(tests, gives_up_when_a_login_is_not_answered);
	test_cases_add(tests, fails_where_nobody_listens);
	test_cases_add(tests, reports_a_host_name_that_cannot_exist);
	test_cases_add(tests, explains_its_usage);
}
