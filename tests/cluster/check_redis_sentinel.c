/* SPDX-License-Identifier: MIT */
/*
 * Sentinels are asked where the master is, at each attempt to connect.
 */

#include <string.h>

#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_support.h"

#define SENTINELS 3

static struct redis_server *master, *replica, *sentinels[SENTINELS];

/* A master, its replica, and those that watch over them. */
static void
start_all(void)
{
	master = redis_start(&(struct redis_spec){
	    .tcp = true, .more = "repl-diskless-sync-delay 0\n" });
	replica = redis_start(&(struct redis_spec){ .master = master });
	for (int i = 0; i < SENTINELS; i++)
		sentinels[i] = redis_start(
		    &(struct redis_spec){ .watched = master });
}

static struct redis_client *
begin(const char *name)
{
	struct redis_client *client = redis_client_new(
	    redis_address(sentinels[0]));

	for (int i = 1; i < SENTINELS; i++)
		client->addresses[i] = redis_address(sentinels[i]);
	client->target.address_count = SENTINELS;
	client->target.sentinel = name;
	client->target.timeout_ms = 2000;
	redis_client_begin(client);
	return client;
}

START_TEST(a_sentinel_says_where_the_master_is)
{
	struct redis_client *client;

	start_all();
	redis_kill(sentinels[0]);
	client = begin("chat");
	redis_client_wait_ready(client, 1);
	ck_assert_int_eq(client->lost, 0);
	test_require_equal(
	    redis_connection_server(client->connection), redis_address(master));
	redis_client_expect(client, "SET a 1", "OK");
}
END_TEST

START_TEST(a_master_that_no_sentinel_knows_is_denied)
{
	struct redis_client *client;

	start_all();
	client = begin("other");
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->reason, "does not know") != NULL, "%s",
	    client->reason);
}
END_TEST

START_TEST(the_new_master_is_followed_after_a_failover)
{
	struct redis_client *client;

	start_all();
	redis_wait_output(replica, "sync: Finished with success", 1);
	for (int i = 0; i < SENTINELS; i++) {
		redis_wait_output(sentinels[i], "+sentinel ", SENTINELS - 1);
		redis_wait_output(sentinels[i], "+slave ", 1);
	}
	client = begin("chat");
	redis_client_wait_ready(client, 1);
	redis_client_send(client, "SET a 1");
	redis_client_expect(client, "WAIT 1 10000", "1");

	redis_kill(master);
	redis_client_wait_ready(client, 2);
	test_require_equal(redis_connection_server(client->connection),
	    redis_address(replica));
	redis_client_expect(client, "GET a", "'1'");
	redis_client_expect(client, "SET a 2", "OK");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, a_sentinel_says_where_the_master_is);
	test_cases_add(tests, a_master_that_no_sentinel_knows_is_denied);
	test_cases_add(tests, the_new_master_is_followed_after_a_failover);
}
