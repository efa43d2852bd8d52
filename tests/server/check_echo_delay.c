/* SPDX-License-Identifier: MIT */
/*
 * What somebody's own SEND brings back comes a while after SEND-OK, and nothing
 * overtakes it, loses it or waits for it.
 *
 * Where the delay is a minute, nothing that a test waits for comes by itself.
 */

#include <poll.h>
#include <signal.h>
#include <string.h>

#include "common/clock.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "common/test_transport.h"
#include "server/console_fixture.h"
#include "server/metrics_fixture.h"
#include "server/network_fixture.h"
#include "server/sized_fixture.h"

#define NEVER "echo_delay=60s"

/* A delay that can be waited for, and how long, by a coarser clock. */
#define SHORT_MS 5
#define OVER_MS  20

/* More than fits into a page of output, and a list that is not copied. */
#define TEXT_BYTES 10000
#define CROWD      120
#define CROWD_NAME "u%03d_ssssssssssssssssssssssssssssssssssssssss"

/* Have a connection of the same worker asked something, and answered. */
static void
let_a_turn_pass(struct test_client *other)
{
	test_client_ask(other, "FOO\n", "BAD-RQST-HDR\n");
}

START_TEST(the_echo_waits_and_its_reply_does_not)
{
	static const char *const names[] = { "alice", "echobot" };
	const char *name = names[_i];
	const char *request = test_format("SEND %s x\n", name);
	const char *echo = test_format("DELIVERY %s x\n", name);
	struct test_daemon *daemon = test_daemon_start_with(
	    "workers=1", NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	test_client_ask(alice, request, "SEND-OK\n");
	let_a_turn_pass(bob);
	ck_assert_ptr_null(test_client_poll_line(alice));
	test_client_ask(alice, "FOO\n", test_format("%sBAD-RQST-HDR\n", echo));

	/* Without a delay it comes although nobody asks for anything. */
	daemon = test_daemon_start_with("workers=1", "echo_delay=0", NULL);
	alice = test_client_login(daemon, "alice");
	test_client_ask(alice, request, "SEND-OK\n");
	test_client_expect(alice, echo);
}
END_TEST

/* Each of many has a line of its own, which comes when its time has come. */
START_TEST(echoes_come_by_themselves)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=1", NULL);
	struct test_client *clients[CROWD];

	for (int i = 0; i < CROWD; i++)
		clients[i] = test_client_login(daemon, test_format("c%d", i));
	for (int i = 0; i < CROWD; i++)
		test_client_send(
		    clients[i], test_format("SEND c%d x%d\n", i, i));
	for (int i = CROWD - 1; i >= 0; i--)
		test_client_expect(clients[i],
		    test_format("SEND-OK\nDELIVERY c%d x%d\n", i, i));
}
END_TEST

START_TEST(an_echo_is_a_segment_of_its_own)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	/* The line that is kept, and the reply that sends it. */
	test_client_ask(alice, "SEND echobot x\n", "SEND-OK\n");
	test_client_ask_segments(
	    alice, "SEND echobot x\n", "DELIVERY echobot x\nSEND-OK\n", 2);
}
END_TEST

START_TEST(requests_that_come_together_wait_for_nothing)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND echobot 1\nSEND alice 2\n",
	    "SEND-OK\nDELIVERY echobot 1\nSEND-OK\nDELIVERY alice 2\n");
	/* Nor does a protocol in which there is no reply to wait for. */
	daemon = test_daemon_start_speaking("sized", NEVER, NULL);
	sized_ask(sized_login(daemon, 4, "a"), 4, "MSG a x", "a SENT x");
}
END_TEST

/* ---- what comes after it ------------------------------------------------- */

START_TEST(a_further_request_sends_it_first)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', TEXT_BYTES, "");
	const char *list = "WHO-OK echobot,alice";

	for (int i = 0; i < CROWD; i++) {
		const char *name = test_format(CROWD_NAME, i);

		test_client_login(daemon, name);
		list = test_format("%s,%s", list, name);
	}
	test_client_ask(
	    alice, test_format("SEND alice %s\n", text), "SEND-OK\n");
	test_client_ask(alice, "SEND alice 2\n",
	    test_format("DELIVERY alice %s\nSEND-OK\n", text));
	test_client_ask(
	    alice, "WHO\n", test_format("DELIVERY alice 2\n%s\n", list));
}
END_TEST

