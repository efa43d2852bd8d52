/* SPDX-License-Identifier: MIT */
/* What the operator sees of a cluster. */

#include <signal.h>
#include <sysexits.h>

#include "client/chatctl.h"
#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_cases.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

static struct redis_server *redis;
static struct test_daemon *here, *there;

/* A node with a console, and one without. */
static void
begin(void)
{
	const char *address;

	redis = redis_start_usual();
	address = test_format("engine_address=%s", redis_address(redis));
	here = test_daemon_start_with("engine=redis", address, "node_name=here",
	    "cluster_max_clients=3", "cluster_timeout=1s", console_option(),
	    NULL);
	there = test_daemon_start_with("engine=redis", address,
	    "node_name=there", "cluster_max_clients=3", NULL);
}

/* Ask until column of a node's row is this. */
static void
await(struct test_client *console, const char *node, const char *column,
    const char *value)
{
	const char *reply;

	do
		reply = console_ask(console, "cluster");
	while (!console_has_row(reply, node) ||
	       strcmp(console_field(reply, node, column), value) != 0);
}

START_TEST(all_nodes_are_in_the_table)
{
	struct test_client *console = console_connect();
	const char *reply;

	test_client_login(here, "alice");
	test_client_login(there, "bob");
	test_client_login(there, "carol");
	await(console, "here", "users", "1");
	await(console, "there", "users", "2");
	reply = console_ask(console, "cluster");
	test_require_equal(console_field(reply, "here", "state"), "up");
	test_require_equal(console_field(reply, "there", "state"), "up");
	test_require_equal(console_field(reply, "here", "bytes"), "-");
	ck_assert_uint_gt(console_number(reply, "here", "life"), 0);
	ck_assert_uint_ne(console_number(reply, "here", "life"),
	    console_number(reply, "there", "life"));
	await(console, "there", "unacknowledged", "0");

	ck_assert_int_eq(chatctl_run("--json cluster"), EX_OK);
	if (chatctl_python("1") != NULL)
		test_require_equal(
		    chatctl_python("import json, sys; d = json.load(sys.stdin);"
				   "print(d[1][\"node\"], d[1][\"users\"] + 1,"
				   "d[1][\"bytes\"] + 1 > 0)"),
		    "there 3 True\n");
	ck_assert_int_eq(chatctl_run("metrics"), EX_OK);
	ck_assert_ptr_nonnull(
	    strstr(chatctl_output(), "\nchatd_cluster_nodes 2\n"));
	ck_assert_ptr_nonnull(
	    strstr(chatctl_output(), "\nchatd_cluster_engine_up 1\n"));
}
END_TEST

/* Ask until a metric has this value. */
static void
await_metric(struct test_client *console, const char *name, const char *value)
{
	const char *line = test_format("\nchatd_cluster_%s %s\n", name, value);

	while (strstr(console_ask(console, "metrics"), line) == NULL)
		continue;
}

START_TEST(what_comes_of_claims_is_counted)
{
	struct test_client *console = console_connect();

	test_client_login(here, "alice");
	await_metric(console, "claims_total{outcome=\"granted\"}", "1");
	await_metric(console, "claims_total{outcome=\"full\"}", "0");
	/* Three may be there, and this would be the fourth. */
	test_client_login(there, "bob");
	test_client_login(there, "dora");
	test_client_ask(
	    test_client_connect(here), "HELLO-FROM dave\n", "BUSY\n");
	await_metric(console, "claims_total{outcome=\"full\"}", "1");
	redis_kill(redis);
	test_client_ask(
	    test_client_connect(here), "HELLO-FROM erin\n", "BUSY\n");
	await_metric(console, "claims_total{outcome=\"unanswered\"}", "1");
	await_metric(console, "claims_total{outcome=\"granted\"}", "1");
	await_metric(console, "claim_seconds_bucket{le=\"+Inf\"}", "3");
	await_metric(console, "claim_seconds_count", "3");
	await_metric(console, "lives_lost_total", "0");
}
END_TEST

START_TEST(what_the_log_has_yet_to_bring_is_shown)
{
	struct test_client *console = console_connect();
	struct redis_client *client = redis_client_connect(
	    redis_address(redis));

	test_client_login(here, "alice");
	await_metric(console, "log_behind", "0");
	ck_assert_int_eq(
	    redis_client_send(client, "INCRBY {chatd}:sequence 7"), 0);
	redis_client_wait_replies(client, 1);
	await_metric(console, "log_behind", "7");
}
END_TEST

START_TEST(a_life_that_is_lost_is_counted)
{
	struct test_client *console = console_connect();

	await(console, "there", "state", "up");
	/* It is out of the cluster until the engine goes on. */
	redis_pause(redis);
	await_metric(console, "lives_lost_total", "1");
	await_metric(console, "life", "0");
	redis_go_on(redis);
	await(console, "here", "state", "up");
	await_metric(console, "lives_lost_total", "1");
}
END_TEST

START_TEST(a_node_that_ends_leaves_the_table)
{
	struct test_client *console = console_connect();

	await(console, "there", "state", "up");
	test_daemon_signal(there, SIGTERM);
	test_daemon_require_exit(there, EX_OK);
	/* It left in good order, so nothing is wrong. */
	ck_assert_ptr_null(strstr(test_daemon_log(there), ": warning: "));
	while (console_has_row(console_ask(console, "cluster"), "there"))
		continue;
	await(console, "here", "state", "up");
}
END_TEST

START_TEST(an_engine_that_is_gone_is_shown)
{
	struct test_client *console = console_connect();

	redis_kill(redis);
	await(console, "here", "state", "no engine");
	ck_assert_int_eq(chatctl_run("metrics"), EX_OK);
	ck_assert_ptr_nonnull(
	    strstr(chatctl_output(), "\nchatd_cluster_engine_up 0\n"));
	redis_restart(redis, true);
	await(console, "here", "state", "up");
	await(console, "there", "state", "up");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, all_nodes_are_in_the_table);
	test_cases_add(tests, what_comes_of_claims_is_counted);
	test_cases_add(tests, what_the_log_has_yet_to_bring_is_shown);
	test_cases_add(tests, a_life_that_is_lost_is_counted);
	test_cases_add(tests, a_node_that_ends_leaves_the_table);
	test_cases_add(tests, an_engine_that_is_gone_is_shown);
}
