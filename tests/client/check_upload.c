/* SPDX-License-Identifier: MIT */
/*
 * chatc --protocol drop: what is sent, what the answers mean, and the bar.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatc/progress.h"
#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

/* Enough for a bar, and more than the sockets hold. */
#define LARGE_LINES 160
#define LARGE_LINE  ((size_t)64 * 1024)

static char directory[] = "/tmp/check_upload.XXXXXX";

static void
set_up(void)
{
	server_listen();
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

static void
tear_down(void)
{
	static const char *const names[] = { "a", "b", "large", "\033[2J" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(names[i]);
	(void)rmdir(directory);
}

static void
write_file(const char *name, const char *content)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ne(fputs(content, file), EOF);
	ck_assert_int_eq(fclose(file), 0);
}

static void
write_large_file(void)
{
	static char line[LARGE_LINE + 1];
	FILE *file = fopen("large", "w");

	ck_assert_ptr_nonnull(file);
	memset(line, 'x', LARGE_LINE - 1);
	line[LARGE_LINE - 1] = '\n';
	for (int i = 0; i < LARGE_LINES; i++)
		fputs(line, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
start(const char *first, const char *second)
{
	const char *arguments[] = { "--protocol=drop", server_target(""), first,
		second, NULL };

	client_start(arguments);
}

START_TEST(files_texts_and_says_so)
{
	write_file("a", "one\n\nthree\n");
	write_file("b", "no newline");
	start("a", "b");
	server_accept();
	server_expect_bytes("\0\0\0\3one\n\nthree\n", 15);
	server_send("A");
	server_expect_bytes("\0\0\0\1no newline\n", 15);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	server_hang_up();
	client_expect("a: filed, 3 lines\nb: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(goes_on_after_a_refusal)
{
	write_file("a", "one\n");
	write_file("b", "two\n");
	start("a", "b");
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("R");
	server_hang_up();
	server_accept();
	server_expect_bytes("\0\0\0\1two\n", 8);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	server_hang_up();
	client_expect("b: filed, 1 lines\n");
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: a: refused by the server\n");
}
END_TEST

/* The server refuses as soon as it has the header, and reads no more. */
START_TEST(notices_a_refusal_while_it_sends)
{
	write_large_file();
	start("large", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\240", 4);
	server_send("R");
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

START_TEST(notices_a_refusal_before_a_reset)
{
	write_large_file();
	start("large", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\240", 4);
	server_send("R");
	server_hang_up();
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

START_TEST(does_not_take_silence_for_an_answer)
{
	const char *arguments[] = { "--protocol=drop", "--timeout=300ms",
		server_target(""), "a", "b", NULL };

	write_file("a", "one\n");
	client_start(arguments);
	server_accept();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not answer.\n"
			    "chatc: a: not filed\n");
}
END_TEST

START_TEST(does_not_take_a_hang_up_for_an_answer)
{
	write_file("a", "one\n");
	start("a", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_hang_up();
	client_expect_exit(EX_IOERR);
}
END_TEST

START_TEST(sends_no_more_to_a_server_that_has_ended)
{
	write_large_file();
	start("large", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\240", 4);
	server_finish();
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: the server closed it\n"
	    "chatc: large: not filed\n");
}
END_TEST

START_TEST(does_not_take_other_bytes_for_an_answer)
{
	write_file("a", "one\n");
	start("a", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("HTTP/1.1 400 Bad Request\r\n");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside(
	    "chatc: a: the server does not speak this protocol\n");
}
END_TEST

START_TEST(sends_nothing_but_files_with_lines)
{
	write_file("a", "");
	start("a", "nothing here");
	client_expect_exit(EX_NOINPUT);
	client_expect_aside("chatc: a: has no lines\n"
			    "chatc: nothing here: No such file or directory\n");
	start("/dev", "/dev/zero");
	client_expect_exit(EX_NOINPUT);
	client_expect_aside("chatc: /dev: not a file\n"
			    "chatc: /dev/zero: not a file\n");
}
END_TEST

START_TEST(fails_where_nobody_listens)
{
	write_file("a", "one\n");
	server_close();
	start("a", NULL);
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(
	    "chatc: Cannot connect to 127.0.0.1: Connection refused\n");
}
END_TEST

START_TEST(shows_a_bar_for_a_large_file_on_a_terminal)
{
	const char *arguments[] = { "--protocol=drop", server_target(""),
		"large", NULL };

	write_large_file();
	client_start_on_terminal(arguments);
	server_accept();
	server_swallow(4 + LARGE_LINES * LARGE_LINE);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	server_hang_up();
	client_expect_later("large [");
	client_expect_later("] 100%");
	client_expect_later("large: filed, 160 lines\r\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(shows_names_of_files_safely)
{
	write_file("\033[2J", "one\n");
	start("\033[2J", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	client_expect("\\x1B[2J: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(requires_a_host_and_files_but_no_name)
{
	const char *none[] = { "--protocol=drop", "localhost", NULL },
		   *name[] = { "--protocol=drop", "a@localhost", "a", NULL },
		   *wrong[] = { "--protocol=gopher", "localhost", NULL };

	client_start(none);
	client_expect_exit(EX_USAGE);
	client_start(name);
	client_expect_exit(EX_USAGE);
	client_start(wrong);
	client_expect_exit(EX_USAGE);
	client_expect_aside("chatc: not a protocol: gopher\n");
}
END_TEST

static void
assert_bar(uint64_t done, size_t columns, const char *want)
{
	struct buffer out = { 0 };

	progress_render("re\033port", done, 1000, columns, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	ck_assert_uint_le(strlen(out.bytes), columns);
	buffer_clear(&out);
}

START_TEST(draws_the_bar)
{
	assert_bar(0, 30, "re\\x1Bport [            ]   0%");
	assert_bar(555, 30, "re\\x1Bport [======      ]  55%");
	assert_bar(1000, 30, "re\\x1Bport [============] 100%");
	assert_bar(1000, 19, "re\\x1Bport [=] 100%");
	assert_bar(1000, 18, "100%");
}
END_TEST

void
test_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, files_texts_and_says_so);
	tcase_add_test(tests, goes_on_after_a_refusal);
	tcase_add_test(tests, notices_a_refusal_while_it_sends);
	tcase_add_test(tests, notices_a_refusal_before_a_reset);
	tcase_add_test(tests, does_not_take_silence_for_an_answer);
	tcase_add_test(tests, does_not_take_a_hang_up_for_an_answer);
	tcase_add_test(tests, sends_no_more_to_a_server_that_has_ended);
	tcase_add_test(tests, does_not_take_other_bytes_for_an_answer);
	tcase_add_test(tests, sends_nothing_but_files_with_lines);
	tcase_add_test(tests, fails_where_nobody_listens);
	tcase_add_test(tests, shows_a_bar_for_a_large_file_on_a_terminal);
	tcase_add_test(tests, shows_names_of_files_safely);
	tcase_add_test(tests, requires_a_host_and_files_but_no_name);
	tcase_add_test(tests, draws_the_bar);
}
