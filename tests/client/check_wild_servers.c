/* SPDX-License-Identifier: MIT */
/*
 * chatc and servers that misbehave as those of strangers have been seen to.
 * Each test is one such server; what all of them have in common is in
 * check_pipe.c and check_protocols.c.
 */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/pipe_fixture.h"
#include "client/server.h"
#include "common/test_support.h"

#define ASK    "Welcome to Chat Client. Enter your login:\n"
#define TAKEN  "Cannot log in as alice. That username is already in use.\n"
#define HEADER "Error: Unknown issue in previous message header.\n"
#define SENT   "The message was sent successfully\n"

static void
start_protocol(const char *protocol)
{
	char option[32];
	const char *arguments[] = { option, server_target("alice"), NULL };

	(void)snprintf(option, sizeof(option), "--protocol=%s", protocol);
	client_start(arguments);
	server_accept();
}

/* ---- hello --------------------------------------------------------------- */

START_TEST(refuses_every_further_name_on_the_same_connection)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("IN-USE\n");
	client_expect(TAKEN ASK);
	client_type("bob\n");
	server_expect("HELLO-FROM bob\n");
	server_send("BAD-RQST-HDR\n");
	server_expect_end();
	server_hang_up();
	server_accept();
	server_expect("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect("Successfully logged in as bob!\n");
	pipe_leave();
}
END_TEST

START_TEST(is_silent_to_who_and_knows_list)
{
	pipe_start_impatient("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect(PIPE_LOGGED_IN);
	client_type("!who\n!who\n");
	server_expect("WHO\n");
	server_expect("LIST\n");
	server_send("LIST-OK alice,bob\n");
	server_expect("LIST\n");
	server_send("LIST-OK alice\n");
	client_expect("There are 2 online users:\nalice\nbob\n"
		      "There are 1 online users:\nalice\n");
	pipe_leave();
}
END_TEST

START_TEST(floods_errors_that_nobody_asked_for)
{
	static const char line[] = "BAD-RQST-HDR\n";

	pipe_log_in();
	server_flood(line, sizeof(line) - 1, 10000);
	server_send("DELIVERY bob still here\n");
	for (int i = 0; i < 20; i++)
		client_expect(HEADER);
	client_expect_later("From bob: still here\n");
	client_type("!quit\n");
	server_expect_end();
	server_flood(line, sizeof(line) - 1, 1000);
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(answers_a_text_that_is_missing)
{
	pipe_log_in();
	client_type("@bob \n");
	server_expect("SEND bob \n");
	server_send("BAD-RQST-BODY\n");
	client_expect("Error: Unknown issue in previous message body.\n");
	pipe_leave_with(EX_DATAERR);
}
END_TEST

START_TEST(goes_on_talking_after_quit)
{
	pipe_log_in();
	client_type("!quit\n");
	server_expect_end();
	server_send("BAD-RQST-HDR\nnonsense\nDELIVERY bob wait\n");
	server_hang_up();
	client_expect("From bob: wait\n");
	client_expect_exit(EX_OK);
	client_expect_aside("");
}
END_TEST

/* ---- sized --------------------------------------------------------------- */

START_TEST(greets_and_confirms_in_words_of_its_own)
{
	start_protocol("sized");
	server_expect_in_one("0010NAME alice");
	server_send("0024Server Sent: Hello alice");
	client_expect(PIPE_LOGGED_IN);
	client_type("@bob hi\n");
	server_expect_in_one("0010MSG bob hi");
	server_send("0004sent0024Server Sent: bob SENT yo");
	client_expect(SENT "From bob: yo\n");
	client_end_input();
	server_expect_in_one("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(knows_get_names_alone)
{
	start_protocol("sized");
	server_expect("0010NAME alice");
	server_send("0011Hello alice");
	client_expect(PIPE_LOGGED_IN);
	client_type("!who\n!who\n");
	server_expect_in_one("0008GETNAMES");
	server_send("0025Unknown command: GETNAMES");
	server_expect_in_one("0009GET_NAMES");
	server_send("0009alice bob");
	server_expect_in_one("0009GET_NAMES");
	server_send("0005alice");
	client_expect("There are 2 online users:\nalice\nbob\n"
		      "There are 1 online users:\nalice\n");
	client_end_input();
	server_expect("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(wants_two_digits_and_hangs_up_at_four)
{
	start_protocol("sized");
	server_expect("0010NAME alice");
	server_reset();
	server_accept();
	server_expect("10NAME alice");
	server_send("11Hello alice");
	client_expect(PIPE_LOGGED_IN);
	client_type("!who\n");
	server_expect_in_one("08GETNAMES");
	server_send("05alice");
	client_expect("There are 1 online users:\nalice\n");
	client_end_input();
	server_expect("04EXIT");
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(wants_three_digits_and_answers_others_with_an_error)
{
	start_protocol("sized");
	server_expect("0010NAME alice");
	server_send("005ERROR");
	server_hang_up();
	server_accept();
	server_expect("10NAME alice");
	server_hang_up();
	server_accept();
	server_expect("010NAME alice");
	server_send("011Hello alice");
	client_expect(PIPE_LOGGED_IN);
	client_end_input();
	server_expect("004EXIT");
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(refuses_a_name_in_words_of_its_own)
{
	start_protocol("sized");
	server_expect("0010NAME alice");
	server_send("0039A client with name alice already exists");
	client_expect(TAKEN ASK);
	client_type("!quit\n");
	server_expect("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_NOPERM);
}
END_TEST

/* ---- another protocol ---------------------------------------------------- */

START_TEST(speaks_another_protocol)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("0016ERROR bad length");
	server_hang_up();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not speak hello; "
			    "try --protocol=sized.\n");
}
END_TEST

START_TEST(speaks_another_protocol_that_makes_no_message)
{
	start_protocol("sized");
	server_expect("0010NAME alice");
	server_send("BAD-RQST-HDR\n");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not speak sized; "
			    "try --protocol=hello.\n");
}
END_TEST

START_TEST(speaks_another_protocol_and_waits)
{
	pipe_start_impatient("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("0016ERROR bad length");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not speak hello; "
			    "try --protocol=sized.\n");
}
END_TEST

START_TEST(speaks_a_protocol_that_chatc_has_not)
{
	pipe_start("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
	server_hang_up();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server says: HTTP/1.1 400 Bad Request\n"
			    "chatc: The server says: Connection: close\n"
			    "chatc: The server does not speak hello; "
			    "it seems to speak HTTP.\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(
	    tests, refuses_every_further_name_on_the_same_connection);
	test_cases_add(tests, is_silent_to_who_and_knows_list);
	test_cases_add(tests, floods_errors_that_nobody_asked_for);
	test_cases_add(tests, answers_a_text_that_is_missing);
	test_cases_add(tests, goes_on_talking_after_quit);
	test_cases_add(tests, greets_and_confirms_in_words_of_its_own);
	test_cases_add(tests, knows_get_names_alone);
	test_cases_add(tests, wants_two_digits_and_hangs_up_at_four);
	test_cases_add(
	    tests, wants_three_digits_and_answers_others_with_an_error);
	test_cases_add(tests, refuses_a_name_in_words_of_its_own);
	test_cases_add(tests, speaks_another_protocol);
	test_cases_add(tests, speaks_another_protocol_that_makes_no_message);
	test_cases_add(tests, speaks_another_protocol_and_waits);
	test_cases_add(tests, speaks_a_protocol_that_chatc_has_not);
}
