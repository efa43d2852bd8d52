/* SPDX-License-Identifier: MIT */
/*
 * A chatd that was stopped for longer than any of its time-outs: a laptop that
 * was shut, a virtual machine that was moved.  The silence was its own, so
 * nobody is timed out for it.
 */

#include <poll.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define TIMEOUTS "login_timeout=4s", "send_timeout=4s"
#define PAUSE_MS 5000

/* Clients that have not logged in; every other one speaks during the pause. */
#define PENDING 50

/* More than the sockets' buffers hold, less than the send queue. */
#define TEXT_BYTES 10000
#define LINES      1200

START_TEST(nobody_is_timed_out_for_a_pause)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    TIMEOUTS, "send_queue_max=64MiB", "echo_user=", NULL);
	struct test_client *reader = test_client_connect_small(daemon, "hello");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', TEXT_BYTES, "\n");
	const char *line = test_format("SEND reader %s", text);
	const char *delivery = test_format("DELIVERY alice %s", text);
	struct test_client *pending[PENDING];
	struct test_client *silent;

	test_client_ask(reader, "HELLO-FROM reader\n", "HELLO reader\n");
	test_client_ask_many(alice, line, "SEND-OK\n", LINES);
	for (int i = 0; i < PENDING; i++) {
		pending[i] = test_client_connect(daemon);
		test_client_ask(pending[i], "FOO\n", "BAD-RQST-HDR\n");
	}
	silent = test_client_connect(daemon);
	test_process_stop(test_daemon_pid(daemon));
	for (int i = 0; i < PENDING; i += 2)
		test_client_send(
		    pending[i], test_format("HELLO-FROM user%d\n", i));
	/* This waits for nothing: the pause itself is what is tested. */
	poll(NULL, 0, PAUSE_MS);
	test_process_continue(test_daemon_pid(daemon));
	for (int i = 1; i < PENDING; i += 2)
		test_client_send(
		    pending[i], test_format("HELLO-FROM user%d\n", i));
	for (int i = 0; i < PENDING; i++)
		test_client_expect(
		    pending[i], test_format("HELLO user%d\n", i));
	for (int i = 0; i < LINES; i++)
		test_client_expect(reader, delivery);
	/* The clock goes on. */
	test_client_expect_end(silent);
	test_client_ask(reader, "FOO\n", "BAD-RQST-HDR\n");
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, "slow reader");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nobody_is_timed_out_for_a_pause);
}
