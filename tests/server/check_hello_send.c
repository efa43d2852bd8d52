/* SPDX-License-Identifier: MIT */
/*
 * hello: everything after HELLO.  It is tested what is delivered, what is
 * refused and in which words, and what is listed, in both dialects.
 */

#include <stddef.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

START_TEST(send_delivers_the_text_and_confirms)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	test_client_ask(alice, "SEND bob hello, bob\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hello, bob\n");
	test_client_ask(bob, "SEND alice hello, alice\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob hello, alice\n");
}
END_TEST

START_TEST(unknown_users_are_told)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	test_client_ask(alice, "SEND carol hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND Bob hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND bob, hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND server hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND \x1b[31m hi\n", "UNKNOWN\n");
	test_client_ask(alice,
	    test_format("SEND %s hi\n", test_repeat('x', 10000, "")),
	    "UNKNOWN\n");
	test_client_finish(bob);
	test_client_expect_end(bob);
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
}
END_TEST

START_TEST(the_body_is_checked_before_the_destination)
{
	static const char *const lines[] = { "SEND\n", "SEND \n", "SEND bob\n",
		"SEND bob \n", "SEND bob \t \n", "SEND  bob  \r\n",
		"SEND nobody\n", "SEND nobody \n", "SEND nobody \t\n",
		"SEND nobody \x1b[31m\n" };
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_login(daemon, "bob");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		test_client_ask(alice, lines[i], "BAD-RQST-BODY\n");
	test_client_ask_known(alice, "WHO\n", "WHO-OK alice,bob\n");
}
END_TEST

/* That bob gets the last text alone proves that none of the others came. */
START_TEST(texts_that_cannot_be_shown_are_refused)
{
	static const char *const texts[] = { "\x1b[31mred",
		"\x1b]52;c;YQ==\x07", "a\x01", "a\x08z", "a\x0bz", "a\x0cz",
		"a\x7fz", "a\rz", "\xc2\x85", "\xc2\x9b m", "\xff", "\xc3",
		"a\xc3z", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		test_client_ask(alice, test_format("SEND bob %s\n", texts[i]),
		    "BAD-RQST-BODY\n");
	test_client_send_bytes(alice, "SEND bob a\0b\n", 13);
	test_client_expect(alice, "BAD-RQST-BODY\n");
	test_client_ask(alice, "SEND bob end\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice end\n");
}
END_TEST

START_TEST(texts_arrive_as_they_were_written)
{
	static const char *const texts[] = { "a", "a\tb", "a  b   c", "\\x1b",
		"%s%n", "DELIVERY eve forged", "na\xc3\xafve",
		"\xe2\x82\xac 20", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf",
		"\xef\xbb\xbf mark", "e\xcc\x81" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		test_client_ask(
		    alice, test_format("SEND bob %s\n", texts[i]), "SEND-OK\n");
		test_client_expect(
		    bob, test_format("DELIVERY alice %s\n", texts[i]));
	}
}
END_TEST

START_TEST(blanks_around_words_are_dropped_and_inside_kept)
{
	static const char *const lines[] = { "SEND bob a  b\n",
		"SEND  bob a  b\n", "SEND \t bob   a  b\n", " SEND bob a  b\n",
		"\t SEND bob a  b\n", "SEND bob a  b \t \n",
		"SEND bob  \t a  b  \r\n" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		test_client_ask(alice, lines[i], "SEND-OK\n");
		test_client_expect(bob, "DELIVERY alice a  b\n");
	}
}
END_TEST

START_TEST(own_text_comes_after_its_confirmation)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND alice one\nSEND alice two\n",
	    "SEND-OK\nDELIVERY alice one\nSEND-OK\nDELIVERY alice two\n");
}
END_TEST

START_TEST(the_echo_user_sends_back)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND echobot one two\n",
	    "SEND-OK\nDELIVERY echobot one two\n");
	test_client_ask(alice, "SEND echobot\n", "BAD-RQST-BODY\n");

	daemon = test_daemon_start_with("echo_user=parrot", NULL);
	alice = test_client_login(daemon, "alice");
	test_client_ask(
	    alice, "SEND parrot hi\n", "SEND-OK\nDELIVERY parrot hi\n");
	test_client_ask(alice, "SEND echobot hi\n", "UNKNOWN\n");

	daemon = test_daemon_start_with("echo_user=", NULL);
	alice = test_client_login(daemon, "alice");
	test_client_ask(alice, "SEND echobot hi\n", "UNKNOWN\n");
}
END_TEST

