/* SPDX-License-Identifier: MIT */
/*
 * Stopping.  What was confirmed is delivered before the end, nobody new is
 * taken, and an operator who is in a hurry asks twice.
 *
 * How long it takes is compared with another of the daemon's deadlines, never
 * with a clock: which of the two comes first is in the log.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/network_fixture.h"

/* How the daemon has ended: with everybody gone, or without waiting more. */
#define ALL_SENT  "stopped: all that was confirmed has been sent"
#define TIME_OVER "stopped: drain_timeout is over"

/* sysexits.h: what chatd was doing can be tried again. */
#define EXIT_CUT_SHORT 75

/* More than the sockets' buffers hold, less than the send queue. */
#define TEXT_BYTES 10000
#define LINES      1200

/* Lists, of no fewer bytes, that fill a queue and what the kernel holds. */
#define REQUESTS   6000
#define LIST_BYTES 1800

/* More than waits for a reader only until its next turn. */
#define QUEUE_BYTES 1048576

/* More than a client that does not read has room for; the rest is chatd's. */
#define LINES_IN_KERNEL 40

/* Users who talk while the daemon stops, and how often it is tried. */
#define TALKERS 8
#define ROUNDS  10

/*
 * Let alice send LINES lines to bob, have them confirmed, and leave.  What the
 * kernel holds of them for a unix socket is too little: alice would be held.
 */
static void
fill_queue(const struct test_daemon *daemon, const char *text)
{
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask_many(
	    alice, test_format("SEND bob %s\n", text), "SEND-OK\n", LINES);
	test_client_close(alice);
}

START_TEST(both_signals_end_with_0)
{
	static const int signals[] = { SIGINT, SIGTERM };
	struct test_daemon *daemon;
	struct test_client *alice;

	for (size_t i = 0; i < 2; i++) {
		daemon = test_daemon_start();
		alice = test_client_login(daemon, "alice");
		test_daemon_signal(daemon, signals[i]);
		test_client_expect_end(alice);
		test_client_close(alice);
		test_daemon_require_exit(daemon, 0);
	}
}
END_TEST

START_TEST(what_was_confirmed_is_delivered)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=16MiB", NULL);
	struct test_client *bob = test_client_login_small(daemon, "bob");
	const char *text = test_repeat('x', TEXT_BYTES, "");
	const char *delivery = test_format("DELIVERY alice %s\n", text);

	fill_queue(daemon, text);
	test_daemon_signal(daemon, SIGTERM);
	for (int i = 0; i < LINES; i++)
		test_client_expect(bob, delivery);
	test_client_expect_end(bob);
	test_client_close(bob);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

/* Count what the sender was promised, up to the end. */
static size_t
count_confirmed(struct test_client *sender)
{
	size_t confirmed = 0;
	const char *line;

	while ((line = test_client_take_line_or_end(sender)) != NULL) {
		test_require_equal(line, "SEND-OK");
		confirmed++;
	}
	return confirmed;
}

/*
 * All talk at once to somebody on the other worker, so that the signal finds
 * lines on their way in both directions.
 */
START_TEST(pipelined_requests_that_were_confirmed_are_delivered)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *senders[TALKERS], *receivers[TALKERS];
	size_t confirmed;
	bool reset;

	for (int i = 0; i < TALKERS; i++) {
		senders[i] = test_client_login(
		    daemon, test_format("sender%d", i));
		receivers[i] = test_client_login(
		    daemon, test_format("receiver%d", i));
		/* The next pair has its workers the other way round. */
		test_client_close(test_client_connect(daemon));
	}
	for (int n = 0; n < LINES; n++)
		for (int i = 0; i < TALKERS; i++)
			test_client_send(senders[i],
			    test_format("SEND receiver%d %d\n", i, n));
	test_daemon_signal(daemon, SIGTERM);
	for (int i = 0; i < TALKERS; i++) {
		confirmed = count_confirmed(senders[i]);
		for (size_t n = 0; n < confirmed; n++)
			test_client_expect(receivers[i],
			    test_format("DELIVERY sender%d %zu\n", i, n));
		test_client_drain(receivers[i], &reset);
		test_client_close(senders[i]);
		test_client_close(receivers[i]);
	}
	test_daemon_require_exit(daemon, 0);
}
END_TEST

/*
 * Let the daemon stop while bob reads nothing of what is sent, and see how
 * it ends.  It is lists that bob has asked for: so little time passes between
 * the moment when the kernel takes no more of them and the signal.
 */
