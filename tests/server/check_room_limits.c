/* SPDX-License-Identifier: MIT */
/*
 * How many rooms there may be: of one user, and of all together.  Whoever is
 * refused is told why and goes on; the lobby is there for everybody.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"

/* Far more than rooms_max. */
#define FLOOD 300

/* Join #a, #b and so on. */
static void
join_rooms(struct test_client *client, char first, char last)
{
	for (char name = first; name <= last; name++)
		test_client_ask(client, test_format("JOIN #%c\n", name),
		    test_format("JOIN-OK #%c\n", name));
}

START_TEST(a_user_is_in_rooms_max_rooms_at_most)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "rooms_max=3", "echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	test_nodes_keep_level(daemon);
	join_rooms(alice, 'a', 'c');
	test_client_ask(alice, "JOIN #d\n", "TOO-MANY-ROOMS\n");
	test_client_ask(alice, "WHO #d\n", "UNKNOWN\n");
	test_client_ask(alice, "JOIN #?\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "JOIN #b\n", "JOIN-OK #b\n");
	test_client_ask(alice, "SEND #a hi\n", "SEND-OK\n");
	/* The lobby does not count, whenever it is joined. */
	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(alice, "JOIN #d\n", "TOO-MANY-ROOMS\n");
	test_client_ask(alice, "LEAVE #b\n", "LEAVE-OK #b\n");
	test_client_ask(alice, "JOIN #d\n", "JOIN-OK #d\n");
	test_client_ask(alice, "JOIN #b\n", "TOO-MANY-ROOMS\n");
	/* Others have their own. */
	test_client_ask(bob, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_expect(alice, "JOINED #lobby bob\n");
	join_rooms(bob, 'x', 'z');
	test_client_ask(bob, "JOIN #a\n", "TOO-MANY-ROOMS\n");
	test_client_ask(bob, "WHO\n",
	    test_format("WHO-OK alice,bob%s\n", test_nodes_watchers(",")));
}
END_TEST

START_TEST(there_are_rooms_total_max_rooms_at_most)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "rooms_total_max=2", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	join_rooms(alice, 'a', 'b');
	test_client_ask(bob, "JOIN #c\n", "BUSY\n");
	test_client_ask(bob, "WHO #c\n", "UNKNOWN\n");
	/* Rooms that are there can be joined, and so can the lobby. */
	test_client_ask(bob, "JOIN #a\n", "JOIN-OK #a\n");
	test_client_expect(alice, "JOINED #a bob\n");
	test_client_ask(bob, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(bob, "JOIN #c\n", "BUSY\n");
	/* A room goes with its last member. */
	test_client_ask(alice, "LEAVE #a\n", "LEAVE-OK #a\n");
	test_client_expect(bob, "LEFT #a alice\n");
	test_client_ask(bob, "JOIN #c\n", "BUSY\n");
	test_client_close(alice);
	test_client_ask_until(bob, "JOIN #c\n", "JOIN-OK #c\n");
}
END_TEST

START_TEST(users_of_one_room_are_not_refused)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed", "rooms_max=1", "rooms_total_max=1", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *carol;

	join_rooms(alice, 'a', 'a');
	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	carol = framed_login(daemon, "carol");
	test_client_expect(alice, "JOINED #lobby carol\n");
	framed_send(carol, "carol|hi\n");
	test_client_expect(alice, "SAID #lobby carol hi\n");
}
END_TEST

START_TEST(lower_limits_take_no_room_away)
{
	static const char file[] =
	    "address = 127.0.0.1\nport = 0\nworkers = 1\n"
	    "rooms_max = %d\nrooms_total_max = %d\n";
	const char *text = test_format(file, 3, 4);
	const char *path = test_file_create(text, strlen(text));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob;

	join_rooms(alice, 'a', 'c');
	text = test_format(file, 1, 1);
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded the configuration");
	/* The worker has the limits before it has a newcomer. */
	bob = test_client_login(daemon, "bob");
	test_client_ask(alice, "SEND #a hi\n", "SEND-OK\n");
	test_client_ask(alice, "JOIN #b\n", "JOIN-OK #b\n");
	test_client_ask(alice, "LEAVE #c\n", "LEAVE-OK #c\n");
	test_client_ask(alice, "JOIN #c\n", "TOO-MANY-ROOMS\n");
	test_client_ask(bob, "JOIN #c\n", "BUSY\n");
	test_client_ask(bob, "JOIN #a\n", "JOIN-OK #a\n");
}
END_TEST

/* Each refused request is a line that is answered, and nothing else. */
START_TEST(a_flood_of_joins_makes_no_rooms)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "rooms_max=2", "rooms_total_max=3", console_option(), NULL);
	struct test_client *console = console_connect();
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *metrics, *requests = "",
			     *replies = "JOIN-OK #r0\nJOIN-OK #r1\n";

	for (int i = 0; i < FLOOD; i++)
		requests = test_format("%sJOIN #r%d\n", requests, i);
	for (int i = 2; i < FLOOD; i++)
		replies = test_format("%sTOO-MANY-ROOMS\n", replies);
	test_client_ask(alice, requests, replies);
	console_await_status(console, "rooms", 2);
	console_await_status(console, "rooms_total_max", 3);
	join_rooms(test_client_login(daemon, "bob"), 'b', 'b');
	test_client_ask(
	    test_client_login(daemon, "carol"), "JOIN #c\n", "BUSY\n");
	metrics = console_ask(console, "metrics");
	test_require(strstr(metrics, test_format("chatd_joins_refused_total"
						 "{reason=\"rooms_max\"} %d\n",
					 FLOOD - 2)) != NULL,
	    "%s", metrics);
	test_require(
	    strstr(metrics, "chatd_joins_refused_total"
			    "{reason=\"rooms_total_max\"} 1\n") != NULL,
	    "%s", metrics);
	test_require(strstr(metrics, "chatd_rooms 3\n") != NULL, "%s", metrics);
	test_require(strstr(metrics, "chatd_rooms_total_max 3\n") != NULL, "%s",
	    metrics);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_user_is_in_rooms_max_rooms_at_most);
	/* They count the rooms of one node, at one moment. */
	test_cases_add_alone(tests, there_are_rooms_total_max_rooms_at_most);
	test_cases_add(tests, users_of_one_room_are_not_refused);
	test_cases_add(tests, lower_limits_take_no_room_away);
	test_cases_add_alone(tests, a_flood_of_joins_makes_no_rooms);
}
