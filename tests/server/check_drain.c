/* SPDX-License-Identifier: MIT */
/*
 * Stopping.  What was confirmed is delivered before the end, nobody new is
 * taken, and who is in a hurry asks twice.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* sysexits.h: what chatd was doing can be tried again. */
#define EXIT_CUT_SHORT 75

/* More than the sockets' buffers hold, less than the send queue. */
#define TEXT_BYTES 10000
#define LINES      1200

/* Those who talk while the daemon stops, and how often it is tried. */
#define TALKERS 8
#define ROUNDS  10

/* Let alice send LINES lines to bob, get her confirmations, and leave. */
static void
fill_queue(const struct test_daemon *daemon, const char *text)
{
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *line = test_format("SEND bob %s\n", text);

	for (int i = 0; i < LINES; i++)
		test_client_ask(alice, line, "SEND-OK\n");
	test_client_close(alice);
}

static struct test_client *
connect_bob(const struct test_daemon *daemon)
{
	struct test_client *bob = test_client_connect_small(daemon);

	test_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
	return bob;
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
	struct test_client *bob = connect_bob(daemon);
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

START_TEST(who_does_not_read_is_waited_for_until_drain_timeout)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=16MiB", "drain_timeout=1s", NULL);
	struct test_client *bob = connect_bob(daemon);

	fill_queue(daemon, test_repeat('x', TEXT_BYTES, ""));
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	test_client_expect_reset(bob);
}
END_TEST

/*
 * He has got everything, and chatd does not wait for him as it would if it had
 * nothing else to do.  A busy machine may need more than one try to show that.
 */
START_TEST(who_does_not_hang_up_is_not_waited_for)
{
	struct test_daemon *daemon;

	do {
		daemon = test_daemon_start_with("drain_timeout=1s", NULL);
		test_client_login(daemon, "alice");
		test_daemon_signal(daemon, SIGTERM);
		test_daemon_require_exit(daemon, 0);
	} while (test_count_lines(test_daemon_log(daemon),
		     "all that was confirmed has been sent") == 0);
}
END_TEST

START_TEST(without_time_to_drain_the_end_is_immediate)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "drain_timeout=0", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	bool reset;

	test_client_connect(daemon);
	test_daemon_signal(daemon, SIGTERM);
	test_client_drain(alice, &reset);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

START_TEST(a_second_signal_ends_at_once)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=16MiB", "drain_timeout=1h", NULL);

	connect_bob(daemon);
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
	struct test_client *bob = connect_bob(daemon);
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
test_add_tests(TCase *tests)
{
	tcase_add_test(tests, both_signals_end_with_0);
	tcase_add_test(tests, what_was_confirmed_is_delivered);
	tcase_add_loop_test(tests,
	    pipelined_requests_that_were_confirmed_are_delivered, 0, ROUNDS);
	tcase_add_test(
	    tests, who_does_not_read_is_waited_for_until_drain_timeout);
	tcase_add_test(tests, who_does_not_hang_up_is_not_waited_for);
	tcase_add_test(tests, without_time_to_drain_the_end_is_immediate);
	tcase_add_test(tests, a_second_signal_ends_at_once);
	tcase_add_test(tests, nobody_new_is_taken_while_stopping);
}