static struct test_client *
stop_with_a_full_queue(
    const char *drain_timeout, const char *send_timeout, const char *outcome)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=32MiB", drain_timeout, send_timeout,
	    console_option(), NULL);
	struct test_client *console = console_connect(), *bob;
	char *requests = test_repeat(' ', 4 * REQUESTS, "");
	unsigned long long queued;

	for (int i = 0; i < REQUESTS; i++)
		memcpy(requests + 4 * i, "WHO\n", 4);
	for (int i = 0; i < 30; i++)
		test_client_login(
		    daemon, test_format("%s%d", test_repeat('x', 60, ""), i));
	bob = test_client_login_small(daemon, "bob");
	test_client_send(bob, requests);
	do
		queued = console_number(
		    console_ask(console, "users"), "bob", "queue");
	while (queued < QUEUE_BYTES);
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1, outcome);
	return bob;
}

START_TEST(a_user_who_does_not_read_is_waited_for_until_drain_timeout)
{
	struct test_client *bob = stop_with_a_full_queue(
	    "drain_timeout=500ms", "send_timeout=4s", TIME_OVER);
	bool reset;

	test_require(
	    test_client_drain(bob, &reset) < LINES * TEXT_BYTES, "not cut");
}
END_TEST

START_TEST(a_user_who_does_not_read_is_waited_for_until_send_timeout)
{
	test_client_expect_reset(stop_with_a_full_queue(
	    "drain_timeout=1h", "send_timeout=1s", ALL_SENT));
}
END_TEST

/* They have received everything, and so are not worth drain_timeout. */
START_TEST(users_who_do_not_hang_up_do_not_hold_up_the_end)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "drain_timeout=1h", NULL);

	test_client_login(daemon, "alice");
	test_client_connect(daemon);
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1, ALL_SENT);
}
END_TEST

/*
 * Neither alice nor bob hangs up, and the kernel holds much that bob has still
 * to read.  The worker is halted when it has given up the first of them. If
 * that is bob, or if both are given up together, chatd does not read what bob
 * says now, and the kernel throws away what bob has not read.
 */
START_TEST(a_user_who_has_not_received_everything_is_given_more_time)
{
	struct test_daemon *daemon;
	struct test_client *alice, *bob;
	const char *text = test_repeat('x', TEXT_BYTES, "\n");
	const char *line = test_format("SEND bob %s", text);
	const char *delivery = test_format("DELIVERY alice %s", text);

	network_use_faulty();
	daemon = test_daemon_start_with("workers=1", "drain_timeout=1h", NULL);
	bob = test_client_login_small(daemon, "bob");
	alice = test_client_login(daemon, "alice");
	test_client_ask_many(alice, line, "SEND-OK\n", LINES_IN_KERNEL);
	network_halt("close");
	test_daemon_signal(daemon, SIGTERM);
	network_wait_halted(daemon, "close");
	network_halt("recv");
	test_client_send(bob, "WHO\n");
	network_go_on("close");
	network_wait_halted(daemon, "recv");
	network_go_on("recv");
	for (int i = 0; i < LINES_IN_KERNEL; i++)
		test_client_expect(bob, delivery);
	test_client_expect_end(bob);
	test_client_close(bob);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1, ALL_SENT);
}
END_TEST

/* alice does not hang up, so there is somebody to wait for. */
START_TEST(without_time_to_drain_the_end_is_immediate)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "drain_timeout=0", NULL);

	test_client_login(daemon, "alice");
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1, TIME_OVER);
}
END_TEST

START_TEST(a_second_signal_ends_at_once)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=16MiB", "drain_timeout=1h", NULL);

	test_client_login_small(daemon, "bob");
	fill_queue(daemon, test_repeat('x', TEXT_BYTES, ""));
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_wait_log(daemon, "stopping");
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, EXIT_CUT_SHORT);
}
END_TEST

START_TEST(nobody_new_is_taken_while_stopping)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=16MiB", "drain_timeout=1h", NULL);
	struct test_client *bob = test_client_login_small(daemon, "bob");
	bool reset;

	fill_queue(daemon, test_repeat('x', TEXT_BYTES, ""));
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_wait_log(daemon, "stopping");
	test_require(test_client_is_refused(daemon), "a newcomer is taken");
	test_client_drain(bob, &reset);
	test_require(!reset, "it was reset");
	test_client_close(bob);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, both_signals_end_with_0);
	test_cases_add_but(tests, what_was_confirmed_is_delivered, "not_unix");
	test_cases_add_loop(tests,
	    pipelined_requests_that_were_confirmed_are_delivered, 0, ROUNDS);
	test_cases_add(
	    tests, a_user_who_does_not_read_is_waited_for_until_drain_timeout);
	test_cases_add_but(tests,
	    a_user_who_does_not_read_is_waited_for_until_send_timeout,
	    "not_unix not_tls");
	test_cases_add(tests, users_who_do_not_hang_up_do_not_hold_up_the_end);
	test_cases_add_but(tests,
	    a_user_who_has_not_received_everything_is_given_more_time,
	    "not_unix");
	test_cases_add(tests, without_time_to_drain_the_end_is_immediate);
	test_cases_add_but(tests, a_second_signal_ends_at_once, "not_unix");
	test_cases_add_but(
	    tests, nobody_new_is_taken_while_stopping, "not_unix");
}
