/* SPDX-License-Identifier: MIT */
/*
 * A person at chatc on a pseudo-terminal: rooms and targets, slips, a server
 * that goes and comes back, and leaving at once.
 */

#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "client/terminal_fixture.h"
#include "common/test_support.h"

START_TEST(knows_who_is_there_from_the_beginning)
{
	terminal_start("--no-color", "alice");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect_later("@NAME TEXT talks to somebody");
	terminal_list("alice,barbara");
	client_expect_later("alice> ");
	client_type("@b\thi\r");
	server_expect("SEND barbara hi\n");
	terminal_answer();
	terminal_leave();
	terminal_require_seen("online users", false);
}
END_TEST

START_TEST(talks_in_the_room_of_the_prompt)
{
	terminal_log_in();
	client_type("/join #ops\r");
	server_expect("JOIN #ops\n");
	server_send("JOIN-OK #ops\n");
	client_expect_later("You are in #ops now.");
	client_expect_later("alice #ops> ");
	client_type("hello all\r");
	server_expect("SEND #ops hello all\n");
	server_send("SEND-OK\nSAID #ops bob hi\n");
	client_expect_later("From bob in #ops: hi");
	client_type("@bob\r");
	client_expect_later("alice @bob> ");
	client_type("psst\r");
	server_expect("SEND bob psst\n");
	server_send("UNKNOWN\n");
	client_expect_later("bob is not here.");
	client_type("!who #o\t\r");
	server_expect("WHO #ops\n");
	server_send("WHO-OK #ops alice\n");
	client_expect_later("Members of #ops: 1");
	terminal_leave();
	/* Where talk goes is in the prompt: only failures are told. */
	terminal_require_seen("sent successfully", false);
}
END_TEST

START_TEST(is_kicked_and_invited)
{
	terminal_log_in();
	client_type("/join #ops\r");
	server_expect("JOIN #ops\n");
	server_send("JOIN-OK #ops\nJOINED #ops barbara\n");
	client_expect_later("barbara has joined #ops.");
	client_type("/ki\tba\t be quiet\r");
	server_expect("KICK #ops barbara  be quiet\n");
	server_send("NOT-OPERATOR\nKICKED #ops bob\n");
	client_expect_later("Only an operator of #ops may do that.");
	client_expect_later("bob has taken you out of #ops.");
	client_expect_later("alice> ");
	server_send("INVITED #ops bob\n");
	client_expect_later("bob lets you enter #ops. Write !join #ops.");
	terminal_leave();
}
END_TEST

START_TEST(helps_after_a_slip)
{
	terminal_log_in();
	client_type("hello everybody\r");
	client_expect_later("To whom? Write @NAME TEXT");
	client_type("JOIN #lobby\r");
	client_expect_later("Write !join #ROOM.");
	client_type("/foo\r");
	client_expect_later("There is no command /foo.");
	terminal_leave();
}
END_TEST

START_TEST(comes_back_to_a_server_that_has_gone)
{
	terminal_log_in();
	client_type("!join #ops\r");
	server_expect("JOIN #ops\n");
	server_send("JOIN-OK #ops\n");
	client_expect_later("alice #ops> ");
	client_type("half a l");
	client_expect_later("half a l");
	server_hang_up();
	client_expect_later("The connection is lost: the server closed it");
	client_expect_later("Trying again in ");
	client_expect_later("alice #ops> half a l");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	server_expect_in_one("JOIN #ops\n");
	server_send("JOIN-OK #ops\n");
	terminal_list("alice");
	client_expect_later("You are in #ops now.");
	client_type("ine\r");
	server_expect("SEND #ops half a line\n");
	server_send("SEND-OK\n");
	terminal_leave();
}
END_TEST

START_TEST(quits_whatever_is_unanswered)
{
	terminal_log_in();
	client_type("@bob hi\r");
	server_expect("SEND bob hi\n");
	client_type("@bob more\r!quit\r");
	server_expect_end();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
	terminal_require_seen("Lines that were not sent: 1", true);
}
END_TEST

START_TEST(quits_while_the_server_is_away)
{
	terminal_log_in();
	server_close();
	server_hang_up();
	client_expect_later("Trying again in ");
	client_type("!quit\r");
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(ends_the_input_while_the_server_is_away)
{
	terminal_log_in();
	server_close();
	server_hang_up();
	client_expect_later("Trying again in ");
	client_type("@bob hi\r\004");
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
	terminal_require_seen("Lines that were not sent: 1", true);
}
END_TEST

START_TEST(takes_no_talk_for_a_name)
{
	terminal_start("--protocol=sized", "alice");
	server_accept();
	server_expect_in_one("0010NAME alice");
	server_send("0011HELLO alice");
	server_expect_in_one("0008GETNAMES");
	server_send("0005alice");
	client_expect_later("alice> ");
	server_hang_up();
	client_expect_later("Trying again in ");
	client_type("hello\r");
	server_accept();
	server_expect_in_one("0010NAME alice");
	server_send("0003no!");
	client_expect_later("Lines that were not sent: 1");
	client_expect_later("Enter your login: ");
	client_type("bob\r");
	server_expect_in_one("0008NAME bob");
	server_send("0009HELLO bob");
	client_expect_later("Successfully logged in as ");
	client_type("!quit\r");
	server_expect("0008GETNAMES0004EXIT");
	client_expect_exit(EX_OK);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, knows_who_is_there_from_the_beginning);
	test_cases_add(tests, talks_in_the_room_of_the_prompt);
	test_cases_add(tests, is_kicked_and_invited);
	test_cases_add(tests, helps_after_a_slip);
	test_cases_add(tests, comes_back_to_a_server_that_has_gone);
	test_cases_add(tests, quits_whatever_is_unanswered);
	test_cases_add(tests, quits_while_the_server_is_away);
	test_cases_add(tests, ends_the_input_while_the_server_is_away);
	test_cases_add(tests, takes_no_talk_for_a_name);
}
