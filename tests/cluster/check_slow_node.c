/* SPDX-License-Identifier: MIT */
/*
 * A node that stands still makes those wait who send to its users, and takes no
 * memory of their node beyond what its link may have.
 */

#include <stdio.h>
#include <string.h>

#include "cluster/cluster_fixture.h"
#include "common/clock.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define SENDERS 64

/* What each of them has to say. */
#define LINES      1000
#define TEXT_BYTES 1000

/*
 * The node of the senders may grow by this: what the link to the other one
 * keeps (LINK_CEILING_BYTES), what waits for the gateway
 * (ROUTER_MAILBOX_BYTES_MAX), what was read of each sender and not handled, and
 * what the allocator makes of all that.  It is a third of what they say.
 */
#define GROWTH_KIB (8192 + 8192 + SENDERS * 64 + 4096)

struct sender {
	struct test_client *client;
	const char *rest; /* what it has still to send */
	unsigned int confirmed;
	unsigned int refused;
};

static struct sender senders[SENDERS];
static struct test_client *slow;
static unsigned int heard;

/* Log one in who has much to say to slow alone, or in a room with slow. */
static void
sender_begin(struct sender *sender, unsigned int number)
{
	const char *to = number % 2 == 0 ? "slow"
					 : test_format("#room%u", number);
	const char *line = test_format(
	    "SEND %s %s", to, test_repeat('x', TEXT_BYTES, "\n"));

	sender->client = cluster_login(0, test_format("sender%u", number));
	sender->rest = test_repeat_text(line, LINES);
	test_client_ask_until(sender->client, "SEND slow hi\n", "SEND-OK\n");
	test_client_take_until(
	    slow, test_format("DELIVERY sender%u hi", number));
	if (number % 2 == 0)
		return;
	test_client_ask(sender->client, test_format("JOIN %s\n", to),
	    test_format("JOIN-OK %s\n", to));
	test_client_take_until(
	    slow, test_format("JOINED %s sender%u", to, number));
}

static void
begin(void)
{
	cluster_configure(0, console_option());
	cluster_begin(2);
	slow = cluster_login(1, "slow");
	for (unsigned int i = 1; i < SENDERS; i += 2)
		test_client_ask(slow, test_format("JOIN #room%u\n", i),
		    test_format("JOIN-OK #room%u\n", i));
	for (unsigned int i = 0; i < SENDERS; i++)
		sender_begin(&senders[i], i);
}

/* Send what goes, and take the answers that have come. */
static void
sender_go_on(struct sender *sender)
{
	const char *line;

	sender->rest += test_client_try_send(
	    sender->client, sender->rest, strlen(sender->rest));
	while ((line = test_client_poll_line(sender->client)) != NULL) {
		sender->confirmed += strcmp(line, "SEND-OK") == 0;
		sender->refused += strcmp(line, "UNKNOWN") == 0;
	}
}

/* Return how many lines have their answers. */
static unsigned int
go_on(void)
{
	unsigned int answered = 0;

	for (unsigned int i = 0; i < SENDERS; i++) {
		sender_go_on(&senders[i]);
		answered += senders[i].confirmed + senders[i].refused;
	}
	return answered;
}

/* The operator sees who waits, for which node, and for how long so far. */
static void
require_slow(void)
{
	struct test_client *console = console_connect();
	const char *reply;

	do {
		(void)go_on();
		reply = console_ask(console, "cluster");
	} while (strcmp(console_field(reply, "node1", "state"), "slow") != 0);
	test_require_equal(console_field(reply, "node0", "state"), "waiting");
	reply = console_ask(console, "metrics");
	ck_assert_ptr_nonnull(
	    strstr(reply, "\nchatd_cluster_held{node=\"node1\"} 1\n"));
	ck_assert_ptr_null(
	    strstr(reply, "\nchatd_cluster_held_seconds_total 0.000000\n"));
	test_client_close(console);
}

/*
 * Let them send for so long while the node of the receiver stands still.
 * Return how many lines have their answers then.  The operator may look.
 */
static unsigned int
stand_still(uint64_t ms, bool looks)
{
	pid_t pid = test_daemon_pid(cluster_node(0));
	uint64_t end_ms = clock_monotonic_ms() + ms;
	long before_kib = test_process_memory_kib(pid, "VmRSS:");
	unsigned int answered = 0;
	long after_kib;

	test_process_stop(test_daemon_pid(cluster_node(1)));
	while (clock_monotonic_ms() < end_ms)
		answered = go_on();
	if (looks)
		require_slow();
	after_kib = test_process_memory_kib(pid, "VmRSS:");
	test_require(test_is_sanitized() || after_kib - before_kib < GROWTH_KIB,
	    "it has grown by %ld KiB", after_kib - before_kib);
	fprintf(stderr, "%u of %u answered, %ld KiB more\n", answered,
	    SENDERS * LINES, after_kib - before_kib);
	test_process_continue(test_daemon_pid(cluster_node(1)));
	return answered;
}

static void
hear(void)
{
	const char *line;

	while ((line = test_client_poll_line(slow)) != NULL)
		heard += strncmp(line, "DELIVERY ", 9) == 0;
}

/* Both are as they were, and the time is kept. */
static void
require_well(void)
{
	struct test_client *console = console_connect();
	const char *reply;

	do
		reply = console_ask(console, "cluster");
	while (strcmp(console_field(reply, "node1", "state"), "up") != 0);
	test_require_equal(console_field(reply, "node0", "state"), "up");
	reply = console_ask(console, "metrics");
	ck_assert_ptr_nonnull(
	    strstr(reply, "\nchatd_cluster_held{node=\"node1\"} 0\n"));
	ck_assert_ptr_nonnull(
	    strstr(reply, "\nchatd_cluster_held_seconds_total "));
	ck_assert_ptr_null(
	    strstr(reply, "\nchatd_cluster_held_seconds_total 0.000000\n"));
}

START_TEST(who_sends_to_a_node_that_stands_still_is_held)
{
	uint64_t end_ms;

	/* Its last renewal may be a second old: so it lives for 1.5 s more. */
	test_require(
	    stand_still(800, true) < SENDERS * LINES, "nobody is held");
	end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
	while (go_on() < SENDERS * LINES) {
		hear();
		test_require(
		    clock_monotonic_ms() < end_ms, "not all are answered");
	}
	for (unsigned int i = 0; i < SENDERS; i++)
		ck_assert_uint_eq(senders[i].refused, 0);
	while (heard < SENDERS / 2 * LINES) {
		hear();
		test_require(clock_monotonic_ms() < end_ms,
		    "%u texts have arrived", heard);
	}
	require_well();
}
END_TEST

START_TEST(who_sends_to_a_node_that_is_declared_dead_is_told)
{
	uint64_t end_ms;

	(void)stand_still(5000, false);
	end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
	while (go_on() < SENDERS * LINES)
		test_require(
		    clock_monotonic_ms() < end_ms, "not all are answered");
	for (unsigned int i = 0; i < SENDERS; i += 2)
		ck_assert_uint_ge(senders[i].refused, 1);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 120);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, who_sends_to_a_node_that_stands_still_is_held);
	test_cases_add(
	    tests, who_sends_to_a_node_that_is_declared_dead_is_told);
}