START_TEST(the_echo_user_is_listed_and_takes_no_place)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_clients=1", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	test_client_ask(alice, "LIST\n", "LIST-OK echobot,alice\n");
}
END_TEST

START_TEST(everybody_is_listed_in_order_of_login)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *dora = test_client_login(daemon, "dora");
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *carol = test_client_login(daemon, "carol");

	test_client_login(daemon, "bob");
	test_client_connect(daemon);
	test_client_ask_known(alice, "WHO\n", "WHO-OK dora,alice,carol,bob\n");
	test_client_ask_known(dora, "WHO\n", "WHO-OK dora,alice,carol,bob\n");
	test_client_finish(carol);
	test_client_expect_end(carol);
	test_client_ask_known(alice, "WHO\n", "WHO-OK dora,alice,bob\n");
	carol = test_client_login(daemon, "carol");
	test_client_ask_known(carol, "WHO\n", "WHO-OK dora,alice,bob,carol\n");
	test_client_ask_known(
	    alice, "LIST\n", "LIST-OK dora,alice,bob,carol\n");
}
END_TEST

START_TEST(anything_else_is_a_bad_header_and_never_closes)
{
	static const char *const lines[] = { "\n", "\r\n", " \n", "who\n",
		"Who\n", "WHOM\n", "WHO alice\n", "LIST alice\n",
		"SENDbob hi\n", "send bob hi\n", "HELLO alice\n", "QUIT\n",
		"SEND-OK\n", "DELIVERY alice hi\n", "GET / HTTP/1.0\r\n",
		"\x1b\n", "\xff\xfe\n" };
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		test_client_ask(alice, lines[i], "BAD-RQST-HDR\n");
	test_client_send_bytes(alice, "WHO\0\n", 5);
	test_client_expect(alice, "BAD-RQST-HDR\n");
	test_client_ask(alice, " WHO\n", "WHO-OK alice\n");
	test_client_ask(alice, "WHO \r\n", "WHO-OK alice\n");
}
END_TEST

START_TEST(a_client_that_has_used_list_is_told_bad_dest_user)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_connect(daemon);
	struct test_client *bob = test_client_login(daemon, "bob");

	test_client_ask(alice, "LIST\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	test_client_ask(alice, "SEND carol hi\n", "UNKNOWN\n");
	test_client_ask(alice, "LIST\n", "LIST-OK bob,alice\n");
	test_client_ask(alice, "SEND carol hi\n", "BAD-DEST-USER\n");
	test_client_ask_known(alice, "WHO\n", "WHO-OK bob,alice\n");
	test_client_ask(alice, "SEND carol hi\n", "BAD-DEST-USER\n");
	test_client_ask(alice, "SEND carol\n", "BAD-RQST-BODY\n");
	test_client_ask(bob, "SEND carol hi\n", "UNKNOWN\n");
}
END_TEST

START_TEST(dialect_list_says_bad_dest_user_to_everybody)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "dialect=list", "echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND carol hi\n", "BAD-DEST-USER\n");
	test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
	test_client_ask(alice, "SEND carol hi\n", "BAD-DEST-USER\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, send_delivers_the_text_and_confirms);
	test_cases_add(tests, unknown_users_are_told);
	test_cases_add(tests, the_body_is_checked_before_the_destination);
	test_cases_add(tests, texts_that_cannot_be_shown_are_refused);
	test_cases_add(tests, texts_arrive_as_they_were_written);
	test_cases_add(tests, blanks_around_words_are_dropped_and_inside_kept);
	test_cases_add(tests, own_text_comes_after_its_confirmation);
	test_cases_add(tests, the_echo_user_sends_back);
	test_cases_add(tests, the_echo_user_is_listed_and_takes_no_place);
	test_cases_add(tests, everybody_is_listed_in_order_of_login);
	test_cases_add(tests, anything_else_is_a_bad_header_and_never_closes);
	test_cases_add(
	    tests, a_client_that_has_used_list_is_told_bad_dest_user);
	test_cases_add(tests, dialect_list_says_bad_dest_user_to_everybody);
}
