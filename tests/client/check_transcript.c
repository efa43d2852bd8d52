/* SPDX-License-Identifier: MIT */
/*
 * chatc --log: the conversation on the disk, of a person and of a script.
 */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "client/terminal_fixture.h"
#include "common/test_support.h"

/* Fail unless the lines of a file are these, after their dates. */
static void
require_lines(const char *path, const char *const *lines)
{
	char line[256];
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	for (; fgets(line, sizeof(line), file) != NULL; lines++) {
		ck_assert_ptr_nonnull(*lines);
		line[strcspn(line, "\n")] = '\0';
		test_require_equal(
		    line + strlen("2026-11-28T14:02:05+01:00 "), *lines);
	}
	ck_assert_ptr_null(*lines);
	(void)fclose(file);
}

START_TEST(has_what_a_person_hears_and_says)
{
	static const char *const want[] = { "Successfully logged in as alice!",
		"@NAME TEXT talks to somebody, !join #ROOM joins a room, "
		"!help shows more.",
		"From carol: hi", "alice to bob: hello",
		"The message was sent successfully", NULL };
	const char *path = test_format("%s/log", test_directory_create());

	terminal_start(test_format("--log=%s", path), "alice");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	server_expect("WHO\n");
	server_send("WHO-OK alice\nDELIVERY carol hi\n");
	client_expect_later(": hi");
	client_type("@bob hello\r");
	server_expect("SEND bob hello\n");
	terminal_answer();
	terminal_leave();
	require_lines(path, want);
}
END_TEST

START_TEST(has_what_a_script_hears_and_says)
{
	static const char *const want[] = {
		"Welcome to Chat Client. Enter your login:",
		"Successfully logged in as alice!", "alice to bob: hello",
		"The message was sent successfully", NULL
	};
	const char *path = test_format("%s/log", test_directory_create());
	const char *arguments[] = { "--log", path, server_target(""), NULL };

	client_start(arguments);
	client_type("alice\n");
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_type("@bob hello\n");
	server_expect("SEND bob hello\n");
	server_send("SEND-OK\n");
	client_expect_later("The message was sent successfully\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	require_lines(path, want);
}
END_TEST

START_TEST(must_be_there_before_it_connects)
{
	const char *arguments[] = { "--log=/dev/null/log",
		server_target("alice"), NULL };

	client_start(arguments);
	client_expect_aside("chatc: /dev/null/log: Not a directory\n");
	client_expect_exit(EX_CANTCREAT);
}
END_TEST

START_TEST(does_not_wait_for_somebody_who_reads_it)
{
	const char *path = test_format("%s/log", test_directory_create());
	const char *arguments[] = { "--log", path, server_target("alice"),
		NULL };

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	client_start(arguments);
	client_expect_aside(
	    test_format("chatc: %s: No such device or address\n", path));
	client_expect_exit(EX_CANTCREAT);
}
END_TEST

START_TEST(ends_with_a_word_when_the_disk_is_full)
{
	const char *arguments[] = { "--log=/dev/full", server_target("alice"),
		NULL };

	client_start(arguments);
	server_accept();
	server_expect("HELLO-FROM alice\n");
	server_send("HELLO alice\nDELIVERY bob hi\n");
	client_expect("Successfully logged in as alice!\nFrom bob: hi\n");
	client_expect_aside(
	    "chatc: Cannot write to the log /dev/full: No space left on "
	    "device. Nothing is logged from now on.\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, has_what_a_person_hears_and_says);
	test_cases_add(tests, has_what_a_script_hears_and_says);
	test_cases_add(tests, must_be_there_before_it_connects);
	test_cases_add(tests, does_not_wait_for_somebody_who_reads_it);
	test_cases_add(tests, ends_with_a_word_when_the_disk_is_full);
}
