/* SPDX-License-Identifier: MIT */
/*
 * hello: bytes and lines.  Replies do not depend on how requests are cut into
 * pieces, a reply is one segment, a line has a limit, and a half-closed
 * connection is answered to its end.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define LINE_MAX_DEFAULT 16384

/* A session with something of everything, and the replies to it. */
static const char requests[] = "WHO\nHELLO-FROM a,b\nHELLO-FROM alice \nWHO\n"
			       "SEND bob hi\n\nSEND alice  na\xc3\xafve \n"
			       "SEND alice \x1b[31m\n WHO\nSEND  echobot x\n"
			       "SEND\nfoo bar\nSEND bob\nLIST\nSEND bob hi\n"
			       "HELLO-FROM bob\nWHO";
static const char replies[] = "BAD-RQST-HDR\nBAD-RQST-BODY\nHELLO alice\n"
			      "WHO-OK echobot,alice\nUNKNOWN\nBAD-RQST-HDR\n"
			      "SEND-OK\nDELIVERY alice na\xc3\xafve\n"
			      "BAD-RQST-BODY\nWHO-OK echobot,alice\n"
			      "SEND-OK\nDELIVERY echobot x\nBAD-RQST-BODY\n"
			      "BAD-RQST-HDR\nBAD-RQST-BODY\n"
			      "LIST-OK echobot,alice\nBAD-DEST-USER\n"
			      "BAD-RQST-HDR\n";

/* The same session with each line ended by "\r\n". */
static const char *
requests_with_returns(void)
{
	char *text = test_repeat('\0', sizeof(requests) * 2, "");
	char *end = text;

	for (const char *c = requests; *c != '\0'; c++) {
		if (*c == '\n')
			*end++ = '\r';
		*end++ = *c;
	}
	return text;
}

/* Play the session in pieces of at most piece_max bytes, 0 for one write. */
static void
play(const struct test_daemon *daemon, const char *text, size_t piece_max)
{
	struct test_client *client = test_client_connect(daemon);

	if (piece_max == 0)
		test_client_send(client, text);
	else
		test_client_send_pieces(client, text, strlen(text), piece_max);
	test_client_finish(client);
	test_client_expect(client, replies);
	test_client_expect_end(client);
}

START_TEST(replies_do_not_depend_on_pieces)
{
	struct test_daemon *daemon = test_daemon_start();

	play(daemon, requests, 0);
	play(daemon, requests, 1);
	for (int i = 0; i < 20; i++)
		play(daemon, requests, 40);
}
END_TEST

START_TEST(a_return_before_the_newline_is_dropped)
{
	struct test_daemon *daemon = test_daemon_start();
	const char *text = requests_with_returns();

	play(daemon, text, 0);
	play(daemon, text, 1);
	for (int i = 0; i < 10; i++)
		play(daemon, text, 40);
}
END_TEST

START_TEST(each_byte_alone_waits_for_the_newline)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	/* An answered request of bob's between the pieces of alice's. */
	for (const char *c = "SEND bob hi"; *c != '\0'; c++) {
		test_client_send_bytes(alice, c, 1);
		test_client_ask(bob, "WHO\n", "WHO-OK alice,bob\n");
	}
	test_client_ask(alice, "\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}
END_TEST

START_TEST(each_reply_is_one_segment)
{
	static const char *const table[][2] = {
		{ "WHO\n", "BAD-RQST-HDR\n" },
		{ "HELLO-FROM\n", "BAD-RQST-BODY\n" },
		{ "HELLO-FROM server\n", "IN-USE\n" },
		{ "HELLO-FROM alice\n", "HELLO alice\n" },
		{ "WHO\n", "WHO-OK alice\n" },
		{ "LIST\n", "LIST-OK alice\n" },
		{ "SEND bob hi\n", "BAD-DEST-USER\n" },
		{ "SEND bob\n", "BAD-RQST-BODY\n" },
		{ "FOO\n", "BAD-RQST-HDR\n" },
	};
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_connect(daemon);

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		test_client_send(alice, table[i][0]);
		test_client_expect_segments(alice, table[i][1], 1);
	}
}
END_TEST

START_TEST(confirmation_and_delivery_are_one_segment_each)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");
	const char *text = test_repeat('x', 1000, "\n");

	/* One of bob and carol is on alice's worker, the other is not. */
	test_client_send(alice, test_format("SEND bob %s", text));
	test_client_expect_segments(alice, "SEND-OK\n", 1);
	test_client_expect_segments(
	    bob, test_format("DELIVERY alice %s", text), 1);
	test_client_send(alice, test_format("SEND carol %s", text));
	test_client_expect_segments(alice, "SEND-OK\n", 1);
	test_client_expect_segments(
	    carol, test_format("DELIVERY alice %s", text), 1);
}
END_TEST

START_TEST(delivery_of_ones_own_text_is_a_segment_of_its_own)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");

	for (int i = 0; i < 20; i++) {
		test_client_ask_segments(alice, "SEND alice hi\n",
		    "SEND-OK\nDELIVERY alice hi\n", 2);
		test_client_ask_segments(alice, "SEND echobot hi\n",
		    "SEND-OK\nDELIVERY echobot hi\n", 2);
	}
}
END_TEST

/* Even where the next reply might share one. */
START_TEST(hello_is_a_segment_of_its_own)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_connect(daemon);

	test_client_send(alice, "HELLO-FROM alice\nFOO\n");
	test_require(test_client_count_segments(
			 alice, "HELLO alice\nBAD-RQST-HDR\n", 2) >= 2,
	    "both came in one segment");
}
END_TEST

