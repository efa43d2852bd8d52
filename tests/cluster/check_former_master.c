/* SPDX-License-Identifier: MIT */
/*
 * A master whose replicas say nothing may be none any more, and have been cut
 * off from all others together with a node.  That node serves nobody.
 */

#include <string.h>

#include "cluster/cluster_fixture.h"
#include "cluster/redis_group.h"
#include "common/test_cases.h"
#include "common/test_support.h"

START_TEST(a_life_ends_that_no_replica_confirms)
{
	struct test_client *alice;

	cluster_begin_with_group(1);
	alice = cluster_login(0, "alice");
	redis_group_pause_replicas();
	test_client_expect_end(alice);
	test_daemon_wait_log(cluster_node(0), "it may be no master any more");
	redis_group_continue_replicas();
	cluster_login_later(0, "alice");
}
END_TEST

START_TEST(no_life_begins_that_no_replica_confirms)
{
	cluster_begin_with_group(1);
	redis_group_pause_replicas();
	cluster_spawn_node(1);
	test_daemon_wait_log(cluster_node(1), "it may be no master any more");
	ck_assert(!cluster_node_is_up(1));
	redis_group_continue_replicas();
	test_daemon_wait_started(cluster_node(1));
	cluster_login_later(1, "bob");
}
END_TEST

START_TEST(an_operator_can_do_without_replicas)
{
	const char *engine;

	redis_group_begin();
	engine = test_format("engine_address=%s", redis_group_addresses());
	redis_group_pause_replicas();
	test_client_login(
	    test_daemon_start_with("engine=redis", "engine_sentinel=chat",
		"engine_replicas=0", engine, NULL),
	    "alice");
}
END_TEST

/* Nothing is wrong with it, and it serves on until somebody tells it. */
START_TEST(all_goes_on_when_the_master_is_replaced)
{
	struct test_client *bob;

	cluster_begin_with_group(2);
	test_require(redis_group_is_whole(), "there is no master");
	redis_group_replace_master();
	test_daemon_wait_log(cluster_node(0), "no engine at");
	test_daemon_wait_log(cluster_node(1), "no engine at");
	bob = cluster_login_later(1, "bob");
	test_client_ask_until(
	    cluster_login_later(0, "alice"), "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 120);
	test_cases_add(tests, a_life_ends_that_no_replica_confirms);
	test_cases_add(tests, no_life_begins_that_no_replica_confirms);
	test_cases_add(tests, an_operator_can_do_without_replicas);
	test_cases_add(tests, all_goes_on_when_the_master_is_replaced);
}
