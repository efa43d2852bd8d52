/* SPDX-License-Identifier: MIT */
/*
 * Ten nodes at once, and one that is started a hundred times.
 *
 * With CHECKER_SECONDS, of any number, the ten are started a hundred times,
 * too.
 */

#include <string.h>

#include "cluster/cluster_fixture.h"
#include "cluster/faults.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define NODES    10
#define RESTARTS 100

/* Nodes that have come and gone may leave so much behind, at most. */
#define GROWTH_KIB 2048

START_TEST(ten_nodes_are_one_chat)
{
	struct test_client *clients[NODES];
	const char *all = "WHO-OK echobot", *some = all;

	cluster_begin(NODES);
	for (unsigned int i = 0; i < NODES; i++) {
		clients[i] = cluster_login(i, test_format("user%u", i));
		all = test_format("%s,user%u", all, i);
		if (i % 2 == 0)
			some = test_format("%s,user%u", some, i);
	}
	for (unsigned int i = 0; i < NODES; i++)
		test_client_ask_until(
		    clients[i], "WHO\n", test_format("%s\n", all));
	for (unsigned int i = 0; i < NODES; i++) {
		unsigned int to = (i + 1) % NODES;

		test_client_ask(clients[i], test_format("SEND user%u hi\n", to),
		    "SEND-OK\n");
		test_client_expect(
		    clients[to], test_format("DELIVERY user%u hi\n", i));
	}
	for (unsigned int i = 1; i < NODES; i += 2)
		cluster_kill_node(i);
	for (unsigned int i = 0; i < NODES; i += 2)
		test_client_ask_until(
		    clients[i], "WHO\n", test_format("%s\n", some));
}
END_TEST

/* End a node, in good order or not, and start it. */
static void
restart(unsigned int node, bool is_killed)
{
	if (is_killed)
		cluster_kill_node(node);
	else
		test_daemon_stop(cluster_node(node));
	cluster_start_node(node);
}

START_TEST(a_node_may_be_started_a_hundred_times)
{
	struct test_client *alice, *bob;
	pid_t pid;
	long before_kib = 0;
	size_t descriptors = 0;

	cluster_begin(2);
	pid = test_daemon_pid(cluster_node(0));
	alice = cluster_login(0, "alice");
	for (unsigned int i = 0; i < RESTARTS; i++) {
		const char *name = test_format("bob%u", i);

		restart(1, i % 2 == 0);
		bob = cluster_login(1, name);
		test_client_ask(bob, "SEND alice hi\n", "SEND-OK\n");
		test_client_expect(
		    alice, test_format("DELIVERY %s hi\n", name));
		test_client_close(bob);
		/* By then it has taken what it needs for all that follows. */
		if (i == RESTARTS / 4) {
			before_kib = test_process_memory_kib(pid, "VmRSS:");
			descriptors = test_process_count_descriptors(pid);
		}
	}
	test_client_ask_until(alice, "WHO\n", "WHO-OK echobot,alice\n");
	ck_assert_uint_eq(test_process_count_descriptors(pid), descriptors);
	/* Sanitizers keep what is freed. */
	if (!test_is_sanitized())
		ck_assert_int_lt(test_process_memory_kib(pid, "VmRSS:"),
		    before_kib + GROWTH_KIB);
}
END_TEST

/* Wait until all nodes have the same list of the ten users, in some order. */
static void
wait_all_known(struct test_client *clients[NODES])
{
	const size_t size = strlen("WHO-OK echobot") + NODES * strlen(",user0");
	const char *list;

	for (unsigned int i = 1; i < NODES; i++) {
		do {
			test_client_send(clients[0], "WHO\n");
			list = test_client_take_line(clients[0]);
		} while (strlen(list) != size);
		test_client_ask_until(
		    clients[i], "WHO\n", test_format("%s\n", list));
	}
}

START_TEST(ten_nodes_may_be_started_again_and_again)
{
	unsigned int restarts = faults_more_seconds() > 0 ? RESTARTS : NODES;
	struct test_client *clients[NODES];

	cluster_begin(NODES);
	for (unsigned int i = 0; i < NODES; i++)
		clients[i] = cluster_login(i, test_format("user%u", i));
	for (unsigned int i = 0; i < restarts; i++) {
		unsigned int node = test_random(NODES);
		unsigned int to = (node + 1 + test_random(NODES - 1)) % NODES;

		restart(node, test_random(2) == 0);
		test_client_close(clients[node]);
		clients[node] = cluster_login_later(
		    node, test_format("user%u", node));
		test_client_ask_until(clients[node],
		    test_format("SEND user%u hi\n", to), "SEND-OK\n");
		test_client_expect(
		    clients[to], test_format("DELIVERY user%u hi\n", node));
	}
	wait_all_known(clients);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, faults_more_seconds() > 0 ? 900 : 180);
	test_cases_add(tests, ten_nodes_are_one_chat);
	test_cases_add(tests, a_node_may_be_started_a_hundred_times);
	test_cases_add(tests, ten_nodes_may_be_started_again_and_again);
}