START_TEST(a_line_of_line_max_bytes_is_served)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	const char *text = test_repeat(
	    'x', LINE_MAX_DEFAULT - strlen("SEND bob "), "\n");

	test_client_ask(alice, test_format("SEND bob %s", text), "SEND-OK\n");
	test_client_expect(bob, test_format("DELIVERY alice %s", text));
	test_client_ask(
	    alice, test_format("SEND bob x%s", text), "BAD-RQST-BODY\n");
	test_client_ask(alice, "SEND bob end\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice end\n");
}
END_TEST

START_TEST(a_longer_line_is_answered_once_and_thrown_away)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "line_max=512", "echo_user=", NULL);
	struct test_client *alice = test_client_connect(daemon);
	/* The byte after line_max might be a carriage return. */
	const char *line = test_repeat('x', 512 + 2, "");
	const char *rest = test_repeat('x', 100000, "\n");

	/* The answer does not wait for the line's end, and comes once. */
	test_client_ask(alice, line, "BAD-RQST-HDR\n");
	test_client_ask(
	    alice, test_format("%sHELLO-FROM alice\n", rest), "HELLO alice\n");
	test_client_ask(alice, line, "BAD-RQST-BODY\n");
	test_client_ask(alice, test_format("%sWHO\n", rest), "WHO-OK alice\n");
	test_client_ask(alice, test_format("%s\nWHO\n", line),
	    "BAD-RQST-BODY\nWHO-OK alice\n");
	test_client_ask(alice, test_format("%s%sWHO\n", line, rest),
	    "BAD-RQST-BODY\nWHO-OK alice\n");
	/* The verb of a line that was too long is not looked at. */
	test_client_ask(
	    alice, test_format("FOO %s\n", line), "BAD-RQST-BODY\n");
	test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
}
END_TEST

START_TEST(long_lines_in_pieces_are_answered_alike)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "line_max=512", "echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_format("%s\nWHO\n%s\n%s\nWHO\n",
	    test_repeat('x', 513, ""), test_repeat('y', 512, ""),
	    test_repeat('z', 3000, ""));

	for (int i = 0; i < 50; i++) {
		test_client_send_pieces(
		    alice, text, strlen(text), (size_t)i * 20 + 1);
		test_client_expect(alice,
		    "BAD-RQST-BODY\nWHO-OK alice\nBAD-RQST-HDR\n"
		    "BAD-RQST-BODY\nWHO-OK alice\n");
	}
}
END_TEST

START_TEST(unterminated_bytes_at_the_end_are_dropped)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_connect(daemon);
	struct test_client *bob = test_client_login(daemon, "bob");

	test_client_send(alice, "HELLO-FROM alice\nSEND bob hi");
	test_client_finish(alice);
	test_client_expect(alice, "HELLO alice\n");
	test_client_expect_end(alice);
	test_client_ask(bob, "SEND bob end\n", "SEND-OK\nDELIVERY bob end\n");
}
END_TEST

START_TEST(a_half_closed_connection_gets_all_its_replies)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_connect(daemon);
	char *many = test_repeat('\0', 4 * 10000, "");

	test_client_send(alice, "HELLO-FROM alice\nWHO\n");
	test_client_finish(alice);
	test_client_expect(alice, "HELLO alice\nWHO-OK alice\n");
	test_client_expect_end(alice);

	for (size_t i = 0; i < 10000; i++)
		memcpy(many + i * 4, "WHO\n", 4);
	alice = test_client_login(daemon, "alice");
	test_client_send_bytes(alice, many, 4 * 10000);
	test_client_finish(alice);
	for (size_t i = 0; i < 10000; i++)
		test_client_expect(alice, "WHO-OK alice\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(a_half_closed_connection_gets_its_own_texts)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_connect(daemon);

	test_client_send(
	    alice, "HELLO-FROM alice\nSEND alice one\nSEND echobot two\n");
	test_client_finish(alice);
	test_client_expect(alice, "HELLO alice\nSEND-OK\nDELIVERY alice one\n"
				  "SEND-OK\nDELIVERY echobot two\n");
	test_client_expect_end(alice);
}
END_TEST

/* More than the sockets hold, so that much of it still waits at the end. */
START_TEST(a_half_closed_connection_gets_what_waits_for_it)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", NULL);
	struct test_client *alice = test_client_login_small(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	const char *request = test_format("SEND alice %s", text);
	const char *reply = test_format("SEND-OK\nDELIVERY alice %s", text);

	for (int i = 0; i < 1200; i++)
		test_client_send(alice, request);
	test_client_finish(alice);
	for (int i = 0; i < 1200; i++)
		test_client_expect(alice, reply);
	test_client_expect_end(alice);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	/* A name is free on other nodes a moment later. */
	test_cases_add_alone(tests, replies_do_not_depend_on_pieces);
	test_cases_add_alone(tests, a_return_before_the_newline_is_dropped);
	test_cases_add(tests, each_byte_alone_waits_for_the_newline);
	test_cases_add(tests, each_reply_is_one_segment);
	test_cases_add(tests, confirmation_and_delivery_are_one_segment_each);
	test_cases_add(
	    tests, delivery_of_ones_own_text_is_a_segment_of_its_own);
	test_cases_add(tests, hello_is_a_segment_of_its_own);
	test_cases_add(tests, a_line_of_line_max_bytes_is_served);
	test_cases_add(tests, a_longer_line_is_answered_once_and_thrown_away);
	test_cases_add(tests, long_lines_in_pieces_are_answered_alike);
	test_cases_add(tests, unterminated_bytes_at_the_end_are_dropped);
	test_cases_add_alone(
	    tests, a_half_closed_connection_gets_all_its_replies);
	test_cases_add(tests, a_half_closed_connection_gets_its_own_texts);
	test_cases_add(tests, a_half_closed_connection_gets_what_waits_for_it);
}
