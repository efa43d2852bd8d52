/* SPDX-License-Identifier: MIT */
/*
 * A room in which many do not read, and some flood: whoever says little there
 * is not held.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

#define QUEUE_MAX  "send_queue_max=512KiB"
#define TEXT_BYTES 10000

/*
 * Enough for a backlog on one worker, and not on each of two; and a line of
 * which each of them has a part of what may be caused in a second.
 */
#define MEMBERS     160
#define FLOODERS    3
#define RARE_BYTES  6000
#define WORKERS_MAX 2

/* More of a flood than may be caused in a second, if it is said at once. */
#define BURST 4

static struct test_daemon *chatd;
static struct test_client *metrics;
static struct test_client *readers[WORKERS_MAX];

/* Have the client join the room, and return it. */
static struct test_client *
join(struct test_client *client)
{
	test_client_ask(client, "JOIN #room\n", "JOIN-OK #room\n");
	return client;
}

static double
senders_held(void)
{
	return metrics_value(metrics_get(metrics), "chatd_senders_held_total");
}

static bool
hears_a_text(struct test_client *client)
{
	const char *line = test_client_poll_line(client);

	return line != NULL && strncmp(line, "SAID ", 5) == 0;
}

/*
 * Flood the room until so many senders are held: a burst at a time, and no
 * faster than the readers, one on each worker, hear of it.  Nobody has more
 * than QUEUE_MAX waiting then.
 */
static void
flood_until_held(struct test_client *flooder, double held)
{
	const char *burst = test_repeat_text(
	    test_format("SEND #room %s\n", test_repeat('x', TEXT_BYTES, "")),
	    BURST);

	while (senders_held() < held) {
		test_client_send(flooder, burst);
		for (int i = 0; i < WORKERS_MAX; i++) {
			for (int n = 0; n < BURST && senders_held() < held;)
				n += hears_a_text(readers[i]);
		}
	}
}

static void
fill_room(const char *workers)
{
	chatd = test_daemon_start_with(
	    workers, QUEUE_MAX, METRICS_OPTION, "send_timeout=1h", NULL);
	metrics = metrics_connect(chatd);
	join(test_client_login_small(chatd, "bob"));
	for (int i = 1; i < MEMBERS; i++)
		join(
		    test_client_login_small(chatd, test_format("member%d", i)));
	/* New connections are dealt out in turn. */
	for (int i = 0; i < WORKERS_MAX; i++)
		readers[i] = join(
		    test_client_login(chatd, test_format("reader%d", i)));
}

/* What is said in a room counts once, however many do not read. */
static void
expect_a_rare_speaker_is_not_held(const char *workers)
{
	struct test_client *alice;

	fill_room(workers);
	alice = join(test_client_login(chatd, "alice"));
	/* One of them makes a few members congested, all of them all. */
	for (int i = 0; i < FLOODERS; i++)
		flood_until_held(
		    join(test_client_login(chatd, test_format("flooder%d", i))),
		    i + 1);
	/* The second one waits until everybody has been told the first. */
	test_client_send(alice, test_format("SEND #room %s\nSEND bob ho\n",
				    test_repeat('y', RARE_BYTES, "")));
	for (int i = 0; i < 2; i++)
		test_client_take_until(alice, "SEND-OK");
	test_client_send(alice, "SEND alice hi\n");
	test_client_take_until(alice, "DELIVERY alice hi");
}

START_TEST(one_who_says_little_is_not_held)
{
	expect_a_rare_speaker_is_not_held("workers=1");
}
END_TEST

START_TEST(one_who_says_little_to_two_workers_is_not_held)
{
	expect_a_rare_speaker_is_not_held("workers=2");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, one_who_says_little_is_not_held);
	test_cases_add(tests, one_who_says_little_to_two_workers_is_not_held);
}
