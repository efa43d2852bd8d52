/* SPDX-License-Identifier: MIT */
/* The bans and mutes of a cluster hold on all of its nodes. */

#include <string.h>
#include <sysexits.h>

#include "cluster/register_fixture.h"
#include "common/clock.h"
#include "common/test_cases.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define UNREACHED "ERROR the cluster cannot be reached: nothing has changed\n"

static struct redis_server *redis;
static struct test_daemon *here, *there;

/* Start two nodes that have nothing. */
static void
begin(void)
{
	redis = register_begin();
	here = register_start(0, NO_OPTION);
	there = register_start(1, NO_OPTION);
}

/* Ask a node until a ban, or a mute, of whom is listed, or is not any more. */
static void
await_listed(unsigned int node, const char *list, const char *whom, bool is)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;

	while (console_has_row(register_ask(node, list), whom) != is)
		test_require(clock_monotonic_ms() < end_ms,
		    "node %u, %s of %s: %s", node, list, whom,
		    register_ask(node, list));
}

static void
order(unsigned int node, const char *request)
{
	const char *reply = register_ask(node, request);

	test_require(strncmp(reply, "OK\n", 3) == 0, "%s: %s", request, reply);
}

START_TEST(a_ban_ends_whoever_it_concerns_on_all_nodes)
{
	struct test_client *mallory, *bob;

	begin();
	mallory = test_client_login(there, "mallory");
	bob = test_client_login(there, "bob");
	register_expect(0, "ban Mallory spam",
	    "OK\nkey\tvalue\nconnections\t0\nkept\tyes\n");
	test_client_expect(mallory, "DELIVERY server You are banned: spam\n");
	test_client_expect_end(mallory);
	test_client_ask_until(test_client_connect(there),
	    "HELLO-FROM mallory\n", "BANNED spam\n");
	test_client_ask(bob, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY bob hi\n");
	/* Any node lifts it. */
	order(1, "unban mallory");
	await_listed(0, "bans", "Mallory", false);
	test_client_login(here, "mallory");
	register_expect(0, "unban mallory", "ERROR there is no such ban\n");
}
END_TEST

START_TEST(whoever_gives_the_order_hears_whom_it_concerns_there)
{
	struct test_client *mallory;

	begin();
	mallory = test_client_login(here, "mallory");
	register_expect(
	    0, "ban mallory", "OK\nkey\tvalue\nconnections\t1\nkept\tyes\n");
	test_client_expect(mallory, "DELIVERY server You are banned\n");
	test_client_expect_end(mallory);
}
END_TEST

START_TEST(a_mute_holds_on_all_nodes)
{
	struct test_client *mallory;

	begin();
	mallory = test_client_login(there, "mallory");
	order(0, "mute mallory be civil");
	await_listed(1, "mutes", "mallory", true);
	test_client_ask_until(mallory, "SEND mallory hi\n", "MUTED be civil\n");
	order(0, "unmute mallory");
	await_listed(1, "mutes", "mallory", false);
	test_client_ask(mallory, "SEND mallory hi\n", "SEND-OK\n");
}
END_TEST

START_TEST(an_account_is_banned_under_any_name)
{
	struct test_client *mallory;

	begin();
	register_add(0, "mallory");
	register_await(1, "account list", "OK\nname\nmallory\n");
	mallory = test_client_connect(there);
	test_client_ask(
	    mallory, "AUTH mallory " REGISTER_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(mallory, "HELLO-FROM somebody\n", "HELLO somebody\n");
	order(0, "ban account:mallory");
	test_client_expect(mallory, "DELIVERY server You are banned\n");
	test_client_expect_end(mallory);
}
END_TEST

START_TEST(redis_need_not_remember)
{
	begin();
	order(0, "ban mallory");
	order(1, "ban 192.0.2.0/24 spam");
	await_listed(0, "bans", "192.0.2.0/24", true);
	redis_restart(redis, false);
	register_await(0, "unban nobody", "ERROR there is no such ban\n");
	test_client_ask_until(
	    test_client_connect(there), "HELLO-FROM mallory\n", "BANNED\n");
	while (strncmp(register_ask(1, "ban eve"), "OK\n", 3) != 0)
		continue;
	await_listed(0, "bans", "eve", true);
	await_listed(1, "bans", "mallory", true);
	await_listed(1, "bans", "192.0.2.0/24", true);
}
END_TEST

START_TEST(what_was_lifted_does_not_come_back)
{
	begin();
	order(0, "ban mallory");
	order(0, "mute eve");
	await_listed(1, "mutes", "eve", true);
	register_stop(1);
	order(0, "unban mallory");
	there = register_start(1, NO_OPTION);
	await_listed(1, "bans", "mallory", false);
	await_listed(1, "mutes", "eve", true);
	test_client_login(there, "mallory");
}
END_TEST

START_TEST(without_redis_bans_hold_and_none_is_given)
{
	const char *reply;

	begin();
	order(0, "ban mallory");
	await_listed(1, "bans", "mallory", true);
	redis_kill(redis);
	test_daemon_wait_log(there, "no engine at");
	reply = register_ask(1, "ban eve");
	test_require(strcmp(reply, UNREACHED) == 0 ||
			 strstr(reply, "has not answered") != NULL,
	    "%s", reply);
	register_expect(1, "unban mallory", UNREACHED);
	test_client_ask(
	    test_client_connect(there), "HELLO-FROM mallory\n", "BANNED\n");
}
END_TEST

/* Await that both nodes list the same; either may be the one that is late. */
static void
await_alike(void)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;

	while (strcmp(register_ask(0, "bans"), register_ask(1, "bans")) != 0)
		test_require(clock_monotonic_ms() < end_ms,
		    "the nodes list other bans: \"%s\" and \"%s\"",
		    register_ask(0, "bans"), register_ask(1, "bans"));
}

/* Both nodes are asked at one moment. */
START_TEST(of_two_orders_one_is_the_last)
{
	struct test_client *consoles[2];

	begin();
	for (int round = 0; round < 10; round++) {
		consoles[0] = register_connect(0);
		consoles[1] = register_connect(1);
		test_client_send(consoles[0], "ban mallory one\n");
		test_client_send(consoles[1], "ban mallory other\n");
		for (int i = 0; i < 2; i++) {
			test_require(strncmp(console_take_reply(consoles[i]),
					 "OK\n", 3) == 0,
			    "round %d, node %d", round, i);
			test_client_close(consoles[i]);
		}
		await_alike();
		order(0, "unban mallory");
		await_listed(1, "bans", "mallory", false);
	}
}
END_TEST

START_TEST(bans_that_were_given_alone_keep_a_node_out)
{
	redis = register_begin();
	(void)register_start(1, "engine=memory");
	order(1, "ban eve");
	register_stop(1);
	/* The first node's are the cluster's. */
	there = register_start(1, NO_OPTION);
	here = register_start(0, NO_OPTION);
	await_listed(0, "bans", "eve", true);
	register_stop(1);
	(void)register_start(1, "engine=memory");
	order(1, "ban mallory");
	register_stop(1);
	there = register_spawn(1, NO_OPTION);
	test_daemon_wait_log(there,
	    "the cluster does not let this node in: bans_file has something "
	    "that the cluster does not have");
	test_daemon_require_exit(there, EX_UNAVAILABLE);
}
END_TEST

START_TEST(what_is_over_is_erased)
{
	const char *file;

	begin();
	order(0, "ban mallory --for 1s");
	await_listed(0, "bans", "mallory", false);
	/* It is in memory still, and whoever adds another one sees to that. */
	order(0, "ban eve");
	await_listed(1, "bans", "eve", true);
	register_stop(1);
	file = test_file_read(register_path(1, "bans"));
	test_require(strstr(file, "mallory") == NULL, "%s", file);
	test_require(strstr(file, "eve") != NULL, "%s", file);
}
END_TEST

START_TEST(bans_need_no_file)
{
	redis = register_begin();
	here = register_start(0, "bans_file=");
	there = register_start(1, "bans_file=");
	register_expect(0, "ban mallory",
	    "OK\nkey\tvalue\nconnections\t0\n"
	    "kept\tby the cluster, but not here: bans_file is not set\n");
	await_listed(1, "bans", "mallory", true);
	register_stop(0);
	here = register_start(0, "bans_file=");
	await_listed(0, "bans", "mallory", true);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add(tests, a_ban_ends_whoever_it_concerns_on_all_nodes);
	test_cases_add(
	    tests, whoever_gives_the_order_hears_whom_it_concerns_there);
	test_cases_add(tests, a_mute_holds_on_all_nodes);
	test_cases_add(tests, an_account_is_banned_under_any_name);
	test_cases_add(tests, redis_need_not_remember);
	test_cases_add(tests, what_was_lifted_does_not_come_back);
	test_cases_add(tests, without_redis_bans_hold_and_none_is_given);
	test_cases_add(tests, of_two_orders_one_is_the_last);
	test_cases_add(tests, bans_that_were_given_alone_keep_a_node_out);
	test_cases_add(tests, what_is_over_is_erased);
	test_cases_add(tests, bans_need_no_file);
}
