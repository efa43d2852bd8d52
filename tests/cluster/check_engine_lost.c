/* SPDX-License-Identifier: MIT */
/*
 * Redis goes away and comes back, and nodes lose each other: what users see.
 *
 * A node that cannot renew its lease does not know whether others still can. If
 * Redis is gone for everybody it waits; if not, its users end before others get
 * their names.
 */

#include <string.h>

#include "cluster/cluster_fixture.h"
#include "cluster/redis_client.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* Users who leave at once. */
#define CROWD 50

static struct test_client *alice, *bob;

/* Let alice and bob be on two nodes, and know each other. */
static void
begin(void)
{
	cluster_begin(2);
	alice = cluster_login(0, "alice");
	bob = cluster_login(1, "bob");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}

/* ---- Redis --------------------------------------------------------------- */

START_TEST(users_stay_while_redis_is_gone)
{
	struct test_client *carol = cluster_login(0, "carol");
	struct test_client *other;

	redis_kill(cluster_redis());
	test_daemon_wait_log(cluster_node(0), "no engine at");
	test_client_ask(alice, "SEND carol hi\n", "SEND-OK\n");
	test_client_expect(carol, "DELIVERY alice hi\n");
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
	other = test_client_connect(cluster_node(0));
	test_client_ask(other, "HELLO-FROM dave\n", "BUSY\n");
	test_daemon_wait_log(
	    cluster_node(0), "dave: the cluster has not answered");
	redis_restart(cluster_redis(), _i == 0);
	test_client_ask_until(alice, "SEND bob again\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice again\n");
	cluster_login_later(1, "erin");
	test_client_ask(test_client_connect(cluster_node(1)),
	    "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(bob, "SEND carol hi\n", "SEND-OK\n");
	test_client_expect(carol, "DELIVERY bob hi\n");
}
END_TEST

START_TEST(a_node_that_hears_nothing_of_redis_closes_its_users)
{
	redis_pause(cluster_redis());
	test_client_expect_end(alice);
	test_client_expect_end(bob);
	redis_go_on(cluster_redis());
	cluster_login_later(1, "alice");
}
END_TEST

START_TEST(a_node_that_waits_for_redis_can_be_stopped)
{
	const struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "engine=redis", "-o",
		    "engine_address=unix:/none", "-o", "node_name=other" }
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_log(daemon, "no engine at unix:/none");
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, " started: ");
}
END_TEST

START_TEST(whoever_may_not_listen_to_other_nodes_is_told)
{
	struct redis_server *strict = redis_start(&(struct redis_spec){
	    .more = "user default on nopass ~* &none +@all\n" });
	struct test_daemon *daemon = test_daemon_start_with("engine=redis",
	    test_format("engine_address=%s", redis_address(strict)), NULL);

	test_daemon_wait_log(daemon,
	    "error: the engine passes nothing on between nodes: NOPERM ");
}
END_TEST

/* ---- nodes --------------------------------------------------------------- */

START_TEST(a_node_that_was_stopped_serves_nobody_whose_name_is_gone)
{
	struct test_client *other;
	bool was_reset;

	test_process_stop(test_daemon_pid(cluster_node(1)));
	test_client_send(bob, "WHO\nSEND alice hi\n");
	other = cluster_login_later(0, "bob");
	test_process_continue(test_daemon_pid(cluster_node(1)));
	ck_assert_uint_eq(test_client_drain(bob, &was_reset), 0);
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(other, "DELIVERY alice hi\n");
	cluster_login_later(1, "carol");
}
END_TEST

/* Redis forgets all lives, as if others had buried them. */
static void
forget_lives(void)
{
	struct redis_client *client = redis_client_connect(
	    redis_address(cluster_redis()));

	redis_client_expect(client, "DEL {chatd}:nodes", "1");
	redis_client_end(client);
}

START_TEST(users_end_with_the_life_of_their_node)
{
	struct test_client *others[CROWD];

	for (int i = 0; i < CROWD; i++)
		others[i] = cluster_login(1, test_format("user%d", i));
	/* Many names are told at once to an engine that knows no such life. */
	test_process_stop(test_daemon_pid(cluster_node(1)));
	for (int i = 0; i < CROWD; i++)
		test_client_close(others[i]);
	forget_lives();
	test_process_continue(test_daemon_pid(cluster_node(1)));
	test_client_expect_end(alice);
	test_client_expect_end(bob);
	bob = cluster_login_later(0, "bob");
	alice = cluster_login_later(1, "alice");
	test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}
END_TEST

static void
wait_line(struct test_client *client, const char *text)
{
	while (strstr(test_client_take_line(client), text) == NULL)
		;
}

/*
 * The engine carries out what it was asked before it was stopped, whether
 * anybody still waits for it or not.
 */
START_TEST(a_rename_that_comes_too_late_ends_its_user)
{
	struct test_daemon *daemon = test_daemon_start_speaking("plain",
	    "engine=redis",
	    test_format("engine_address=%s", redis_address(cluster_redis())),
	    "node_name=other", "cluster_timeout=1s", NULL);
	struct test_client *carol = test_client_connect_protocol(
	    daemon, "plain");
	bool was_reset;

	test_client_send(carol, "!name carol\n");
	test_client_ask_until(alice, "SEND carol hi\n", "SEND-OK\n");
	wait_line(carol, "alice");
	redis_pause(cluster_redis());
	test_client_send(carol, "!name dave\n");
	wait_line(carol, "refused: server full");
	redis_go_on(cluster_redis());
	cluster_login_later(0, "carol");
	cluster_login_later(1, "dave");
	test_client_drain(carol, &was_reset);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 90);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add_loop(tests, users_stay_while_redis_is_gone, 0, 2);
	test_cases_add(tests, a_node_that_waits_for_redis_can_be_stopped);
	test_cases_add(tests, whoever_may_not_listen_to_other_nodes_is_told);
	test_cases_add(
	    tests, a_node_that_hears_nothing_of_redis_closes_its_users);
	test_cases_add(
	    tests, a_node_that_was_stopped_serves_nobody_whose_name_is_gone);
	test_cases_add(tests, a_rename_that_comes_too_late_ends_its_user);
	test_cases_add(tests, users_end_with_the_life_of_their_node);
}
