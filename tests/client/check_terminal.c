/* SPDX-License-Identifier: MIT */
/*
 * chatc on a pseudo-terminal: typing and listening at the same time, and
 * everything that makes a line comfortable to type.
 */

#include <ctype.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

#define CTRL_A "\001"
#define CTRL_C "\003"
#define CTRL_D "\004"
#define UP     "\033[A"

static void
start(const char *option, const char *name)
{
	const char *arguments[] = { option, server_target(name), NULL };

	client_start_on_terminal(arguments);
}

static void
log_in_with(const char *option)
{
	start(option, "alice");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect_later("Successfully logged in as ");
	client_expect_later("alice> ");
}

static void
log_in(void)
{
	log_in_with("--no-color");
}

/* Confirm the message that is in flight. */
static void
answer(void)
{
	server_send("SEND-OK\n");
	client_expect_later("The message was sent successfully");
}

/* Leave by Ctrl-D, and see that the terminal is as it was. */
static void
leave(void)
{
	client_type(CTRL_D);
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}

static void
assert_seen(const char *bytes, int want)
{
	test_require((strstr(client_seen(), bytes) != NULL) == want, "%s: %s",
	    want ? "not seen" : "seen", bytes);
}

START_TEST(asks_for_a_name_until_one_is_free)
{
	start("--no-color", "");
	client_expect_later("Welcome to Chat Client. Enter your login: ");
	client_type("alice\r");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("IN-USE");
	server_hang_up();
	client_expect_later("Cannot log in as alice. "
			    "That username is already in use.");
	client_expect_later("Enter your login: ");
	client_type("bob\r");
	server_accept();
	server_expect_in_one("HELLO-FROM bob\n");
	server_send("HELLO bob\n");
	client_expect_later("Successfully logged in as bob!");
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
	log_in();
	client_type("@bob hel");
	client_expect_later("@bob hel");
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("alice> @bob hel");
	client_type("lo\r");
	server_expect("SEND bob hello\n");
	answer();
	leave();
}
END_TEST

START_TEST(keeps_the_place_of_the_cursor)
{
	log_in();
	client_type("bob hi" CTRL_A);
	client_expect_later("bob hi");
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("alice> bob hi");
	client_type("@\r");
	server_expect("SEND bob hi\n");
	answer();
	leave();
}
END_TEST

START_TEST(stamps_messages_with_the_time)
{
	const char *line;

	log_in();
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	line = strstr(client_seen(), "From carol") - strlen("00:00 ");
	ck_assert(isdigit((unsigned char)line[0]) &&
		  isdigit((unsigned char)line[1]) && line[2] == ':' &&
		  isdigit((unsigned char)line[3]) &&
		  isdigit((unsigned char)line[4]));
	leave();
}
END_TEST

START_TEST(completes_commands_and_names)
{
	log_in();
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
	answer();
	leave();
}
END_TEST

START_TEST(never_stops_to_ask_about_many_completions)
{
	log_in();
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
	answer();
	leave();
	assert_seen("Display all", 0);
	assert_seen("--More--", 0);
}
END_TEST

START_TEST(finds_typed_lines_again)
{
	log_in();
	client_type("@bob first\r");
	server_expect("SEND bob first\n");
	answer();
	client_type(UP "ly\r");
	server_expect("SEND bob firstly\n");
	answer();
	leave();
}
END_TEST

