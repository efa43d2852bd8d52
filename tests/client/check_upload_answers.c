/* SPDX-License-Identifier: MIT */
/*
 * chatc --protocol=drop and servers that answer too early, twice, or in another
 * protocol: no file is said to be filed that may not be.
 */

#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "client/upload_fixture.h"
#include "common/test_support.h"

#define NOT_KNOWN ": it is not known whether it was filed\n"
#define CLOSED    "chatc: The connection is lost: the server closed it\n"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Start chatc with the large file and others, and take its header. */
static void
start_large(const char *second, const char *third)
{
	upload_write_large_file();
	upload_write_file("a", "one\n");
	upload_write_file("b", "two\n");
	upload_start("large", second, third);
	server_accept();
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
}

/* Take the goodbye and return it, and see chatc leave contented. */
static void
take_leave(void)
{
	server_expect_bytes("\0\0\0\0", 4);
	server_send("Q");
	server_hang_up();
}

START_TEST(sends_the_lines_after_an_early_answer)
{
	start_large("a", NULL);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_expect_bytes("\0\0\0\1", 4);
	server_send("A");
	server_expect("one\n");
	take_leave();
	client_expect("large: filed, 160 lines\na: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(sends_the_other_lines_after_an_answer_to_the_first)
{
	start_large(NULL, NULL);
	server_swallow(UPLOAD_LARGE_LINE);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES - UPLOAD_LARGE_LINE);
	take_leave();
	client_expect("large: filed, 160 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(takes_an_early_answer_and_another_for_one_file)
{
	start_large("a", "large");
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_send("A");
	server_expect_bytes("\0\0\0\1", 4);
	server_send("A");
	server_expect("one\n");
	server_send("A");
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_send("A");
	take_leave();
	client_expect("large: filed, 160 lines\na: filed, 1 lines\n"
		      "large: filed, 160 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

/* All of it is sent before the early answer comes, which looks like a late. */
START_TEST(takes_two_answers_for_a_small_file)
{
	upload_write_file("a", "one\n");
	upload_start("a", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("AA");
	take_leave();
	client_expect("a: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(believes_no_early_answer_before_the_goodbye_is_answered)
{
	start_large(NULL, NULL);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_expect_bytes("\0\0\0\0", 4);
	server_hang_up();
	client_expect_exit(EX_IOERR);
	client_expect_aside(CLOSED "chatc: large" NOT_KNOWN);
}
END_TEST

START_TEST(believes_no_early_answer_of_a_server_that_falls_silent)
{
	upload_write_large_file();
	upload_start_impatient("large", NULL);
	server_accept();
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_expect_bytes("\0\0\0\0", 4);
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside(
	    "chatc: The server does not answer.\nchatc: large" NOT_KNOWN);
}
END_TEST

START_TEST(believes_no_early_answer_of_a_server_that_ends)
{
	start_large("a", NULL);
	server_send("A");
	server_finish();
	client_expect_exit(EX_IOERR);
	client_expect_aside(CLOSED "chatc: large: not filed\n");
}
END_TEST

START_TEST(believes_no_early_answer_of_a_server_that_resets)
{
	start_large("a", NULL);
	server_send("A");
	server_swallow(UPLOAD_LARGE_LINE);
	server_reset();
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: Connection reset by peer\n"
	    "chatc: large: not filed\n");
}
END_TEST

START_TEST(believes_a_refusal_after_an_early_answer)
{
	start_large(NULL, NULL);
	server_send("A");
	server_swallow(UPLOAD_LARGE_LINE);
	server_send("R");
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

START_TEST(believes_a_refusal_of_the_whole_after_an_early_answer)
{
	start_large(NULL, NULL);
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_send("R");
	server_hang_up();
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: large: refused by the server\n");
}
END_TEST

/* The refusal may be that of the first file, or of the second. */
START_TEST(does_not_know_what_became_of_a_file_before_a_refusal)
{
	start_large("large", "a");
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_expect_bytes(UPLOAD_LARGE_HEADER, 4);
	server_send("R");
	server_hang_up();
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("A");
	take_leave();
	client_expect("a: filed, 1 lines\n");
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside(
	    "chatc: large" NOT_KNOWN "chatc: large: refused by the server\n");
}
END_TEST

START_TEST(takes_back_what_a_refusal_contradicts)
{
	upload_write_file("a", "one\n");
	upload_start("a", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("A");
	client_expect("a: filed, 1 lines\n");
	server_send("R");
	server_hang_up();
	client_expect_exit(EX_CANTCREAT);
	client_expect_aside("chatc: a: refused by the server after all\n");
}
END_TEST

START_TEST(does_not_know_which_file_an_answer_is_for)
{
	start_large("a", "b");
	server_send("A");
	server_swallow(UPLOAD_LARGE_BYTES);
	server_send("A");
	server_expect_bytes("\0\0\0\1one\n\0\0\0\1two\n", 16);
	server_send("AA");
	take_leave();
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside(
	    "chatc: The server's answers do not match the files.\n"
	    "chatc: large" NOT_KNOWN "chatc: a" NOT_KNOWN "chatc: b" NOT_KNOWN);
}
END_TEST

START_TEST(takes_no_more_than_two_answers_for_a_file)
{
	start_large(NULL, NULL);
	server_send("AAA");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: 127.0.0.1 does not speak drop.\n"
			    "chatc: large: not filed\n");
}
END_TEST

START_TEST(takes_no_goodbye_for_an_answer)
{
	upload_write_file("a", "one\n");
	upload_start("a", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0\0\1one\n", 8);
	server_send("Q");
	client_expect_exit(EX_PROTOCOL);
	client_expect_aside("chatc: 127.0.0.1 does not speak drop.\n"
			    "chatc: a: not filed\n");
}
END_TEST

START_TEST(sends_to_a_server_that_reads_all_before_it_answers)
{
	start_large(NULL, NULL);
	server_swallow(UPLOAD_LARGE_BYTES);
	server_send("A");
	client_expect("large: filed, 160 lines\n");
	take_leave();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(sends_to_a_server_that_reads_in_small_pieces)
{
	upload_write_file("a", "one\n");
	upload_start("a", NULL, NULL);
	server_accept();
	server_expect_bytes("\0\0", 2);
	server_expect_bytes("\0\1", 2);
	server_expect("o");
	server_expect("ne\n");
	server_send("A");
	take_leave();
	client_expect("a: filed, 1 lines\n");
	client_expect_exit(EX_OK);
}
END_TEST

static const struct {
	const char *words;
	size_t size;
	const char *sentence;
} doors[] = {
	{ "BAD-RQST-HDR\nBAD-RQST-HDR\n", 26, "; try --protocol=hello." },
	{ "0022ERROR bad length: \\x00", 26, "; try --protocol=sized." },
	{ "\0\6\0\0\0\15servertext too long", 25, "; try --protocol=framed." },
	{ "! refused: empty\n", 17, "; try --protocol=plain." },
	{ "HTTP/1.1 400 Bad Request\r\n", 26, "; it seems to speak HTTP." },
	{ ":irc 451 * :Not registered\r\n", 28, "; it seems to speak IRC." },
	{ "220 mail.example ESMTP\r\n", 24, "." },
};

START_TEST(says_what_else_a_server_speaks)
{
	upload_write_file("a", "one\n");
	for (size_t i = 0; i < COUNT(doors); i++) {
		upload_start("a", NULL, NULL);
		server_accept();
		server_expect_bytes("\0\0\0\1one\n", 8);
		server_send_bytes(doors[i].words, doors[i].size);
		client_expect_exit(EX_PROTOCOL);
		client_expect_aside(
		    test_format("chatc: 127.0.0.1 does not speak drop%s\n"
				"chatc: a: not filed\n",
			doors[i].sentence));
		server_hang_up();
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, upload_set_up, upload_tear_down);
	test_cases_add(tests, sends_the_lines_after_an_early_answer);
	test_cases_add(
	    tests, sends_the_other_lines_after_an_answer_to_the_first);
	test_cases_add(tests, takes_an_early_answer_and_another_for_one_file);
	test_cases_add(tests, takes_two_answers_for_a_small_file);
	test_cases_add(
	    tests, believes_no_early_answer_before_the_goodbye_is_answered);
	test_cases_add(
	    tests, believes_no_early_answer_of_a_server_that_falls_silent);
	test_cases_add(tests, believes_no_early_answer_of_a_server_that_ends);
	test_cases_add(tests, believes_no_early_answer_of_a_server_that_resets);
	test_cases_add(tests, believes_a_refusal_after_an_early_answer);
	test_cases_add(
	    tests, believes_a_refusal_of_the_whole_after_an_early_answer);
	test_cases_add(
	    tests, does_not_know_what_became_of_a_file_before_a_refusal);
	test_cases_add(tests, takes_back_what_a_refusal_contradicts);
	test_cases_add(tests, does_not_know_which_file_an_answer_is_for);
	test_cases_add(tests, takes_no_more_than_two_answers_for_a_file);
	test_cases_add(tests, takes_no_goodbye_for_an_answer);
	test_cases_add(
	    tests, sends_to_a_server_that_reads_all_before_it_answers);
	test_cases_add(tests, sends_to_a_server_that_reads_in_small_pieces);
	test_cases_add(tests, says_what_else_a_server_speaks);
}
