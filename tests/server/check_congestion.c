/* SPDX-License-Identifier: MIT */
/*
 * Senders who are faster than their receiver: they wait, and nobody else does,
 * and the receiver keeps its connection and hears everything.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

/* More than the sockets' buffers hold; QUEUE_MAX of it may be queued. */
#define TEXT_BYTES 10000
#define LINES      1500
#define QUEUE_KIB  512
#define QUEUE_MAX  "send_queue_max=512KiB"

/* That, and what a mailbox may hold before a sender elsewhere is held. */
#define QUEUED_MAX ((QUEUE_KIB + 9 * 1024) * 1024)

/* A receiver that has no more waiting lets its senders go on. */
#define QUEUED_LEAST (QUEUE_KIB / 4 * 1024)

/* So many send to one receiver. */
#define FLOODERS 3

#define HELD   "chatd_senders_held_total"
#define QUEUED "chatd_queued_bytes"

static struct test_daemon *chatd;
static struct test_client *metrics, *bob;

/* A sender with much to say, of which so much is on its way. */
struct flood {
	struct test_client *client;
	const char *request; /* a line */
	const char *all;     /* it, LINES times */
	size_t size;
	size_t sent;
};

static void
start(const char *workers, const char *option, const char *other)
{
	chatd = test_daemon_start_with(
	    workers, QUEUE_MAX, METRICS_OPTION, option, other, NULL);
	metrics = metrics_connect(chatd);
	bob = test_client_login_small(chatd, "bob");
}

static void
join(struct test_client *client)
{
	test_client_ask(client, "JOIN #room\n", "JOIN-OK #room\n");
}

static double
sample(const char *name)
{
	return metrics_value(metrics_get(metrics), name);
}

static struct flood
flood_begin(const char *name, const char *to)
{
	struct flood flood = { .client = test_client_login(chatd, name) };

	flood.request = test_format(
	    "SEND %s %s\n", to, test_repeat('x', TEXT_BYTES, ""));
	flood.all = test_repeat_text(flood.request, LINES);
	flood.size = strlen(flood.all);
	return flood;
}

static void
flood_send(struct flood *flood)
{
	flood->sent += test_client_try_send(
	    flood->client, flood->all + flood->sent, flood->size - flood->sent);
}

/*
 * Send until the sender is held, and not only for a moment: until the kernel
 * takes no more for bob.  It may have taken the more in the end, the longer it
 * took to have the sender held.
 */
static void
flood_until_held(struct flood *flood, double held)
{
	double before = 0;

	/* In the middle of a turn much may wait that is written at its end. */
	for (int unchanged = 0; unchanged < 3;) {
		double queued = sample(QUEUED);

		flood_send(flood);
		unchanged = queued == before && queued > QUEUED_LEAST &&
				    sample(HELD) >= held
				? unchanged + 1
				: 0;
		before = queued;
	}
}

/* Let bob take all of it while the rest is sent, and expect the replies. */
static void
flood_end(struct flood *flood, const char *delivery)
{
	const char *expected = test_format(
	    "%s %s", delivery, strchr(flood->request, 'x'));

	for (int i = 0; i < LINES; i++) {
		flood_send(flood);
		test_client_expect(bob, expected);
	}
	for (int i = 0; i < LINES; i++)
		test_client_expect(flood->client, "SEND-OK\n");
	ck_assert_uint_eq(flood->sent, flood->size);
}

static void
flood_bob(const char *workers)
{
	struct flood mallory;

	start(workers, NULL, NULL);
	mallory = flood_begin("mallory", "bob");
	flood_until_held(&mallory, 1);
	ck_assert(sample(QUEUED) < QUEUED_MAX);
	flood_end(&mallory, "DELIVERY mallory");
	ck_assert(sample("chatd_slow_readers_cut_total") == 0);
}

START_TEST(a_sender_waits_for_a_slow_receiver)
{
	flood_bob("workers=1");
}
END_TEST

START_TEST(a_sender_on_another_worker_does)
{
	flood_bob("workers=2");
}
END_TEST

START_TEST(a_speaker_waits_for_a_slow_member)
{
	struct flood speaker;

	start("workers=2", NULL, NULL);
	join(bob);
	speaker = flood_begin("speaker", "#room");
	join(speaker.client);
	test_client_expect(bob, "JOINED #room speaker\n");
	flood_until_held(&speaker, 1);
	ck_assert(sample(QUEUED) < QUEUED_MAX);
	flood_end(&speaker, "SAID #room speaker");
}
END_TEST

START_TEST(one_who_writes_little_is_not_held)
{
	struct test_client *alice;
	struct flood mallory;

	start("workers=1", NULL, NULL);
	mallory = flood_begin("mallory", "bob");
	alice = test_client_login(chatd, "alice");
	flood_until_held(&mallory, 1);
	test_client_ask(alice, "SEND bob hi\nSEND alice ho\n",
	    "SEND-OK\nSEND-OK\nDELIVERY alice ho\n");
}
END_TEST

START_TEST(one_who_writes_much_is_held_without_pipelining)
{
	struct test_client *alice;
	struct flood mallory;

	start("workers=1", "send_timeout=1h", NULL);
	mallory = flood_begin("mallory", "bob");
	alice = test_client_login(chatd, "alice");
	flood_until_held(&mallory, 1);
	while (sample(HELD) == 1)
		test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_close(bob);
	test_client_ask_until(alice, "SEND bob hi\n", "UNKNOWN\n");
}
END_TEST

