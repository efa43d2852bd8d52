/* SPDX-License-Identifier: MIT */
/*
 * What operators read.  That every line is printable text is checked whenever a
 * daemon stops; these tests check what is said, and above all what is not.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Stop the daemon; fail unless count lines of its whole log hold part. */
static void
require_log(struct test_daemon *daemon, size_t count, const char *part)
{
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, count, part);
}

START_TEST(login_and_end_are_a_line_each)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *name = test_client_name(alice);

	test_daemon_wait_log(
	    daemon, test_format("#1 %s alice: logged in (hello)", name));
	test_client_close(alice);
	test_daemon_wait_log(daemon, test_format("#1 %s alice: closed", name));
	require_log(daemon, 2, "#1 ");
}
END_TEST

START_TEST(a_reset_is_told_from_an_end)
{
	struct test_daemon *daemon = test_daemon_start();

	test_client_close(test_client_login(daemon, "alice"));
	test_daemon_wait_log(daemon, "alice: closed: end of input");
	test_client_abort(test_client_login(daemon, "bob"));
	test_daemon_wait_log(daemon, "bob: closed: ");
	require_log(daemon, 0, "bob: closed: end of input");
}
END_TEST

START_TEST(a_peer_that_says_nothing_is_not_mentioned)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client;

	for (int i = 0; i < 50; i++) {
		client = test_client_connect(daemon);
		if (i % 2 == 0)
			test_client_close(client);
		else
			test_client_abort(client);
	}
	test_client_close(test_client_login(daemon, "alice"));
	test_daemon_stop(daemon);
	test_daemon_require_log(
	    daemon, test_count_lines(test_daemon_log(daemon), " alice: "), "#");
}
END_TEST

START_TEST(bytes_of_no_protocol_are_not_mentioned)
{
	static const char *const garbage[] = {
		"GET / HTTP/1.1\r\nHost: chat.example\r\n\r\n",
		"\x16\x03\x01\x02\x01\x01\xfc\x03\x03\n",
		"\x1b]0;owned\x07\x1b[2J\n", "SSH-2.0-OpenSSH_9.2p1\r\n"
	};
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client;

	for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++) {
		client = test_client_connect(daemon);
		test_client_ask(client, garbage[i], "BAD-RQST-HDR\n");
		test_client_finish(client);
	}
	require_log(daemon, 0, "#");
}
END_TEST

/* At debug everything may be logged, but not as it came. */
START_TEST(bytes_from_outside_are_escaped)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "log_level=debug", NULL);
	struct test_client *client = test_client_connect(daemon);

	test_client_ask(client, "\x1b[31mFOO \x80\xff\n", "BAD-RQST-HDR\n");
	test_client_ask(
	    client, "HELLO-FROM \x1b]52;c;YQ==\x07\n", "BAD-RQST-BODY\n");
	test_client_ask(
	    client, "HELLO-FROM a\rb\xc2\x9bz\n", "BAD-RQST-BODY\n");
	test_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	test_client_ask(client, "SEND alice \x1b[31m\n", "BAD-RQST-BODY\n");
	test_client_ask(client, "SEND \x1b[31m hi\n", "UNKNOWN\n");
	test_client_finish(client);
	test_client_expect_end(client);
	require_log(daemon, 0, "\x1b");
}
END_TEST

/* Nobody can forge a line by a name: such a name is refused. */
START_TEST(texts_are_not_logged)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "log_level=debug", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND alice secret words\n",
	    "SEND-OK\nDELIVERY alice secret words\n");
	test_client_finish(alice);
	test_client_expect_end(alice);
	require_log(daemon, 0, "secret");
}
END_TEST

START_TEST(log_level_says_what_is_logged)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "log_level=debug", NULL);

	test_client_close(test_client_connect(daemon));
	test_daemon_wait_log(daemon, "#1 ");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, login_and_end_are_a_line_each);
	test_cases_add_but(tests, a_reset_is_told_from_an_end, "not_tls");
	test_cases_add(tests, a_peer_that_says_nothing_is_not_mentioned);
	test_cases_add(tests, bytes_of_no_protocol_are_not_mentioned);
	test_cases_add(tests, bytes_from_outside_are_escaped);
	test_cases_add(tests, texts_are_not_logged);
	test_cases_add(tests, log_level_says_what_is_logged);
}
