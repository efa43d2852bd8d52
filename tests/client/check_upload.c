/* SPDX-License-Identifier: MIT */
/*
 * chatc --protocol drop: what is sent, what the answers mean, and the bar.
 */

#include <string.h>
#include <sysexits.h>

#include "chatc/progress.h"
#include "client/client.h"
#include "client/server.h"
#include "client/upload_fixture.h"
#include "common/test_support.h"

START_TEST(files_texts_and_says_so)
{
	upload_write_file("a", "one\n\nthree\n");
	upload_write_file("b", "no newline");
	upload_start("a", "b", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\3one\n\nthree\n", 15);
	server_send("A");
	client_expect("a: filed, 3 lines\n");
	server_expect_bytes("\0\0\0\1no newline\n", 15);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	server_hang_up();
	client_expect("b: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(goes_on_after_a_refusal)
{
	upload_write_file("a", "one\n");
	upload_write_file("b", "two\n");
	upload_start("a", "b", NULL);
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
	upload_write_large_file();
	upload_start("large", NULL, NULL);
	server_accept();
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_send("R");
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

START_TEST(notices_a_refusal_before_a_reset)
{
	upload_write_large_file();
	upload_start("large", NULL, NULL);
	server_accept();
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_send("R");
	server_hang_up();
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

START_TEST(does_not_take_silence_for_an_answer)
{
	upload_write_file("a", "one\n");
	upload_start_impatient("a", "b");
	server_accept();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: The server does not answer.\n"
			    "chatc: a: it is not known whether it was filed\n");
}
END_TEST

START_TEST(does_not_take_a_hang_up_for_an_answer)
{
	upload_write_file("a", "one\n");
	upload_start("a", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_hang_up();
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: the server closed it; perhaps it "
	    "wants --tls\n"
	    "chatc: a: it is not known whether it was filed\n");
}
END_TEST

START_TEST(sends_no_more_to_a_server_that_has_ended)
{
	upload_write_large_file();
	upload_start("large", NULL, NULL);
	server_accept();
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_finish();
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: the server closed it; perhaps it "
	    "wants --tls\n"
	    "chatc: large: not filed\n");
}
END_TEST

START_TEST(sends_nothing_but_files_with_lines)
{
	upload_write_file("a", "");
	upload_start("a", "nothing here", NULL);
	client_expect_exit(EX_NOINPUT);
	client_expect_aside("chatc: a: has no lines\n"
			    "chatc: nothing here: No such file or directory\n");
	upload_start("/dev", "/dev/zero", NULL);
	client_expect_exit(EX_NOINPUT);
	client_expect_aside("chatc: /dev: not a file\n"
			    "chatc: /dev/zero: not a file\n");
}
END_TEST

START_TEST(fails_where_nobody_listens)
{
	upload_write_file("a", "one\n");
	server_close();
	upload_start("a", NULL, NULL);
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(
	    "chatc: Cannot connect to 127.0.0.1: Connection refused\n");
}
END_TEST

START_TEST(shows_a_bar_for_a_large_file_on_a_terminal)
{
	const char *arguments[] = { "--protocol=drop", server_target(""),
		"large", NULL };

	upload_write_large_file();
	client_start_on_terminal(arguments);
	server_accept();
	server_swallow(4 + UPLOAD_LARGE_BYTES);
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
	upload_write_file("\033[2J", "one\n");
	upload_start("\033[2J", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("A");
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	client_expect("\\x1B[2J: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(files_no_more_when_nobody_reads_its_output)
{
	upload_write_file("a", "one\n");
	upload_start("a", "a", NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	client_stop_reading();
	server_send("A");
	client_expect_status(EX_IOERR);
	client_expect_aside("chatc: standard output: Broken pipe\n");
}
END_TEST

START_TEST(requires_a_host_and_files_but_no_name)
{
	const char *none[] = { "--protocol=drop", "localhost", NULL },
		   *name[] = { "--protocol=drop", "a@localhost", "a", NULL },
		   *port[] = { "--protocol=drop", "a@localhost:99999", "a",
			   NULL },
		   *wrong[] = { "--protocol=gopher", "localhost", NULL };

	client_start(none);
	client_expect_exit(EX_USAGE);
	client_start(name);
	client_expect_exit(EX_USAGE);
	client_start(port);
	client_expect_exit(EX_USAGE);
	client_expect_aside(
	    "chatc: not a port, 1 to 65535: a@localhost:99999\n");
	client_start(wrong);
	client_expect_exit(EX_USAGE);
	client_expect_aside("chatc: not one of hello, sized, framed, "
			    "plain, drop: gopher\n");
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
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, upload_set_up, upload_tear_down);
	test_cases_add(tests, files_texts_and_says_so);
	test_cases_add(tests, goes_on_after_a_refusal);
	test_cases_add(tests, notices_a_refusal_while_it_sends);
	test_cases_add(tests, notices_a_refusal_before_a_reset);
	test_cases_add(tests, does_not_take_silence_for_an_answer);
	test_cases_add(tests, does_not_take_a_hang_up_for_an_answer);
	test_cases_add(tests, sends_no_more_to_a_server_that_has_ended);
	test_cases_add(tests, sends_nothing_but_files_with_lines);
	test_cases_add(tests, fails_where_nobody_listens);
	test_cases_add(tests, shows_a_bar_for_a_large_file_on_a_terminal);
	test_cases_add(tests, shows_names_of_files_safely);
	test_cases_add(tests, files_no_more_when_nobody_reads_its_output);
	test_cases_add(tests, requires_a_host_and_files_but_no_name);
	test_cases_add(tests, draws_the_bar);
}
