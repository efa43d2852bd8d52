/* SPDX-License-Identifier: MIT */
/*
 * hello: two rooms, one of which is told in slices because so many are in it.
 * Whoever is in both hears what one member says in its order.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* From this many members on a worker, a room is told in slices there. */
#define MANY 128

/* Connections are dealt out in turn, so that there is one on each worker. */
#define LISTENERS   2
#define WORKERS_MAX 2

#define ROUNDS 20

static struct test_daemon *chatd;
static struct test_client *alice;
static struct test_client *listeners[LISTENERS];

static struct test_client *
join(const char *name)
{
	struct test_client *client = test_client_login(chatd, name);

	test_client_send(client, "JOIN #many\n");
	test_client_take_until(client, "JOIN-OK #many");
	return client;
}

static struct test_client *
join_both(const char *name)
{
	struct test_client *client = join(name);

	test_client_send(client, "JOIN #small\n");
	test_client_take_until(client, "JOIN-OK #small");
	return client;
}

/*
 * Have all who are in both rooms be heard by each other: whoever hears one of
 * them has heard before that who came with them.
 */
static void
skip_newcomers(void)
{
	for (int i = 0; i < LISTENERS; i++) {
		const char *said = test_format(
		    "SAID #many listener%d hello", i);

		test_client_send(listeners[i], "SEND #many hello\n");
		test_client_take_until(listeners[i], "SEND-OK");
		test_client_take_until(alice, said);
		for (int k = 0; k < LISTENERS; k++) {
			if (k != i)
				test_client_take_until(listeners[k], said);
		}
	}
	test_client_ask(alice, "SEND #many hello\n", "SEND-OK\n");
	for (int i = 0; i < LISTENERS; i++)
		test_client_take_until(listeners[i], "SAID #many alice hello");
}

/* Start a daemon; let there be many on each worker, and a few in both rooms. */
static void
gather(int workers)
{
	chatd = test_daemon_start_with(
	    test_format("workers=%d", workers), NULL);
	for (int i = 0; i < MANY * workers; i++)
		join(test_format("member%d", i));
	alice = join_both("alice");
	for (int i = 0; i < LISTENERS; i++)
		listeners[i] = join_both(test_format("listener%d", i));
	skip_newcomers();
}

/* All of it is sent at once, and most of it found by the daemon in one turn. */
START_TEST(what_is_said_in_two_rooms_keeps_its_order)
{
	const char *words = "";

	gather(_i);
	for (int n = 0; n < ROUNDS; n++)
		words = test_format("%sSEND #many %d\nSEND #small %d\n"
				    "SEND listener0 %d\nSEND #small %d\n",
		    words, n, n, n, n);
	test_client_send(alice, words);
	for (int n = 0; n < ROUNDS; n++) {
		test_client_expect(
		    alice, "SEND-OK\nSEND-OK\nSEND-OK\nSEND-OK\n");
		for (int i = 0; i < LISTENERS; i++)
			test_client_expect(listeners[i],
			    test_format("SAID #many alice %d\n"
					"SAID #small alice %d\n%s"
					"SAID #small alice %d\n",
				n, n,
				i > 0 ? ""
				      : test_format("DELIVERY alice %d\n", n),
				n));
	}
}
END_TEST

/* Nor does it matter whether the speaker is still in the first one. */
START_TEST(what_is_said_before_leaving_comes_first)
{
	gather(_i);
	test_client_send(
	    alice, "SEND #many one\nLEAVE #many\nSEND #small two\n");
	test_client_expect(alice, "SEND-OK\nLEAVE-OK #many\nSEND-OK\n");
	for (int i = 0; i < LISTENERS; i++)
		test_client_expect(listeners[i],
		    "SAID #many alice one\nLEFT #many alice\n"
		    "SAID #small alice two\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, what_is_said_in_two_rooms_keeps_its_order, 1,
	    WORKERS_MAX + 1);
	test_cases_add_loop(
	    tests, what_is_said_before_leaving_comes_first, 1, WORKERS_MAX + 1);
}
