/* SPDX-License-Identifier: MIT */
/*
 * chatc between pipes with the protocols sized, framed and plain: whole
 * conversations, byte by byte.
 */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

#define ASK "Welcome to Chat Client. Enter your login:\n"
#define IN  "Successfully logged in as alice!\n"

#define LONG_LINES      64L
#define LONG_LINE_BYTES (1024L * 1024)

/* A frame's header, for names and texts of less than 256 bytes. */
#define HEADER(name_size, text_size) "\0" name_size "\0\0\0" text_size

static void
start(const char *protocol, const char *name)
{
	const char *arguments[] = { "--protocol", protocol, server_target(name),
		NULL };

	client_start(arguments);
	server_accept();
}

static void
send_frame(const char *header, const char *name_and_text)
{
	server_send_bytes(header, 6);
	server_send(name_and_text);
}

static void
expect_frame(const char *header, const char *name_and_text)
{
	server_expect_bytes(header, 6);
	server_expect(name_and_text);
}

START_TEST(talks_sized)
{
	start("sized", "alice");
	server_expect_in_one("0010NAME alice");
	server_send_piecemeal("0011HELLO alice", 15);
	client_expect(IN);
	client_type("@bob hi  there\n!who\n");
	server_expect_in_one("0017MSG bob hi  there");
	server_expect_in_one("0008GETNAMES");
	server_send("0023ERROR no such user: bob0014carol SENT yo!"
		    "0011alice carol");
	client_expect("The destination user does not exist\n"
		      "From carol: yo!\n"
		      "There are 2 online users:\nalice\ncarol\n");
	client_end_input();
	server_expect_in_one("0004EXIT");
	server_expect_end();
	server_send("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_NOUSER);
}
END_TEST

START_TEST(tries_another_name_sized)
{
	start("sized", "alice");
	server_expect_in_one("0010NAME alice");
	server_send("0023ERROR name taken: alice");
	client_expect("Cannot log in as alice. "
		      "That username is already in use.\n" ASK);
	client_type("bob\n");
	server_expect_in_one("0008NAME bob");
	server_send("0008no, sir!");
	client_expect(ASK);
	client_expect_aside("chatc: The server says: no, sir!\n");
	client_type("!quit\n");
	server_expect_in_one("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_NOPERM);
}
END_TEST

START_TEST(reports_what_does_not_fit_sized)
{
	static char text[10000];

	start("sized", "alice");
	server_expect("0010NAME alice");
	server_send("0011HELLO alice");
	memset(text, 'x', sizeof(text) - 1);
	client_type("@bob ");
	client_type(text);
	client_type("\n");
	client_expect(IN);
	client_expect_aside("chatc: That line is too long and was not sent.\n");
	client_end_input();
	server_expect("0004EXIT");
	server_hang_up();
	client_expect_exit(EX_DATAERR);
}
END_TEST

START_TEST(leaves_a_server_that_is_not_sized)
{
	start("sized", "alice");
	server_send("220 mail.example ESMTP\r\n");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not speak sized.\n");
}
END_TEST

START_TEST(talks_framed)
{
	start("framed", "alice");
	expect_frame(HEADER("\5", "\0"), "alice");
	send_frame(HEADER("\6", "\23"), "serveralice has logged in");
	client_expect(IN);
	client_type("hi all\n@bob psst\n!who\n");
	expect_frame(HEADER("\5", "\6"), "alicehi all");
	expect_frame(HEADER("\5", "\11"), "alice@bob psst");
	expect_frame(HEADER("\5", "\4"), "alice!who");
	send_frame(HEADER("\3", "\7"), "bobhi\033[2Jx");
	send_frame(HEADER("\6", "\12"), "serveralice, bob");
	client_expect("From bob: hi\\x1B[2Jx\nFrom server: alice, bob\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(is_logged_in_framed_unless_refused)
{
	start("framed", "alice");
	expect_frame(HEADER("\5", "\0"), "alice");
	client_expect(IN);
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(tries_another_name_framed)
{
	start("framed", "alice");
	expect_frame(HEADER("\5", "\0"), "alice");
	send_frame(HEADER("\6", "\11"), "servergo away!!");
	server_hang_up();
	client_expect("From server: go away!!\n" ASK);
	client_expect_aside("chatc: The server hung up. Try another name.\n");
	client_type("bob\n");
	server_accept();
	expect_frame(HEADER("\3", "\0"), "bob");
	send_frame(HEADER("\6", "\21"), "serverbob has logged in");
	client_expect("Successfully logged in as bob!\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(talks_plain_without_a_name)
{
	start("plain", "");
	client_type("hi all\n@bob psst\n!who\n");
	server_expect("hi all\n@bob psst\n!who\n");
	server_send("\r<192.0.2.7:34858> hello\n[bob] entered room\n");
	client_expect("From 192.0.2.7:34858: hello\n");
	client_expect_aside("chatc: The server says: [bob] entered room\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(takes_a_name_plain)
{
	start("plain", "alice");
	server_expect_in_one("!name alice\n");
	server_send("! refused: for no reason\n");
	client_expect(ASK);
	client_expect_aside(
	    "chatc: The server says: ! refused: for no reason\n");
	client_type("bob\n");
	server_expect_in_one("!name bob\n");
	client_expect("Successfully logged in as bob!\n");
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}
END_TEST

/* Long lines, 64 MiB of them, which a server reads more slowly than a file. */
START_TEST(reads_no_more_than_the_server_does)
{
	const char *arguments[] = { "--protocol=plain", server_target(""),
		NULL };
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	for (long i = 1; i <= LONG_LINES; i++) {
		ck_assert_int_eq(
		    fseek(file, i * LONG_LINE_BYTES - 1, SEEK_SET), 0);
		ck_assert_int_eq(fputc('\n', file), '\n');
	}
	ck_assert_int_eq(fflush(file), 0);
	rewind(file);
	client_start_reading(fileno(file), arguments);
	server_accept();
	server_swallow((size_t)LONG_LINES * LONG_LINE_BYTES);
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert_int_lt(client_peak_kib(), CLIENT_PEAK_KIB / 4);
	(void)fclose(file);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, talks_sized);
	test_cases_add(tests, tries_another_name_sized);
	test_cases_add(tests, reports_what_does_not_fit_sized);
	test_cases_add(tests, leaves_a_server_that_is_not_sized);
	test_cases_add(tests, talks_framed);
	test_cases_add(tests, is_logged_in_framed_unless_refused);
	test_cases_add(tests, tries_another_name_framed);
	test_cases_add(tests, talks_plain_without_a_name);
	test_cases_add(tests, takes_a_name_plain);
	test_cases_add(tests, reads_no_more_than_the_server_does);
}
