/* SPDX-License-Identifier: MIT */
/* What the operator sees of a cluster. */

#include <signal.h>
#include <sysexits.h>

#include "client/chatctl.h"
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
	here = test_daemon_start_with(
	    "engine=redis", address, "node_name=here", console_option(), NULL);
	there = test_daemon_start_with(
	    "engine=redis", address, "node_name=there", NULL);
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
	test_cases_add(tests, a_node_that_ends_leaves_the_table);
	test_cases_add(tests, an_engine_that_is_gone_is_shown);
}
