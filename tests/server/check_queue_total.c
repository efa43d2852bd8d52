/* SPDX-License-Identifier: MIT */
/*
 * What waits in the whole daemon has a ceiling: near it newcomers are turned
 * away, and above it those are cut for whom most waits.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

/* A few hundred of them fill the kernel's buffers for one reader. */
#define TEXT_BYTES 10000

/* Nobody is held before the half of it waits for one of them. */
#define QUEUE_MAX "send_queue_max=4MiB"
#define CUT       "chatd_queue_total_cut_total"

static struct test_daemon *chatd;
static struct test_client *metrics;

static void
start(const char *workers, const char *ceiling)
{
	chatd = test_daemon_start_with(workers, QUEUE_MAX, ceiling,
	    "max_clients=20", METRICS_OPTION, "echo_user=", NULL);
	metrics = metrics_connect(chatd);
}

static double
sample(const char *name)
{
	return metrics_value(metrics_get(metrics), name);
}

/*
 * Let sender write to a user who does not read, until at least this many bytes
 * wait in all, or somebody is cut.
 */
static void
write_until(struct test_client *sender, const char *name, double bytes)
{
	const char *line = test_format(
	    "SEND %s %s\n", name, test_repeat('x', TEXT_BYTES, ""));
	const char *metrics_now;

	do {
		test_client_send(sender, line);
		/* The last one may come too late. */
		if (strcmp(test_client_take_line(sender), "UNKNOWN") == 0)
			return;
		/* Nothing is on its way from worker to worker then. */
		do
			metrics_now = metrics_get(metrics);
		while (metrics_value(metrics_now, "chatd_waiting_bytes") !=
		       metrics_value(metrics_now, "chatd_queued_bytes"));
	} while (metrics_value(metrics_now, "chatd_waiting_bytes") < bytes &&
		 metrics_value(metrics_now, CUT) == 0);
}

/* The worst is cut, whichever worker it is on; the other one stays. */
static void
expect_the_worst_is_cut(const char *workers)
{
	struct test_client *alice, *bob, *carol, *eve;

	start(workers, "queue_total_max=4MiB");
	eve = test_client_login_small(chatd, "eve");
	bob = test_client_login_small(chatd, "bob");
	carol = test_client_login_small(chatd, "carol");
	alice = test_client_login(chatd, "alice");
	write_until(alice, "eve", 1800000);
	write_until(alice, "carol", 3000000);
	write_until(alice, "bob", 1e9);
	test_daemon_wait_log(
	    chatd, "eve: closed: slow reader, queue_total_max");
	test_client_expect_reset(eve);
	ck_assert(sample(CUT) == 1);
	ck_assert(sample("chatd_waiting_bytes") < 4194304);
	test_client_ask(alice, "WHO\n", "WHO-OK bob,carol,alice\n");
	test_client_expect(bob, "DELIVERY alice xxx");
	test_client_expect(carol, "DELIVERY alice xxx");
}

START_TEST(the_worst_is_cut)
{
	expect_the_worst_is_cut("workers=1");
}
END_TEST

START_TEST(the_worst_is_cut_on_other_workers_too)
{
	expect_the_worst_is_cut("workers=2");
}
END_TEST

START_TEST(newcomers_are_turned_away_before)
{
	struct test_client *alice, *bob, *carol;

	start("workers=2", "queue_total_max=4MiB");
	bob = test_client_login_small(chatd, "bob");
	carol = test_client_login_small(chatd, "carol");
	alice = test_client_login(chatd, "alice");
	write_until(alice, "bob", 1800000);
	write_until(alice, "carol", 3700000);
	test_client_expect(test_client_connect(chatd), "BUSY\n");
	ck_assert(
	    sample("chatd_newcomers_refused_total{reason=\"queues\"}") == 1);
	ck_assert(sample(CUT) == 0);
	/* Those who are there talk on. */
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
	test_client_close(bob);
	test_client_close(carol);
	metrics_await(metrics, "chatd_waiting_bytes", 0);
	test_client_login(chatd, "dave");
}
END_TEST

/* Input that is no whole line yet, and lines of those who are held. */
START_TEST(unfinished_input_counts)
{
	struct test_client *client;

	start("workers=2", "queue_total_max=4MiB");
	ck_assert(sample("chatd_waiting_bytes_max") == 4194304);
	client = test_client_login(chatd, "alice");
	test_client_send(client, test_repeat('x', TEXT_BYTES, ""));
	metrics_await(metrics, "chatd_waiting_bytes", TEXT_BYTES);
	test_client_ask(client, "\n", "BAD-RQST-HDR\n");
	metrics_await(metrics, "chatd_waiting_bytes", 0);
}
END_TEST

/* As shipped it is a quarter of the memory that there is. */
START_TEST(it_follows_from_the_memory)
{
	start("workers=2", "queue_total_max=0");
	ck_assert(sample("chatd_waiting_bytes_max") > 33554432);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_worst_is_cut);
	test_cases_add(tests, the_worst_is_cut_on_other_workers_too);
	test_cases_add_but(tests, newcomers_are_turned_away_before, "not_tls");
	test_cases_add(tests, unfinished_input_counts);
	test_cases_add(tests, it_follows_from_the_memory);
}
