/* SPDX-License-Identifier: MIT */
/*
 * chatctl account: the password comes from a terminal, which does not show it,
 * or from standard input, and from nowhere else.
 */

#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "client/chatctl.h"
#include "client/client.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"

#define NO_OPTION "freebind=no"

#define ASKED   "Password: "
#define ASKED_2 "The same again: "

static struct test_daemon *chatd;

static void
begin(void)
{
	accounts_begin();
	chatd = accounts_start(NO_OPTION, NO_OPTION);
}

static void
require_owned(const char *names)
{
	chatctl_expect("account list", names, 0, "");
}

/* Run chatctl with this on standard input; expect it to end like this. */
static void
expect_with_input(
    const char *arguments, const char *input, int status, const char *errors)
{
	chatctl_expect(test_format("%s <%s", arguments,
			   test_file_create(input, strlen(input))),
	    "", status, errors);
}

START_TEST(standard_input_has_the_password)
{
	begin();
	expect_with_input("account add alice", "open sesame\nmore\n", 0, "");
	/* The last line need not have an end. */
	expect_with_input("account add bob", "open sesame", 0, "");
	require_owned("name\nalice\nbob\n");
	expect_with_input("account password bob", "sesame opens\n", 0, "");
	chatctl_expect("account delete alice", "", 0, "");
	require_owned("name\nbob\n");
}
END_TEST

START_TEST(a_password_that_cannot_be_is_refused)
{
	begin();
	expect_with_input("account add alice", "", EX_USAGE,
	    "chatctl: there is no password\n");
	expect_with_input("account add alice", test_repeat('x', 1024, "\n"),
	    EX_USAGE, "chatctl: the password is too long\n");
	expect_with_input("account add alice", test_repeat('x', 1023, "\n"), 1,
	    "chatctl: a password is text of 8 to 128 bytes without blanks "
	    "around it\n");
	expect_with_input("account add alice", "\n", 1,
	    "chatctl: usage: account list | add NAME PASSWORD | "
	    "password NAME PASSWORD | certificate NAME FINGERPRINT | "
	    "operator NAME [no] | operators | delete NAME\n");
	expect_with_input("account add alice", "two\tparts", 0, "");
	require_owned("name\nalice\n");
}
END_TEST

START_TEST(a_password_is_no_argument)
{
	const char *errors =
	    "chatctl: the password is asked for, and is no argument\n"
	    "Try \"chatctl --help\".\n";

	begin();
	chatctl_expect("account add alice open sesame", "", EX_USAGE, errors);
	chatctl_expect("account password alice sesame", "", EX_USAGE, errors);
	chatctl_expect("account add", "", EX_USAGE,
	    "chatctl: whose account?\nTry \"chatctl --help\".\n");
	require_owned("name\n");
}
END_TEST

/* Have chatctl ask for a password on a terminal. */
static void
ask_on_terminal(const char *verb, const char *name)
{
	const char *arguments[] = { "-s", console_path(), "account", verb, name,
		NULL };

	client_use("CHATCTL");
	client_start_on_terminal(arguments);
	client_expect(ASKED);
	ck_assert(!client_terminal_is_restored());
}

START_TEST(a_terminal_does_not_show_the_password)
{
	begin();
	ask_on_terminal("add", "alice");
	client_type("open sesame\n");
	client_expect("\r\n" ASKED_2);
	client_type("open sesame\n");
	client_expect("\r\n");
	client_expect_exit(0);
	ck_assert(client_terminal_is_restored());
	require_owned("name\nalice\n");
}
END_TEST

START_TEST(a_slip_is_noticed)
{
	begin();
	ask_on_terminal("add", "alice");
	client_type("open sesame\n");
	client_expect("\r\n" ASKED_2);
	client_type("open sesane\n");
	client_expect("\r\nchatctl: that was not the same password\r\n");
	client_expect_exit(EX_USAGE);
	ck_assert(client_terminal_is_restored());
	require_owned("name\n");
}
END_TEST

START_TEST(an_interrupt_leaves_the_terminal_as_it_was)
{
	begin();
	ask_on_terminal("add", "alice");
	client_type("open\003");
	client_expect_signal(SIGINT);
	ck_assert(client_terminal_is_restored());
	require_owned("name\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, standard_input_has_the_password);
	test_cases_add(tests, a_password_that_cannot_be_is_refused);
	test_cases_add(tests, a_password_is_no_argument);
	test_cases_add(tests, a_terminal_does_not_show_the_password);
	test_cases_add(tests, a_slip_is_noticed);
	test_cases_add(tests, an_interrupt_leaves_the_terminal_as_it_was);
}
