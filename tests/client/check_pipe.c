/* SPDX-License-Identifier: MIT */
/*
 * chatc between two pipes, as scripts use it, with servers that do what servers
 * in the wild have been seen to do.  Every byte on its standard output is
 * compared.  check_pipe_login.c has the logins.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/pipe_fixture.h"
#include "client/server.h"
#include "common/test_support.h"

#define ASK  "Welcome to Chat Client. Enter your login:\n"
#define SENT "The message was sent successfully\n"

START_TEST(handles_lines_in_order_with_one_request_in_flight)
{
	pipe_start("");
	client_type("alice\n@bob one\n!who\n\n@bob two");
	client_end_input();
	client_expect(ASK);
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("WHO\n");
	server_send("WHO-OK alice,bob\n");
	server_expect_in_one("SEND bob two\n");
	server_send("UNKNOWN\n");
	server_expect_end();
	client_expect(
	    PIPE_LOGGED_IN SENT "There are 2 online users:\nalice\nbob\n"
				"The destination user does not exist\n");
	server_hang_up();
	client_expect_exit(EX_NOUSER);
}
END_TEST

START_TEST(reads_its_lines_from_a_file)
{
	const char *arguments[] = { server_target("alice"), NULL };
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	fputs("!who\n!quit\nnot reached\n", file);
	ck_assert_int_eq(fflush(file), 0);
	rewind(file);
	client_start_reading(fileno(file), arguments);
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	server_expect("WHO\n");
	server_send("WHO-OK alice\n");
	server_expect_end();
	server_hang_up();
	client_expect(PIPE_LOGGED_IN "There are 1 online users:\nalice\n");
	client_expect_exit(EX_OK);
	(void)fclose(file);
}
END_TEST

START_TEST(takes_a_delivery_before_the_answer)
{
	pipe_log_in();
	client_type("@alice hi  there\n");
	server_expect_in_one("SEND alice hi  there\n");
	server_send("DELIVERY alice hi  there\nSEND-OK\n");
	client_expect("From alice: hi  there\n" SENT);
	pipe_leave();
}
END_TEST

START_TEST(ignores_blank_lines)
{
	pipe_log_in();
	client_type("@bob x\n");
	server_expect("SEND bob x\n");
	server_send("\n\r\n  \nSEND-OK\n\n");
	client_expect(SENT);
	pipe_leave();
}
END_TEST

START_TEST(takes_answers_in_any_pieces)
{
	const char *answers = "\nDELIVERY bob \xc3\xa4\r\nWHO-OK alice, bob\n"
			      "DELIVERY carol x\n";

	pipe_log_in();
	client_type("!who\n");
	server_expect("WHO\n");
	server_send_piecemeal(answers, strlen(answers));
	client_expect("From bob: \xc3\xa4\nThere are 2 online users:\nalice\n"
		      "bob\nFrom carol: x\n");
	pipe_leave();
}
END_TEST

START_TEST(reads_lists_as_servers_write_them)
{
	static const char *const lists[] = { "WHO-OK alice,bob\n",
		"WHO-OK alice, bob\n", "WHO-OK ,alice,,bob,\n",
		"WHO-OK  alice ,\tbob , \r\n", "WHO-OK alice bob\n" };

	pipe_log_in();
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		client_type("!who\n");
		server_expect("WHO\n");
		server_send(lists[i]);
		client_expect("There are 2 online users:\nalice\nbob\n");
	}
	pipe_leave();
}
END_TEST

START_TEST(speaks_the_list_dialect_too)
{
	pipe_log_in();
	client_type("!who\n!who\n@carol x\n");
	server_expect("WHO\n");
	server_send("BAD-RQST-HDR\n");
	server_expect("LIST\n");
	server_send("LIST-OK alice\n");
	server_expect("LIST\n");
	server_send("LIST-OK alice\n");
	server_expect("SEND carol x\n");
	server_send("BAD-DEST-USER\n");
	client_expect("There are 1 online users:\nalice\n"
		      "There are 1 online users:\nalice\n"
		      "The destination user does not exist\n");
	pipe_leave_with(EX_NOUSER);
}
END_TEST

START_TEST(shows_errors_of_either_kind)
{
	pipe_log_in();
	client_type("@bob x\n@bob y\n!who\n");
	server_expect("SEND bob x\n");
	server_send("BAD-RQST-HDR\n");
	server_expect("SEND bob y\n");
	server_send("BAD-RQST-BODY\n");
	server_expect("WHO\n");
	server_send("BAD-RQST-BODY\n");
	server_expect("LIST\n");
	server_send("BAD-RQST-BODY\n");
	client_expect("Error: Unknown issue in previous message header.\n"
		      "Error: Unknown issue in previous message body.\n"
		      "Error: Unknown issue in previous message body.\n");
	pipe_leave_with(EX_DATAERR);
}
END_TEST

START_TEST(goes_on_when_no_answer_comes)
{
	pipe_start_impatient("alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_type("@bob x\n!who\n");
	server_expect("SEND bob x\n");
	server_expect("WHO\n");
	server_send("WHO-OK alice\n");
	client_expect(PIPE_LOGGED_IN "There are 1 online users:\nalice\n");
	client_expect_aside("chatc: The server does not answer.\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_PROTOCOL);
}
END_TEST

START_TEST(sends_and_shows_long_messages_whole)
{
	enum { SIZE = 100 * 1000 };
	char *text = malloc(SIZE + 32), *line = malloc(SIZE + 64);

	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_nonnull(line);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = (char)('a' + i % 26);
	text[SIZE] = '\0';
	pipe_log_in();
	(void)sprintf(line, "@bob %s\n", text);
	client_type(line);
	(void)sprintf(line, "SEND bob %s\n", text);
	server_expect(line);
	server_send("SEND-OK\n");
	(void)sprintf(line, "DELIVERY bob %s\n", text);
	server_send(line);
	(void)sprintf(line, SENT "From bob: %s\n", text);
	client_expect(line);
	pipe_leave();
	free(text);
	free(line);
}
END_TEST

START_TEST(throws_away_a_typed_line_without_an_end)
{
	static char piece[1024 * 1024];

	pipe_log_in();
	memset(piece, 'x', sizeof(piece));
	for (int i = 0; i < 20; i++)
		client_type_bytes(piece, sizeof(piece));
	client_type("\n@bob x\n");
	server_expect("SEND bob x\n");
	server_send("SEND-OK\n");
	client_expect(SENT);
	client_expect_aside("chatc: That line is too long and was not sent.\n");
	pipe_leave_with(EX_DATAERR);
	ck_assert_int_lt(client_peak_kib(), CLIENT_PEAK_KIB);
}
END_TEST

START_TEST(lets_nothing_reach_the_terminal)
{
	static const char evil[] =
	    "DELIVERY b\033[2J \033]52;c;aGk=\a\0\rx\xff\xc2\x9b\xe2\x80\xae\n"
	    "\033c is no answer\n";

	pipe_log_in();
	server_send_bytes(evil, sizeof(evil) - 1);
	client_expect("From b\\x1B[2J: \\x1B]52;c;aGk=\\x07\\x00\\x0Dx\\xFF"
		      "\\xC2\\x9B\\xE2\\x80\\xAE\n");
	client_expect_aside("chatc: The server says: \\x1Bc is no answer\n");
	pipe_leave();
}
END_TEST

START_TEST(bounds_its_memory_whatever_comes)
{
	static char piece[1024 * 1024];

	pipe_log_in();
	memset(piece, 'x', sizeof(piece));
	server_flood(piece, sizeof(piece), 1024);
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not speak hello.\n");
	ck_assert_int_lt(client_peak_kib(), CLIENT_PEAK_KIB);
}
END_TEST

START_TEST(notices_a_lost_connection)
{
	pipe_log_in();
	server_send("DELIVERY bob bye\n");
	server_reset();
	client_expect("From bob: bye\n");
	client_expect_exit(EX_IOERR);
}
END_TEST

START_TEST(notices_a_server_that_has_gone_without_a_word)
{
	unsigned long seconds;

	pipe_log_in();
	seconds = server_probed_within_seconds();
	ck_assert_uint_gt(seconds, 0);
	ck_assert_uint_le(seconds, 61);
	pipe_leave();
}
END_TEST

START_TEST(shows_what_still_arrives_when_it_leaves)
{
	pipe_log_in();
	client_end_input();
	server_expect_end();
	server_send("DELIVERY bob wait\n");
	server_hang_up();
	client_expect("From bob: wait\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(leaves_a_server_that_does_not_let_go)
{
	pipe_log_in();
	client_end_input();
	server_expect_end();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(says_on_standard_error_what_is_no_command)
{
	pipe_log_in();
	client_type("hello\n");
	client_expect_aside("chatc: To whom? Write @NAME TEXT, or @NAME alone "
			    "to talk to NAME.\n");
	pipe_leave_with(EX_DATAERR);
}
END_TEST

START_TEST(ends_when_nobody_reads_its_output)
{
	pipe_log_in();
	client_stop_reading();
	server_send("DELIVERY bob hi\n");
	client_expect_status(EX_IOERR);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(
	    tests, handles_lines_in_order_with_one_request_in_flight);
	test_cases_add(tests, reads_its_lines_from_a_file);
	test_cases_add(tests, takes_a_delivery_before_the_answer);
	test_cases_add(tests, ignores_blank_lines);
	test_cases_add(tests, takes_answers_in_any_pieces);
	test_cases_add(tests, reads_lists_as_servers_write_them);
	test_cases_add(tests, speaks_the_list_dialect_too);
	test_cases_add(tests, shows_errors_of_either_kind);
	test_cases_add(tests, goes_on_when_no_answer_comes);
	test_cases_add(tests, sends_and_shows_long_messages_whole);
	test_cases_add(tests, throws_away_a_typed_line_without_an_end);
	test_cases_add(tests, lets_nothing_reach_the_terminal);
	test_cases_add(tests, bounds_its_memory_whatever_comes);
	test_cases_add(tests, notices_a_lost_connection);
	test_cases_add(tests, notices_a_server_that_has_gone_without_a_word);
	test_cases_add(tests, shows_what_still_arrives_when_it_leaves);
	test_cases_add(tests, leaves_a_server_that_does_not_let_go);
	test_cases_add(tests, says_on_standard_error_what_is_no_command);
	test_cases_add(tests, ends_when_nobody_reads_its_output);
}