/* bob reads, but has never read all of it. */
START_TEST(a_receiver_who_is_flooded_can_talk)
{
	struct test_client *alice;
	struct flood mallory;
	int heard = 0;

	start("workers=1", NULL, NULL);
	mallory = flood_begin("mallory", "bob");
	alice = test_client_login(chatd, "alice");
	flood_until_held(&mallory, 1);
	for (int i = 0; i < 3; i++)
		test_client_send(bob, "SEND alice hi\n");
	for (int i = 0; i < LINES - 100 && heard < 3; i++) {
		flood_send(&mallory);
		(void)test_client_take_line(bob);
		if (test_client_poll_line(alice) != NULL)
			heard++;
	}
	ck_assert_int_eq(heard, 3);
}
END_TEST

/* Their share of bob's queue does not depend on who came first. */
START_TEST(several_senders_share_a_receiver)
{
	struct flood floods[FLOODERS];
	int heard[FLOODERS] = { 0 };

	start("workers=1", NULL, NULL);
	for (int i = 0; i < FLOODERS; i++)
		floods[i] = flood_begin(test_format("sender%d", i), "bob");
	for (int i = 0; i < FLOODERS; i++)
		flood_until_held(&floods[i], i + 1);
	for (int n = 0; n < LINES; n++) {
		const char *line = test_client_take_line(bob);

		heard[atoi(line + strlen("DELIVERY sender"))]++;
		for (int i = 0; i < FLOODERS; i++) {
			flood_send(&floods[i]);
			while (test_client_poll_line(floods[i].client) != NULL)
				continue;
		}
	}
	/* The first one filled the buffers of the kernel. */
	for (int i = 1; i < FLOODERS; i++) {
		for (int k = 1; k < FLOODERS; k++)
			test_require(heard[i] < 4 * heard[k] + 100,
			    "bob hears %d lines of sender%d, %d of sender%d",
			    heard[i], i, heard[k], k);
	}
}
END_TEST

static void
expect_a_silent_one_is_cut(const char *workers)
{
	struct flood mallory;

	start(workers, "send_timeout=4s", NULL);
	mallory = flood_begin("mallory", "bob");
	flood_until_held(&mallory, 1);
	/* On a busy machine the kernel may take the rest later on, and then
	 * nothing would wait for bob. */
	while (sample("chatd_slow_readers_cut_total") < 1)
		flood_send(&mallory);
	test_client_expect_reset(bob);
	metrics_await(metrics, QUEUED, 0);
	for (int i = 0; i < LINES; i++) {
		const char *line;

		flood_send(&mallory);
		line = test_client_take_line(mallory.client);
		if (strcmp(line, "UNKNOWN") == 0)
			return;
		ck_assert_str_eq(line, "SEND-OK");
	}
	test_fail("mallory has written to bob after his end");
}

START_TEST(whoever_reads_nothing_is_cut)
{
	expect_a_silent_one_is_cut("workers=1");
}
END_TEST

START_TEST(senders_on_other_workers_then_go_on)
{
	expect_a_silent_one_is_cut("workers=2");
}
END_TEST

/*
 * One that reads a little every second keeps nobody waiting for long.  The
 * login_timeout of connections that do not log in is the clock.
 */
START_TEST(whoever_reads_next_to_nothing_is_cut_too)
{
	struct flood mallory;
	char bytes[5000];

	start("workers=1", "send_timeout=4s", "login_timeout=1s");
	mallory = flood_begin("mallory", "bob");
	flood_until_held(&mallory, 1);
	for (int i = 0; i < 12; i++) {
		(void)recv(test_client_fd(bob), bytes, sizeof(bytes), 0);
		test_client_expect_end(test_client_connect(chatd));
		if (sample("chatd_slow_readers_cut_total") > 0)
			return;
	}
	test_fail("bob keeps mallory waiting");
}
END_TEST

/* A held sender is not read, but what ends everybody ends them, too. */
START_TEST(the_end_comes_to_held_senders)
{
	struct flood mallory;

	start("workers=2", "drain_timeout=1h", NULL);
	mallory = flood_begin("mallory", "bob");
	flood_until_held(&mallory, 1);
	test_daemon_signal(chatd, SIGTERM);
	while (test_client_take_line_or_end(bob) != NULL)
		continue;
	while (test_client_take_line_or_end(mallory.client) != NULL)
		continue;
	test_daemon_require_exit(chatd, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_sender_waits_for_a_slow_receiver);
	test_cases_add(tests, a_sender_on_another_worker_does);
	test_cases_add(tests, a_speaker_waits_for_a_slow_member);
	test_cases_add(tests, one_who_writes_little_is_not_held);
	test_cases_add(tests, one_who_writes_much_is_held_without_pipelining);
	test_cases_add(tests, a_receiver_who_is_flooded_can_talk);
	test_cases_add(tests, several_senders_share_a_receiver);
	test_cases_add(tests, whoever_reads_nothing_is_cut);
	test_cases_add(tests, senders_on_other_workers_then_go_on);
	test_cases_add(tests, whoever_reads_next_to_nothing_is_cut_too);
	test_cases_add(tests, the_end_comes_to_held_senders);
}
