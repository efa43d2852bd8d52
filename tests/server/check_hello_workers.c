/* SPDX-License-Identifier: MIT */
/*
 * hello on two workers: what must be exact although two threads decide it at
 * the same time.  Connections are dealt to the workers in turn, so half of a
 * crowd is on each.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"

#define CROWD  100
#define ROUNDS (test_is_sanitized() ? 6 : 20)

static struct test_client *crowd[CROWD];

static void
crowd_connect(const struct test_daemon *daemon)
{
	for (size_t i = 0; i < CROWD; i++)
		crowd[i] = test_client_connect(daemon);
}

/* Let all log in at once, under name or, if it is NULL, each under another. */
static void
crowd_claim(const char *name)
{
	for (size_t i = 0; i < CROWD; i++)
		test_client_send(crowd[i],
		    name != NULL ? test_format("HELLO-FROM %s\n", name)
				 : test_format("HELLO-FROM user%zu\n", i));
}

/* Expect HELLO for count of them, and refusal for all others. */
static void
crowd_expect(size_t count, const char *refusal)
{
	const char *reply;
	size_t welcome = 0;

	for (size_t i = 0; i < CROWD; i++) {
		reply = test_client_take_line(crowd[i]);
		if (strncmp(reply, "HELLO ", 6) == 0)
			welcome++;
		else
			test_require_equal(reply, refusal);
	}
	test_require(
	    welcome == count, "%zu got HELLO, not %zu", welcome, count);
}

/* Leave, and return when the daemon has seen it. */
static void
crowd_leave(void)
{
	for (size_t i = 0; i < CROWD; i++)
		test_client_finish(crowd[i]);
	for (size_t i = 0; i < CROWD; i++) {
		test_client_expect_end(crowd[i]);
		test_client_close(crowd[i]);
	}
}

/*
 * Let a new crowd claim name, or each another name if it is NULL, again and
 * again: each time count of them are welcome and all others get refusal.
 */
static void
play_rounds(const struct test_daemon *daemon, const char *name, size_t count,
    const char *refusal)
{
	for (int i = 0; i < ROUNDS; i++) {
		crowd_connect(daemon);
		crowd_claim(name);
		crowd_expect(count, refusal);
		crowd_leave();
	}
}

START_TEST(of_a_hundred_one_gets_the_only_place)
{
	play_rounds(
	    test_daemon_start_with("max_clients=1", NULL), NULL, 1, "BUSY");
}
END_TEST

START_TEST(of_a_hundred_as_many_get_in_as_there_is_room)
{
	play_rounds(
	    test_daemon_start_with("max_clients=37", NULL), NULL, 37, "BUSY");
}
END_TEST

START_TEST(of_a_hundred_one_gets_the_name)
{
	play_rounds(test_daemon_start(), "alice", 1, "IN-USE");
}
END_TEST

/* The name is checked first: nobody is told that the server is full. */
START_TEST(the_name_is_refused_before_the_place)
{
	play_rounds(test_daemon_start_with("max_clients=1", NULL), "alice", 1,
	    "IN-USE");
}
END_TEST

START_TEST(a_lost_claim_takes_no_place)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_clients=2", NULL);
	struct test_client *bob;

	for (int i = 0; i < ROUNDS; i++) {
		crowd_connect(daemon);
		crowd_claim("alice");
		crowd_expect(1, "IN-USE");
		/* When a name is free again is another question. */
		bob = test_client_login(daemon, test_format("bob%d", i));
		test_client_finish(bob);
		test_client_expect_end(bob);
		crowd_leave();
	}
}
END_TEST

START_TEST(everybody_sees_one_list)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	const char *list;

	crowd_connect(daemon);
	crowd_claim(NULL);
	crowd_expect(CROWD, "");
	/* All know everybody when both nodes do. */
	test_nodes_keep_level(daemon);
	for (size_t i = 0; i < CROWD; i++)
		test_nodes_await(test_format("user%zu", i), true);
	test_client_send(crowd[0], "WHO\n");
	list = test_client_take_line(crowd[0]);
	for (size_t i = 1; i < CROWD; i++)
		test_client_ask(crowd[i], "WHO\n", test_format("%s\n", list));
	for (size_t i = 0; i < CROWD; i++)
		test_require(
		    strstr(test_format(",%s,", list + strlen("WHO-OK ")),
			test_format(",user%zu,", i)) != NULL,
		    "user%zu is not in the list", i);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	/* Each node has its own max_clients. */
	test_cases_add_alone(tests, of_a_hundred_one_gets_the_only_place);
	test_cases_add_alone(
	    tests, of_a_hundred_as_many_get_in_as_there_is_room);
	test_cases_add(tests, of_a_hundred_one_gets_the_name);
	test_cases_add(tests, the_name_is_refused_before_the_place);
	test_cases_add(tests, a_lost_claim_takes_no_place);
	test_cases_add(tests, everybody_sees_one_list);
}