START_TEST(what_others_say_sends_it_first)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	/* One of them is on the same worker, one is on the other. */
	struct test_client *others[] = { test_client_login(daemon, "bob"),
		test_client_login(daemon, "carol") };

	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	for (int i = 0; i < 2; i++) {
		const char *name = i == 0 ? "bob" : "carol";

		test_client_ask(alice, "SEND alice 1\n", "SEND-OK\n");
		test_client_ask(others[i], "SEND alice x\n", "SEND-OK\n");
		test_client_expect(alice,
		    test_format("DELIVERY alice 1\nDELIVERY %s x\n", name));
		test_client_ask(alice, "SEND echobot 2\n", "SEND-OK\n");
		test_client_ask(others[i], "JOIN #lobby\n", "JOIN-OK #lobby\n");
		test_client_expect(
		    alice, test_format(
			       "DELIVERY echobot 2\nJOINED #lobby %s\n", name));
	}
}
END_TEST

/* ---- ends ---------------------------------------------------------------- */

START_TEST(who_finishes_sending_gets_it)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', TEXT_BYTES, "");

	test_client_send(alice, test_format("SEND alice %s\n", text));
	test_client_finish(alice);
	test_client_expect(
	    alice, test_format("SEND-OK\nDELIVERY alice %s\n", text));
	test_client_expect_end(alice);
}
END_TEST

/* The worker is halted meanwhile, and so sees both in one turn. */
START_TEST(who_finishes_as_the_delay_ends_gets_it)
{
	struct test_daemon *daemon;
	struct test_client *alice;
	uint64_t over_ms;

	network_use_faulty();
	daemon = test_daemon_start_with(
	    "workers=1", test_format("echo_delay=%dms", SHORT_MS), NULL);
	alice = test_client_login(daemon, "alice");
	network_halt("send-SEND-OK");
	test_client_ask(alice, "SEND alice x\n", "SEND-OK\n");
	network_wait_halted(daemon, "send-SEND-OK");
	over_ms = clock_monotonic_ms() + OVER_MS;
	test_client_finish(alice);
	while (clock_monotonic_ms() < over_ms)
		poll(NULL, 0, 1);
	network_go_on("send-SEND-OK");
	test_client_expect(alice, "DELIVERY alice x\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(who_is_kicked_gets_it)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    NEVER, console_option(), NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND alice x\n", "SEND-OK\n");
	console_expect(console_connect(), "kick alice", "OK\n");
	test_client_expect(alice, "DELIVERY alice x\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(stopping_loses_none)
{
	struct test_daemon *daemon = test_daemon_start_with(NEVER, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "SEND alice x\n", "SEND-OK\n");
	test_daemon_signal(daemon, SIGTERM);
	test_client_expect(alice, "DELIVERY alice x\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(what_is_kept_counts_as_waiting_until_its_end)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    NEVER, METRICS_OPTION, NULL);
	struct test_client *metrics = metrics_connect(daemon);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	const char *text = test_repeat('x', TEXT_BYTES, "");
	const double size = (double)(strlen("DELIVERY alice \n") + TEXT_BYTES);

	test_client_ask(
	    alice, test_format("SEND alice %s\n", text), "SEND-OK\n");
	metrics_await(metrics, "chatd_waiting_bytes", size);
	metrics_await(metrics, "chatd_queued_bytes", size);
	test_client_abort(alice);
	metrics_await(metrics, "chatd_waiting_bytes", 0);
	metrics_await(metrics, "chatd_queued_bytes", 0);
	test_client_ask(bob, "SEND bob x\n", "SEND-OK\n");
	metrics_await(
	    metrics, "chatd_waiting_bytes", (double)strlen("DELIVERY bob x\n"));
	test_client_ask(bob, "FOO\n", "DELIVERY bob x\nBAD-RQST-HDR\n");
	metrics_await(metrics, "chatd_waiting_bytes", 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, the_echo_waits_and_its_reply_does_not, 0, 2);
	test_cases_add(tests, echoes_come_by_themselves);
	test_cases_add(tests, an_echo_is_a_segment_of_its_own);
	test_cases_add(tests, requests_that_come_together_wait_for_nothing);
	test_cases_add(tests, a_further_request_sends_it_first);
	test_cases_add(tests, what_others_say_sends_it_first);
	test_cases_add(tests, who_finishes_sending_gets_it);
	/* The bytes of a reply are not seen in a call. */
	if (!test_transport_is_tls())
		test_cases_add(tests, who_finishes_as_the_delay_ends_gets_it);
	test_cases_add(tests, who_is_kicked_gets_it);
	test_cases_add(tests, stopping_loses_none);
	/* Each node counts its own. */
	test_cases_add_alone(
	    tests, what_is_kept_counts_as_waiting_until_its_end);
}
