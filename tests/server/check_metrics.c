/* SPDX-License-Identifier: MIT */
/*
 * The counters move with what happens, on whichever worker it does, and by
 * nothing else.
 */

#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"
#include "server/metrics_fixture.h"
#include "server/rooms_fixture.h"

static struct test_daemon *daemon_;
static struct test_client *metrics;

/* Start chatd with listeners for these protocols, and with two options. */
static void
start(const char *protocols, const char *option, const char *other)
{
	daemon_ = test_daemon_start_speaking(
	    protocols, METRICS_OPTION, option, other, NULL);
	metrics = metrics_connect(daemon_);
}

static void
await(const char *sample, double value)
{
	metrics_await(metrics, sample, value);
}

static void
leave(struct test_client *client)
{
	test_client_finish(client);
	test_client_expect_end(client);
	test_client_close(client);
}

START_TEST(users_and_connections_by_protocol)
{
	struct test_client *alice, *guest;

	start("framed plain sized", "max_clients=7", NULL);
	await("chatd_users", 0);
	await("chatd_users_max", 7);
	alice = test_client_login(daemon_, "alice");
	test_client_login(daemon_, "bob");
	test_client_connect(daemon_);
	framed_login(daemon_, "fred");
	guest = plain_connect(daemon_);
	await("chatd_users", 3);
	await("chatd_connections{protocol=\"hello\"}", 3);
	await("chatd_connections{protocol=\"framed\"}", 1);
	await("chatd_connections{protocol=\"plain\"}", 1);
	await("chatd_connections{protocol=\"sized\"}", 0);
	leave(alice);
	leave(guest);
	await("chatd_users", 2);
	await("chatd_connections{protocol=\"hello\"}", 2);
	await("chatd_connections{protocol=\"plain\"}", 0);
	await("chatd_connections_opened_total{protocol=\"hello\"}", 3);
	await("chatd_connections_opened_total{protocol=\"framed\"}", 1);
	await("chatd_connections_opened_total{protocol=\"plain\"}", 1);
	await("chatd_connections_opened_total{protocol=\"sized\"}", 0);
	await("chatd_wrong_protocol_total", 0);
	test_client_send(test_client_connect_protocol(daemon_, "plain"),
	    "GET / HTTP/1.1\r\n\r\n");
	await("chatd_wrong_protocol_total", 1);
}
END_TEST

/* Ask for a name on several connections, so that each worker has some. */
static void
ask_for_name(const char *name, const char *reply, int times)
{
	for (int i = 0; i < times; i++) {
		struct test_client *client = test_client_connect(daemon_);

		test_client_ask(
		    client, test_format("HELLO-FROM %s\n", name), reply);
		leave(client);
	}
}

START_TEST(logins_by_outcome)
{
	start("", "max_clients=2", "login_timeout=1s");
	test_client_login(daemon_, "alice");
	ask_for_name("bob", "HELLO bob\n", 2);
	ask_for_name("alice", "IN-USE\n", 3);
	ask_for_name("", "BAD-RQST-BODY\n", 4);
	test_client_login(daemon_, "carol");
	ask_for_name("dave", "BUSY\n", 5);
	for (int i = 0; i < 2; i++)
		test_client_expect_end(test_client_connect(daemon_));
	await("chatd_logins_total{outcome=\"granted\"}", 4);
	await("chatd_logins_total{outcome=\"in_use\"}", 3);
	await("chatd_logins_total{outcome=\"bad_name\"}", 4);
	await("chatd_logins_total{outcome=\"full\"}", 5);
	await("chatd_logins_total{outcome=\"timeout\"}", 2);
}
END_TEST

START_TEST(messages_by_kind_and_reason)
{
	struct test_client *alice, *bob, *fred;

	start("framed", "echo_user=echobot", NULL);
	alice = test_client_login(daemon_, "alice");
	bob = test_client_login(daemon_, "bob");
	fred = framed_login(daemon_, "fred");
	framed_login(daemon_, "gina");
	/* One is that gina came. */
	await("chatd_messages_delivered_total", 1);
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(bob, "SEND nobody hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND nobody hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND bob \xff\n", "BAD-RQST-BODY\n");
	test_client_ask(
	    alice, "SEND echobot hi\n", "SEND-OK\nDELIVERY echobot hi\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice,bob,fred,gina\n");
	framed_send(fred, "fred|hello everybody\n");
	await("chatd_messages_taken_total{kind=\"direct\"}", 1);
	await("chatd_messages_taken_total{kind=\"echo\"}", 1);
	await("chatd_messages_taken_total{kind=\"room\"}", 1);
	await("chatd_messages_refused_total{reason=\"unknown_user\"}", 2);
	await("chatd_messages_refused_total{reason=\"bad_text\"}", 1);
	await("chatd_lists_total", 1);
	/* To bob, the echo, and to gina. */
	await("chatd_messages_delivered_total", 4);
}
END_TEST

START_TEST(bytes_of_all_connections)
{
	struct test_client *alice, *bob;

	start("", NULL, NULL);
	alice = test_client_login(daemon_, "alice");
	bob = test_client_login(daemon_, "bob");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	leave(alice);
	leave(bob);
	await("chatd_received_bytes_total",
	    strlen("HELLO-FROM alice\nHELLO-FROM bob\nSEND bob hi\n"));
	await("chatd_sent_bytes_total",
	    strlen("HELLO alice\nHELLO bob\nSEND-OK\nDELIVERY alice hi\n"));
	await("chatd_queued_bytes", 0);
}
END_TEST

