/* SPDX-License-Identifier: MIT */
/*
 * What chatc shows on a pseudo-terminal, and how it gives the terminal back.
 */

#include <ctype.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/words/absence.h"
#include "client/client.h"
#include "client/server.h"
#include "client/terminal_fixture.h"
#include "common/test_support.h"

/* Saturday, 28 November 2026, 12:00 in UTC, far from a midnight elsewhere. */
#define NOON 1795867200LL

START_TEST(stamps_messages_with_the_time)
{
	const char *line;

	terminal_log_in();
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	line = strstr(client_seen(), "From carol") - strlen("00:00 ");
	ck_assert(isdigit((unsigned char)line[0]) &&
		  isdigit((unsigned char)line[1]) && line[2] == ':' &&
		  isdigit((unsigned char)line[3]) &&
		  isdigit((unsigned char)line[4]));
	terminal_leave();
}
END_TEST

START_TEST(lets_nothing_reach_the_terminal)
{
	static const char evil[] =
	    "DELIVERY b\033[2J \033]52;c;aGk=\a\0\rx\xff\xc2\x9b\xe2\x80\xae\n"
	    "\033c is no answer\nWHO-OK \033]0;x\a\n"
	    "DELIVERY carol end\n";

	terminal_log_in_with("--color=always");
	server_send_bytes(evil, sizeof(evil) - 1);
	client_expect_later(": end");
	terminal_leave();
	terminal_require_seen(
	    "\\x1B]52;c;aGk=\\x07\\x00\\x0Dx\\xFF\\xC2\\x9B", 1);
	terminal_require_seen("\033]", false);
	terminal_require_seen("\033c", false);
	terminal_require_seen("\033[2J", false);
	terminal_require_seen("\xc2\x9b", false);
	terminal_require_seen("\xff", false);
	terminal_require_seen("\xe2\x80\xae", false);
}
END_TEST

START_TEST(shows_the_letters_of_every_script)
{
	terminal_log_in();
	server_send("DELIVERY bob gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x91\x8b\n");
	client_expect_later(
	    "From bob: gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x91\x8b");
	client_type("@bob \xc3\xa4\xc3\xb6\r");
	server_expect("SEND bob \xc3\xa4\xc3\xb6\n");
	terminal_answer();
	terminal_leave();
}
END_TEST

/* Start chatc with a clock of its own, at noon, and have carol say hi. */
static const char *
log_in_at_noon(void)
{
	const char *now = test_format("%lld", NOON);
	const char *clock = test_file_create(now, strlen(now));

	client_use("CHATC_OTHER_CLOCK");
	client_set_environment("OTHER_CLOCK", clock);
	terminal_log_in();
	server_send("DELIVERY carol hi\n");
	client_expect_later("From carol: hi");
	client_expect_later("alice> ");
	terminal_require_seen("----", false);
	return clock;
}

static void
set_clock(const char *clock, long long now)
{
	const char *text = test_format("%lld", now);

	test_file_replace(clock, text, strlen(text));
}

START_TEST(tells_the_date_when_the_day_changes)
{
	const char *clock = log_in_at_noon();

	set_clock(clock, NOON + 24 * 3600);
	client_type("@carol hi\r");
	server_expect("SEND carol hi\n");
	server_send("SEND-OK\n");
	client_expect_later(" November 2026 ----\r\n");
	client_expect_later("The message was sent successfully");
	terminal_leave();
}
END_TEST

START_TEST(marks_what_was_said_while_nobody_was_there)
{
	const char *clock = log_in_at_noon();

	set_clock(clock, NOON + ABSENCE_SECONDS);
	server_send("DELIVERY carol where are you?\n");
	client_expect_later("---- new since ");
	client_expect_later("From carol: where are you?");
	terminal_leave();
}
END_TEST

START_TEST(has_colours_unless_told_otherwise)
{
	terminal_log_in_with("--color=auto");
	terminal_leave();
	terminal_require_seen("\033[32m", true);
	terminal_log_in_with("--no-color");
	terminal_leave();
	terminal_require_seen("\033[32m", false);
	client_set_environment("NO_COLOR", "1");
	terminal_log_in_with("--color=always");
	terminal_leave();
	terminal_require_seen("\033[32m", true);
	terminal_start("--timeout=1min", "");
	client_type("alice\r");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	terminal_list("alice");
	client_expect_later("alice> ");
	terminal_leave();
	terminal_require_seen("\033[32m", false);
}
END_TEST

START_TEST(rings_for_what_is_for_the_user)
{
	terminal_log_in_with("--bell");
	terminal_require_seen("\a", false);
	server_send("DELIVERY carol hi\n");
	client_expect_later(": hi\r\n\a");
	terminal_leave();
	terminal_log_in();
	server_send("DELIVERY carol hi\n");
	client_expect_later(": hi");
	terminal_leave();
	terminal_require_seen("\a", false);
}
END_TEST

START_TEST(is_plain_on_request)
{
	terminal_start("--plain", "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\nDELIVERY bob hi\n");
	client_expect("Successfully logged in as alice!\r\n"
		      "From bob: hi\r\n");
	terminal_leave();
}
END_TEST

START_TEST(can_be_suspended)
{
	terminal_log_in();
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
	terminal_answer();
	terminal_leave();
}
END_TEST

START_TEST(gives_the_terminal_back_when_terminated)
{
	terminal_log_in();
	client_type("@bob h");
	client_expect_later("@bob h");
	client_signal(SIGTERM);
	server_expect_end();
	server_hang_up();
	client_expect_signal(SIGTERM);
	ck_assert(client_terminal_is_restored());
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, stamps_messages_with_the_time);
	test_cases_add(tests, lets_nothing_reach_the_terminal);
	test_cases_add(tests, shows_the_letters_of_every_script);
	test_cases_add(tests, tells_the_date_when_the_day_changes);
	test_cases_add(tests, marks_what_was_said_while_nobody_was_there);
	test_cases_add(tests, has_colours_unless_told_otherwise);
	test_cases_add(tests, rings_for_what_is_for_the_user);
	test_cases_add(tests, is_plain_on_request);
	test_cases_add(tests, can_be_suspended);
	test_cases_add(tests, gives_the_terminal_back_when_terminated);
}
