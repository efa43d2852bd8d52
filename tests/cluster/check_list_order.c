/* SPDX-License-Identifier: MIT */
/*
 * Lists of users have one order on all nodes, also where one of them has missed
 * what became of names and had to take all of them anew.
 */

#include <string.h>

#include "cluster/cluster_fixture.h"
#include "cluster/redis_client.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* Have the log lose what it has, as if far more had been claimed meanwhile. */
static void
empty_log(void)
{
	struct redis_client *client = redis_client_connect(
	    redis_address(cluster_redis()));

	redis_client_send(client, "XTRIM {chatd}:log MAXLEN 0");
	redis_client_wait_replies(client, client->asked);
	redis_client_end(client);
}

/* Start a node whose users can take other names. */
static struct test_daemon *
start_plain_node(void)
{
	return test_daemon_start_speaking("plain", "engine=redis",
	    test_format("engine_address=%s", redis_address(cluster_redis())),
	    "node_name=other", NULL);
}

START_TEST(who_takes_another_name_in_a_gap_keeps_their_place)
{
	struct test_client *alice, *bob, *dave;

	cluster_begin(2);
	alice = cluster_login(0, "alice");
	bob = test_client_connect_protocol(start_plain_node(), "plain");
	test_client_send(bob, "!name bob\n");
	test_client_ask_until(alice, "WHO\n", "WHO-OK echobot,alice,bob\n");
	cluster_login(0, "carol");
	dave = cluster_login(1, "dave");
	test_client_ask_until(
	    dave, "WHO\n", "WHO-OK echobot,alice,bob,carol,dave\n");
	test_client_close(dave);
	test_client_ask_until(
	    alice, "WHO\n", "WHO-OK echobot,alice,bob,carol\n");
	/* What a node has asked for before it stands still, it gets. */
	test_process_stop(test_daemon_pid(cluster_node(1)));
	cluster_login(0, "erin");
	test_client_send(bob, "!name bill\n");
	test_client_ask_until(
	    alice, "WHO\n", "WHO-OK echobot,alice,bill,carol,erin\n");
	empty_log();
	cluster_login(0, "frank");
	test_process_continue(test_daemon_pid(cluster_node(1)));
	test_client_ask_until(cluster_login_later(1, "gina"), "WHO\n",
	    "WHO-OK echobot,alice,bill,carol,erin,frank,gina\n");
	test_client_ask_until(alice, "WHO\n",
	    "WHO-OK echobot,alice,bill,carol,erin,frank,gina\n");
}
END_TEST

/* ---- late grants --------------------------------------------------------- */

/* Names of nobody, which a node that takes all of them reads in vain: so many
 * times as many as Redis is to be busy with at once. */
#define NAMES_OF_NOBODY "100000"
#define NOBODIES        4

/* Users who log in on such a node, and on another one after them. */
#define LATE  3
#define CROWD 20

/* Words are parted by blanks here, but not in Lua. */
static void
add_names_of_nobody(struct redis_client *client)
{
	for (int i = 0; i < NOBODIES; i++)
		redis_client_send(client,
		    test_format("EVAL for\ti=1," NAMES_OF_NOBODY
				"\tdo\tredis.call('HSET',KEYS[1],'nobody'..i.."
				"'-%d',table.concat({i,99,'user',1,1},"
				"string.char(32)))end 1 {chatd}:names",
			i));
	redis_client_wait_replies(client, client->asked);
}

/* Wait until the engine has granted name to somebody. */
static void
wait_granted(struct redis_client *client, const char *name)
{
	do {
		client->replies[0] = '\0';
		redis_client_send(
		    client, test_format("HEXISTS {chatd}:names %s", name));
		redis_client_wait_replies(client, client->asked);
	} while (strcmp(client->replies, "1") != 0);
}

/*
 * Let some log in on a node that cannot believe yet what the engine grants,
 * because it has still to read all names, and others after them elsewhere.
 */
static void
log_in_on_both(struct redis_client *client, struct test_client *late[LATE])
{
	for (int i = 0; i < LATE; i++) {
		late[i] = test_client_connect(cluster_node(1));
		test_client_send(
		    late[i], test_format("HELLO-FROM late%d\n", i));
	}
	for (int i = 0; i < LATE; i++)
		wait_granted(client, test_format("late%d", i));
	for (int i = 0; i < CROWD; i++)
		cluster_login(0, test_format("user%d", i));
	for (int i = 0; i < LATE; i++)
		test_client_expect(late[i], test_format("HELLO late%d\n", i));
}

START_TEST(who_is_granted_a_name_late_keeps_their_place)
{
	struct test_client *alice, *bob, *late[LATE];
	struct redis_client *client;
	const char *list;

	cluster_configure(1, "cluster_timeout=20s");
	cluster_begin(2);
	client = redis_client_connect(redis_address(cluster_redis()));
	alice = cluster_login(0, "alice");
	bob = cluster_login(1, "bob");
	/* The other node is given up, and has to begin anew. */
	test_process_stop(test_daemon_pid(cluster_node(1)));
	cluster_login_later(0, "bob");
	add_names_of_nobody(client);
	test_process_continue(test_daemon_pid(cluster_node(1)));
	test_client_expect_end(bob);
	log_in_on_both(client, late);
	for (int i = 0; i < LATE; i++)
		test_client_ask_until(
		    alice, test_format("SEND late%d hi\n", i), "SEND-OK\n");
	test_client_send(alice, "WHO\n");
	list = test_format("%s\n", test_client_take_line(alice));
	test_client_expect(late[0], "DELIVERY alice hi\n");
	test_client_ask_until(late[0], "WHO\n", list);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 90);
	test_cases_add(
	    tests, who_takes_another_name_in_a_gap_keeps_their_place);
	test_cases_add(tests, who_is_granted_a_name_late_keeps_their_place);
}
