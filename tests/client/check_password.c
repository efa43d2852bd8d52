/* SPDX-License-Identifier: MIT */
/*
 * A password at chatc on a pseudo-terminal: it is on no screen, in no file and
 * in no line; and the file that a script has it from.
 */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "client/terminal_fixture.h"
#include "common/test_support.h"

#define QUESTION "If alice is yours, its password (or Enter for another name): "
#define TAKEN    "Cannot log in as alice. That username is already in use."
#define SECRET   "open sesame"

/* Start chatc on a terminal as alice, whose name is taken. */
static void
find_it_taken(const char *option)
{
	terminal_start(option, "alice");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("IN-USE\n");
	client_expect_later(QUESTION);
}

/* Take the password that was typed, and the login after it. */
static void
let_owner_in(void)
{
	server_expect_in_one("AUTH alice " SECRET "\n");
	server_send("AUTH-OK\n");
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	terminal_list("alice");
}

/* Fail if this file holds the password. */
static void
require_no_secret_in(const char *path)
{
	char line[256];
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		ck_assert_ptr_null(strstr(line, "sesame"));
	(void)fclose(file);
}

START_TEST(is_nowhere_to_be_read)
{
	const char *folder = test_directory_create();
	const char *log = test_format("%s/log", folder);

	client_set_environment("XDG_STATE_HOME", folder);
	find_it_taken(test_format("--log=%s", log));
	client_type(SECRET "\r");
	let_owner_in();
	client_expect_later("alice> ");
	/* What readline has kept would be inserted by Ctrl-Y, or undone. */
	client_type("\031\033[A\037|\r");
	client_expect_later("To whom?");
	client_type("/register " SECRET "\r");
	client_expect_later("Write it like this: !register");
	client_type("\025@bob hi\r");
	server_expect("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
	require_no_secret_in(log);
	require_no_secret_in(test_format("%s/chatd/chatc_history", folder));
	/* It stands there once, because it was typed behind a command. */
	ck_assert_ptr_eq(strstr(client_seen(), SECRET),
	    strstr(client_seen(), "/register " SECRET) + strlen("/register "));
}
END_TEST

START_TEST(is_asked_for_again)
{
	find_it_taken("--no-color");
	terminal_require_seen(TAKEN, true);
	client_type("wrong\r");
	server_expect_in_one("AUTH alice wrong\n");
	server_send("BAD-AUTH\n");
	client_expect_later("That is not the password of alice.");
	client_expect_later(QUESTION);
	client_type("\r");
	client_expect_later("Enter your login: ");
	client_type("\004");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(is_not_what_was_typed_before)
{
	terminal_start("--no-color", "");
	client_expect_later("Enter your login: ");
	client_type("alice\r");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	client_type("bob\r");
	client_expect_later("bob");
	server_send("IN-USE\n");
	client_expect_later(QUESTION);
	client_type(SECRET "\r");
	let_owner_in();
	client_type("!quit\r");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(is_shown_again_after_a_loss)
{
	find_it_taken("--no-color");
	client_type("\033[200~" SECRET "\033[201~\r");
	let_owner_in();
	client_expect_later("alice> ");
	server_hang_up();
	client_expect_later("Trying again in ");
	server_accept();
	let_owner_in();
	client_expect_later("Successfully logged in as alice!");
	client_expect_later("alice> ");
	terminal_leave();
	terminal_require_seen("sesame", false);
}
END_TEST

START_TEST(can_be_refused_by_an_interrupt)
{
	find_it_taken("--no-color");
	client_type("open\003");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(is_typed_twice_for_an_own_name)
{
	terminal_log_in();
	client_type("!reg\t\r");
	client_expect_later("New password: ");
	client_type(SECRET "\r");
	client_expect_later("The same again: ");
	server_send("DELIVERY bob Hello!\n");
	client_expect_later("From bob: Hello!");
	client_type(SECRET "\r");
	server_expect_in_one("REGISTER " SECRET "\n");
	server_send("REGISTER-OK\n");
	client_expect_later("alice is your own name now");
	client_expect_later("alice> ");
	terminal_leave();
	terminal_require_seen("sesame", false);
}
END_TEST

/* Ask for a new password, and lose the server while this much is typed. */
static void
lose_server_while_typing(const char *typed)
{
	terminal_log_in();
	client_type("!register\r");
	client_expect_later("New password: ");
	client_type(typed);
	server_send("DELIVERY bob Hello!\n");
	client_expect_later("From bob: Hello!");
	server_hang_up();
	client_expect_later("Trying again in ");
}

/* Take alice back after a loss. */
static void
take_back(void)
{
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	terminal_list("alice");
	client_expect_later("Successfully logged in as alice!");
	client_expect_later("alice> ");
}

START_TEST(is_no_text_when_nobody_asks_any_longer)
{
	lose_server_while_typing("open");
	take_back();
	client_type(" sesame\r@bob hi\r");
	server_expect_in_one("SEND bob hi\n");
	terminal_answer();
	terminal_leave();
	terminal_require_seen("sesame", false);
}
END_TEST

START_TEST(answers_no_later_question)
{
	lose_server_while_typing(SECRET);
	client_expect_later("New password: ");
	client_type("\r");
	client_expect_later("\n");
	take_back();
	client_type("!register\r");
	client_expect_later("New password: ");
	client_type("another\r");
	client_expect_later("The same again: ");
	client_type("another\r");
	server_expect_in_one("REGISTER another\n");
	server_send("REGISTER-OK\n");
	client_expect_later("alice is your own name now");
	client_expect_later("alice> ");
	terminal_leave();
}
END_TEST

/* ---- the file of a script ------------------------------------------------ */

static void
start_with_file(const char *path, const char *name)
{
	const char *arguments[] = { "--password-file", path,
		server_target(name), NULL };

	client_start(arguments);
}

START_TEST(comes_from_a_file)
{
	const char *path = test_file_create(SECRET "\r\nmore\n", 19);

	ck_assert_int_eq(chmod(path, 0400), 0);
	start_with_file(path, "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("IN-USE\n");
	server_expect("AUTH alice " SECRET "\n");
	server_send("AUTH-OK\n");
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect("Successfully logged in as alice!\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(is_not_asked_for_by_a_script)
{
	const char *arguments[] = { server_target("alice"), NULL };

	client_start(arguments);
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("IN-USE\n");
	client_expect(TAKEN "\nWelcome to Chat Client. Enter your login:\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_NOPERM);
}
END_TEST

/* Expect this file to be refused. */
static void
refuse_file(const char *path, const char *why)
{
	start_with_file(path, "alice");
	client_expect_aside(test_format("chatc: %s: %s\n", path, why));
	client_expect_exit(EX_NOINPUT);
}

START_TEST(comes_from_no_file_that_others_may_read)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602 };
	const char *path = test_file_create(SECRET "\n", 12);

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		ck_assert_int_eq(chmod(path, modes[i]), 0);
		refuse_file(path, "others have access to it; "
				  "chmod 600 takes that away");
	}
}
END_TEST

START_TEST(comes_from_no_file_without_one)
{
	const char *long_line = test_repeat('x', 1024, "\n");
	const char *path = test_file_create("\n", 1);

	ck_assert_int_eq(chmod(path, 0600), 0);
	refuse_file(path, "there is no password");
	path = test_file_create("", 0);
	ck_assert_int_eq(chmod(path, 0600), 0);
	refuse_file(path, "there is no password");
	path = test_file_create(long_line, strlen(long_line));
	ck_assert_int_eq(chmod(path, 0600), 0);
	refuse_file(path, "the password is too long");
	path = test_directory_create();
	refuse_file(test_format("%s/none", path), "No such file or directory");
	refuse_file(path, "it is a directory");
}
END_TEST

START_TEST(is_for_a_name_that_is_given)
{
	start_with_file("/dev/null", "");
	client_expect_aside("chatc: only with a NAME: --password-file\n"
			    "Try 'chatc --help'.\n");
	client_expect_exit(EX_USAGE);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, is_nowhere_to_be_read);
	test_cases_add(tests, is_asked_for_again);
	test_cases_add(tests, is_not_what_was_typed_before);
	test_cases_add(tests, is_shown_again_after_a_loss);
	test_cases_add(tests, can_be_refused_by_an_interrupt);
	test_cases_add(tests, is_typed_twice_for_an_own_name);
	test_cases_add(tests, is_no_text_when_nobody_asks_any_longer);
	test_cases_add(tests, answers_no_later_question);
	test_cases_add(tests, comes_from_a_file);
	test_cases_add(tests, is_not_asked_for_by_a_script);
	test_cases_add(tests, comes_from_no_file_that_others_may_read);
	test_cases_add(tests, comes_from_no_file_without_one);
	test_cases_add(tests, is_for_a_name_that_is_given);
}