START_TEST(slow_readers)
{
	struct test_client *alice, *reader;
	const char *line, *reply;

	start("", "send_queue_max=1MiB", "send_timeout=1s");
	alice = test_client_login(daemon_, "alice");
	for (int i = 0; i < 2; i++) {
		reader = test_client_login_small(
		    daemon_, test_format("r%d", i));
		line = test_format(
		    "SEND r%d %s\n", i, test_repeat('x', 10000, ""));
		do {
			test_client_send(alice, line);
			reply = test_client_take_line(alice);
			if (metrics_value(
				metrics_get(metrics), "chatd_queued_bytes") > 0)
				ck_assert_str_eq(reply, "SEND-OK");
		} while (strcmp(reply, "SEND-OK") == 0);
		test_client_expect_reset(reader);
	}
	await("chatd_slow_readers_cut_total", 2);
	await("chatd_queued_bytes", 0);
}
END_TEST

START_TEST(newcomers_who_are_turned_away)
{
	struct test_client *pending, *late;

	start("", "max_logins_pending=1", NULL);
	pending = test_client_connect(daemon_);
	test_client_ask(pending, "WHO\n", "BAD-RQST-HDR\n");
	for (int i = 0; i < 3; i++) {
		late = test_client_connect(daemon_);
		test_client_expect(late, "BUSY\n");
		test_client_close(late);
	}
	await("chatd_newcomers_refused_total{reason=\"logins_pending\"}", 3);
	await("chatd_newcomers_refused_total{reason=\"descriptors\"}", 0);
	await("chatd_newcomers_refused_total{reason=\"memory\"}", 0);
	await("chatd_connections{protocol=\"hello\"}", 1);
}
END_TEST

START_TEST(texts_that_are_filed)
{
	struct test_client *client;
	bool reset;

	start("drop", test_format("drop_directory=%s", test_directory_create()),
	    "drop_message_max=512");
	client = drop_connect(daemon_);
	drop_send_text(client, 1, "hello\n");
	await("chatd_texts_total{outcome=\"filed\"}", 1);
	drop_send_text(client, 100000, test_repeat('x', 1000, "\n"));
	test_client_drain(client, &reset);
	await("chatd_texts_total{outcome=\"refused\"}", 1);
	await("chatd_texts_total{outcome=\"filed\"}", 1);
}
END_TEST

/* Return how many turns of a worker took at most this many seconds. */
static double
turns(const char *text, int worker, const char *bound)
{
	return metrics_value(text,
	    test_format("chatd_turn_seconds_bucket{worker=\"%d\",le=\"%s\"}",
		worker, bound));
}

START_TEST(turns_are_a_histogram_per_worker)
{
	static const char *const bounds[] = { "0.0001", "0.0005", "0.001",
		"0.005", "0.01", "0.05", "0.1", "0.5", "1", "+Inf" };
	double count[2];
	const char *text;

	start("", NULL, NULL);
	text = metrics_get(metrics);
	count[0] = turns(text, 0, "+Inf");
	count[1] = turns(text, 1, "+Inf");
	for (int i = 0; i < 20; i++)
		test_client_login(daemon_, test_format("user%d", i));
	text = metrics_get(metrics);
	for (int worker = 0; worker < 2; worker++) {
		const char *labels = test_format("{worker=\"%d\"}", worker);
		double before = 0;

		for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
			double now = turns(text, worker, bounds[i]);

			ck_assert_double_ge(now, before);
			before = now;
		}
		ck_assert_double_eq(before,
		    metrics_value(text,
			test_format("chatd_turn_seconds_count%s", labels)));
		ck_assert_double_gt(before, count[worker]);
		ck_assert_double_gt(
		    metrics_value(
			text, test_format("chatd_turn_seconds_sum%s", labels)),
		    0);
	}
}
END_TEST

START_TEST(what_the_process_takes)
{
	time_t now = time(NULL);
	const char *text;
	double started, resident;

	start("", NULL, NULL);
	text = metrics_get(metrics);
	started = metrics_value(text, "process_start_time_seconds");
	resident = metrics_value(text, "process_resident_memory_bytes");
	ck_assert_double_ge(started, (double)(now - 1));
	ck_assert_double_le(started, (double)(time(NULL) + 1));
	ck_assert_double_gt(resident, 1e6);
	ck_assert_double_gt(
	    metrics_value(text, "process_virtual_memory_bytes"), resident);
	ck_assert_double_gt(
	    metrics_value(text, "process_cpu_seconds_total"), 0);
	ck_assert_double_gt(metrics_value(text, "process_max_fds"), 10);
	ck_assert_double_eq(
	    metrics_value(
		text, "chatd_build_info{version=\"" PACKAGE_VERSION "\"}"),
	    1);
	ck_assert_double_eq(
	    metrics_value(text, "chatd_out_of_memory_total"), 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_but(
	    tests, users_and_connections_by_protocol, "not_unix");
	test_cases_add(tests, logins_by_outcome);
	test_cases_add(tests, messages_by_kind_and_reason);
	test_cases_add(tests, bytes_of_all_connections);
	test_cases_add(tests, slow_readers);
	test_cases_add_but(tests, newcomers_who_are_turned_away, "not_tls");
	test_cases_add(tests, texts_that_are_filed);
	test_cases_add(tests, turns_are_a_histogram_per_worker);
	test_cases_add(tests, what_the_process_takes);
}