START_TEST(clears_the_line_on_interrupt_or_leaves_if_there_is_none)
{
	log_in();
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
	start("--no-color", "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	client_type(CTRL_C);
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(takes_pasted_lines_one_by_one)
{
	log_in();
	client_type("\033[200~@bob one\n@bob two\n\033[201~\r");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND bob two\n");
	server_send("SEND-OK\n");
	leave();
}
END_TEST

START_TEST(takes_lines_typed_ahead)
{
	log_in();
	client_type("@bob one\r@bob two\r!who\r");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND bob two\n");
	server_send("UNKNOWN\n");
	server_expect_in_one("WHO\n");
	server_send("WHO-OK alice\n");
	client_expect_later("There are 1 online users:");
	leave();
}
END_TEST

START_TEST(survives_a_resized_window)
{
	log_in();
	client_type("@bob a text that is longer than a narrow window is");
	client_expect_later("window is");
	client_resize(20);
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_resize(100);
	client_type(" wide\r");
	server_expect(
	    "SEND bob a text that is longer than a narrow window is wide\n");
	answer();
	leave();
}
END_TEST

START_TEST(lets_nothing_reach_the_terminal)
{
	static const char evil[] =
	    "DELIVERY b\033[2J \033]52;c;aGk=\a\0\rx\xff\xc2\x9b\xe2\x80\xae\n"
	    "\033c is no answer\nWHO-OK \033]0;x\a\n"
	    "DELIVERY carol end\n";

	log_in_with("--color=always");
	server_send_bytes(evil, sizeof(evil) - 1);
	client_expect_later(": end");
	leave();
	assert_seen("\\x1B]52;c;aGk=\\x07\\x00\\x0Dx\\xFF\\xC2\\x9B", 1);
	assert_seen("\033]", 0);
	assert_seen("\033c", 0);
	assert_seen("\033[2J", 0);
	assert_seen("\xc2\x9b", 0);
	assert_seen("\xff", 0);
	assert_seen("\xe2\x80\xae", 0);
}
END_TEST

START_TEST(shows_the_letters_of_every_script)
{
	log_in();
	server_send("DELIVERY bob gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x91\x8b\n");
	client_expect_later(
	    "From bob: gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x91\x8b");
	client_type("@bob \xc3\xa4\xc3\xb6\r");
	server_expect("SEND bob \xc3\xa4\xc3\xb6\n");
	answer();
	leave();
}
END_TEST

START_TEST(has_colours_unless_told_otherwise)
{
	log_in_with("--color=auto");
	leave();
	assert_seen("\033[32m", 1);
	log_in_with("--no-color");
	leave();
	assert_seen("\033[32m", 0);
	client_set_environment("NO_COLOR", "1");
	log_in_with("--color=always");
	leave();
	assert_seen("\033[32m", 1);
	start("--timeout=1min", "");
	client_type("alice\r");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect_later("alice> ");
	leave();
	assert_seen("\033[32m", 0);
}
END_TEST

START_TEST(is_plain_on_request)
{
	start("--plain", "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\nDELIVERY bob hi\n");
	client_expect("Successfully logged in as alice!\r\n"
		      "From bob: hi\r\n");
	leave();
}
END_TEST

START_TEST(can_be_suspended)
{
	log_in();
	client_type("@bob h");
	client_expect_later("@bob h");
	client_signal(SIGTSTP);
	client_expect_stop();
	ck_assert(client_terminal_is_restored());
	client_signal(SIGCONT);
	client_expect_later("alice> @bob h");
	ck_assert(!client_terminal_is_restored());
	client_type("i\r");
	server_expect("SEND bob hi\n");
	answer();
	leave();
}
END_TEST

START_TEST(gives_the_terminal_back_when_terminated)
{
	log_in();
	client_type("@bob h");
	client_expect_later("@bob h");
	client_signal(SIGTERM);
	server_expect_end();
	server_hang_up();
	client_expect_signal(SIGTERM);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(gives_the_terminal_back_when_the_server_hangs_up)
{
	log_in();
	server_hang_up();
	client_expect_later("The connection is lost: the server closed it");
	client_expect_exit(EX_IOERR);
	ck_assert(client_terminal_is_restored());
}
END_TEST

void
test_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, server_listen, NULL);
	tcase_add_test(tests, asks_for_a_name_until_one_is_free);
	tcase_add_test(tests, keeps_the_typed_line_below_what_others_say);
	tcase_add_test(tests, keeps_the_place_of_the_cursor);
	tcase_add_test(tests, stamps_messages_with_the_time);
	tcase_add_test(tests, completes_commands_and_names);
	tcase_add_test(tests, never_stops_to_ask_about_many_completions);
	tcase_add_test(tests, finds_typed_lines_again);
	tcase_add_test(
	    tests, clears_the_line_on_interrupt_or_leaves_if_there_is_none);
	tcase_add_test(tests, leaves_on_interrupt_during_a_login);
	tcase_add_test(tests, takes_pasted_lines_one_by_one);
	tcase_add_test(tests, takes_lines_typed_ahead);
	tcase_add_test(tests, survives_a_resized_window);
	tcase_add_test(tests, lets_nothing_reach_the_terminal);
	tcase_add_test(tests, shows_the_letters_of_every_script);
	tcase_add_test(tests, has_colours_unless_told_otherwise);
	tcase_add_test(tests, is_plain_on_request);
	tcase_add_test(tests, can_be_suspended);
	tcase_add_test(tests, gives_the_terminal_back_when_terminated);
	tcase_add_test(tests, gives_the_terminal_back_when_the_server_hangs_up);
}
