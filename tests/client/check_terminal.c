/* SPDX-License-Identifier: MIT */
/*
 * chatc on a pseudo-terminal: typing and listening at the same time, and
 * everything that makes a line comfortable to type.
 * check_terminal_display.c has what the terminal shows.
 */

#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "client/terminal_fixture.h"
#include "common/test_support.h"

#define CTRL_A "\001"
#define CTRL_C "\003"
#define UP     "\033[A"

/* A text as a terminal hands it over when it is pasted. */
#define PASTE(text) "\033[200~" text "\033[201~"

START_TEST(asks_for_a_name_until_one_is_free)
{
	terminal_start("--no-color", "");
	client_expect_later("Welcome to Chat Client. Enter your login: ");
	client_type("alice\r");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("IN-USE");
	server_hang_up();
	client_expect_later("Cannot log in as alice. "
			    "That username is already in use.");
	client_expect_later("(or Enter for another name): ");
	client_type("\r");
	client_expect_later("Enter your login: ");
	client_type("bob\r");
	server_accept();
	server_expect_in_one("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect_later("Successfully logged in as bob!");
	terminal_list("bob");
	client_expect_later("bob> ");
	client_type("!quit\r");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(keeps_the_typed_line_below_what_others_say)
{
	terminal_log_in();
	client_type("@bob hel");
	client_expect_later("@bob hel");
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("alice> @bob hel");
	client_type("lo\r");
	server_expect("SEND bob hello\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(keeps_the_place_of_the_cursor)
{
	terminal_log_in();
	client_type("bob hi" CTRL_A);
	client_expect_later("bob hi");
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("alice> bob hi");
	client_type("@\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(completes_commands_and_names)
{
	terminal_log_in();
	client_type("!w\t");
	client_expect_later("!who ");
	client_type("\r");
	server_expect("WHO\n");
	server_send("WHO-OK alice,barbara\n");
	client_expect_later("There are 2 online users:");
	client_type("@ba\thi\r");
	server_expect("SEND barbara hi\n");
	server_send("SEND-OK\nDELIVERY carolina hi\n");
	client_expect_later("From carolina: hi");
	client_type("@ca\thi\r");
	server_expect("SEND carolina hi\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(never_stops_to_ask_about_many_completions)
{
	terminal_log_in();
	client_type("!who\r");
	server_expect("WHO\n");
	server_send("WHO-OK ");
	for (char first = 'a'; first <= 'z'; first++)
		for (char second = 'a'; second <= 't'; second++)
			server_send_bytes(
			    (char[]){ 'x', first, second, ',' }, 4);
	server_send("end\n");
	client_expect_later("There are 521 online users:");
	client_type("@\t\t");
	client_expect_later("@xzt");
	server_send("DELIVERY carol still here\n");
	client_expect_later("From carol: still here");
	client_type("bob hi\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
	terminal_require_seen("Display all", false);
	terminal_require_seen("--More--", false);
}
END_TEST

START_TEST(finds_typed_lines_again)
{
	terminal_log_in();
	client_type("@bob first\r");
	server_expect("SEND bob first\n");
	terminal_answer();
	client_type(UP "ly\r");
	server_expect("SEND bob firstly\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(finds_the_lines_of_an_earlier_run)
{
	client_set_environment("XDG_STATE_HOME", test_directory_create());
	terminal_start("--no-color", "");
	client_expect_later("Enter your login: ");
	client_type("alice\r");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	server_expect("WHO\n");
	server_send("WHO-OK alice\n");
	client_expect_later("alice> ");
	client_type("@bob first\r");
	server_expect("SEND bob first\n");
	terminal_answer();
	terminal_leave();
	terminal_log_in();
	client_type(UP UP UP "ly\r");
	server_expect("SEND bob firstly\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(says_that_it_cannot_keep_what_was_typed)
{
	client_set_environment("XDG_STATE_HOME", "/dev/null");
	terminal_log_in();
	client_type("@bob hi\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
	terminal_require_seen("chatc: cannot keep what was typed in "
			      "/dev/null/chatd/chatc_history: Not a directory",
	    true);
}
END_TEST

START_TEST(clears_the_line_on_interrupt_or_leaves_if_there_is_none)
{
	terminal_log_in();
	client_type("garbage");
	client_expect_later("garbage");
	client_type(CTRL_C);
	client_expect_later("^C");
	client_expect_later("alice> ");
	client_type("!who\r");
	server_expect("WHO\n");
	server_send("WHO-OK alice\n");
	client_expect_later("There are 1 online users:");
	client_type(CTRL_C);
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(leaves_on_interrupt_during_a_login)
{
	terminal_start("--no-color", "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	client_type(CTRL_C);
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(asks_before_it_sends_pasted_lines)
{
	terminal_log_in();
	client_type(PASTE("@bob one\n\n@bob two\n") "\r");
	client_expect_later("Send 2 lines? (y/n) ");
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("Send 2 lines? (y/n) ");
	client_type("what?\r");
	client_expect_later("Send 2 lines? (y/n) ");
	client_type("y\r");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND bob two\n");
	server_send("SEND-OK\n");
	client_expect_later("alice> ");
	terminal_leave();
}
END_TEST

START_TEST(throws_pasted_lines_away_on_request)
{
	static const char *const no[] = { "n\r", CTRL_C, "\004" };

	terminal_log_in();
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		client_type(PASTE("@bob one\n@bob two\n@bob three") "\r");
		client_expect_later("Send 3 lines? (y/n) ");
		client_type(no[i]);
		client_expect_later("Lines that were not sent: 3");
		client_expect_later("alice> ");
	}
	client_type("@bob hi\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(does_not_ask_about_a_single_pasted_line)
{
	terminal_log_in();
	client_type(PASTE("@bob hi\n") "\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
	terminal_require_seen("(y/n)", false);
}
END_TEST

START_TEST(takes_lines_typed_ahead)
{
	terminal_log_in();
	client_type("@bob one\r@bob two\r!who\r");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND bob two\n");
	server_send("UNKNOWN\n");
	server_expect_in_one("WHO\n");
	server_send("WHO-OK alice\n");
	client_expect_later("There are 1 online users:");
	terminal_leave();
}
END_TEST

START_TEST(survives_a_resized_window)
{
	terminal_log_in();
	client_type("@bob a text that is longer than a narrow window is");
	client_expect_later("window is");
	client_resize(20);
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_resize(100);
	client_type(" wide\r");
	server_expect(
	    "SEND bob a text that is longer than a narrow window is wide\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

/* What stands above is somebody's words, if the line now takes fewer rows. */
START_TEST(never_goes_up_when_the_window_changes)
{
	size_t before;

	terminal_log_in();
	client_type("@bob a text that takes two rows in a window of eighty "
		    "columns, but only one afterwards");
	client_expect_later("afterwards");
	before = strlen(client_seen());
	client_resize(120);
	client_expect_later("alice> @bob a text");
	client_expect_later("afterwards");
	ck_assert_ptr_null(strstr(client_seen() + before, "\033[A"));
	client_type("\r");
	server_swallow(strlen("SEND bob "));
	server_expect("a text that takes two rows in a window of eighty "
		      "columns, but only one afterwards\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, asks_for_a_name_until_one_is_free);
	test_cases_add(tests, keeps_the_typed_line_below_what_others_say);
	test_cases_add(tests, keeps_the_place_of_the_cursor);
	test_cases_add(tests, completes_commands_and_names);
	test_cases_add(tests, never_stops_to_ask_about_many_completions);
	test_cases_add(tests, finds_typed_lines_again);
	test_cases_add(tests, finds_the_lines_of_an_earlier_run);
	test_cases_add(tests, says_that_it_cannot_keep_what_was_typed);
	test_cases_add(
	    tests, clears_the_line_on_interrupt_or_leaves_if_there_is_none);
	test_cases_add(tests, leaves_on_interrupt_during_a_login);
	test_cases_add(tests, asks_before_it_sends_pasted_lines);
	test_cases_add(tests, throws_pasted_lines_away_on_request);
	test_cases_add(tests, does_not_ask_about_a_single_pasted_line);
	test_cases_add(tests, takes_lines_typed_ahead);
	test_cases_add(tests, survives_a_resized_window);
	test_cases_add(tests, never_goes_up_when_the_window_changes);
}
