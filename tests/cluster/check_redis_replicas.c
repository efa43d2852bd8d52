/* SPDX-License-Identifier: MIT */
/*
 * A server that may be no master any more is left: its replicas do not confirm
 * what is asked of it, or it has none.
 */

#include <string.h>

#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_support.h"

static struct redis_server *master, *replica;

static void
start_both(const char *more)
{
	master = redis_start(&(struct redis_spec){ .tcp = true,
	    .more = test_format("repl-diskless-sync-delay 0\n%s", more) });
	replica = redis_start(&(struct redis_spec){ .master = master });
	redis_wait_output(replica, "sync: Finished with success", 1);
}

/* Return a client that has things confirmed by one replica. */
static struct redis_client *
begin(const struct redis_server *server)
{
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.replicas = 1;
	redis_client_begin(client);
	return client;
}

enum outcome { OUTCOME_NONE, OUTCOME_CONFIRMED, OUTCOME_LOST };

static void
confirmed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	enum outcome *outcome = argument;

	(void)connection;
	ck_assert_int_eq(*outcome, OUTCOME_NONE);
	*outcome = reply != NULL ? OUTCOME_CONFIRMED : OUTCOME_LOST;
}

static void
confirm(struct redis_client *client, enum outcome *outcome)
{
	*outcome = OUTCOME_NONE;
	ck_assert_int_eq(
	    redis_connection_confirm(client->connection, confirmed_cb, outcome),
	    0);
}

/* Have something confirmed, as soon as the replica is there and quick enough.
 */
static void
confirm_at_last(struct redis_client *client)
{
	enum outcome outcome = OUTCOME_NONE;

	while (outcome != OUTCOME_CONFIRMED) {
		if (!redis_connection_is_ready(client->connection))
			redis_client_wait_ready(client, client->ready + 1);
		redis_client_send(client, "SET a 1");
		confirm(client, &outcome);
		redis_client_send(client, "PING");
		redis_client_wait_replies(client, client->asked);
	}
}

START_TEST(what_replicas_have_is_confirmed)
{
	struct redis_client *client;

	start_both("");
	client = begin(master);
	redis_client_wait_ready(client, 1);
	confirm_at_last(client);
	redis_client_expect(client, "GET a", "'1'");
}
END_TEST

START_TEST(what_they_do_not_confirm_is_lost)
{
	struct redis_client *client;
	enum outcome outcome;
	int lost;

	start_both("");
	client = begin(master);
	redis_client_wait_ready(client, 1);
	lost = client->lost;
	redis_pause(replica);
	redis_client_send(client, "SET a 1");
	confirm(client, &outcome);
	redis_client_wait_lost(client, lost + 1);
	ck_assert_int_eq(outcome, OUTCOME_LOST);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->reason, "may be no master") != NULL,
	    "it is not said why: %s", client->reason);
	/* As soon as they do, all is well. */
	redis_go_on(replica);
	confirm_at_last(client);
}
END_TEST

START_TEST(a_master_without_replicas_is_denied)
{
	struct redis_client *client = begin(redis_start_usual());

	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	ck_assert_int_eq(client->ready, 0);
	test_require(strstr(client->reason, "0 replicas") != NULL,
	    "it is not said why: %s", client->reason);
}
END_TEST

START_TEST(who_may_not_ask_for_it_is_denied)
{
	struct redis_client *client;
	enum outcome outcome;

	start_both("user bob on >secret ~* +@all -wait\n");
	client = redis_client_new(redis_address(master));
	client->target.user = (struct slice)SLICE("bob");
	client->target.password = (struct slice)SLICE("secret");
	client->target.replicas = 1;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	confirm(client, &outcome);
	redis_client_wait_loss(client, REDIS_DENIED);
	while (strstr(client->reason, "'wait'") == NULL)
		redis_client_wait_lost(client, client->lost + 1);
	ck_assert_int_eq(outcome, OUTCOME_LOST);
}
END_TEST

START_TEST(a_master_that_may_not_write_is_left)
{
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .more = "min-replicas-to-write 1\n" });
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	redis_client_send(client, "SET a 1");
	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->replies, "-NOREPLICAS") != NULL,
	    "whoever asked is not told: %s", client->replies);
}
END_TEST

START_TEST(the_master_is_where_another_connection_has_found_it)
{
	struct redis_server *one = redis_start(
	    &(struct redis_spec){ .tcp = true });
	struct redis_server *two = redis_start(
	    &(struct redis_spec){ .tcp = true });
	struct redis_client *here = redis_client_new(redis_address(one));
	struct redis_client *there = redis_client_connect(redis_address(two));

	here->addresses[1] = redis_address(two);
	here->target.address_count = 2;
	redis_client_begin(here);
	redis_client_wait_ready(here, 1);
	redis_connection_move(here->connection, there->connection);
	ck_assert_int_eq(here->lost, 1);
	/* It is not there yet, and need not move on. */
	redis_connection_move(here->connection, there->connection);
	redis_client_wait_ready(here, 2);
	test_require_equal(
	    redis_connection_server(here->connection), redis_address(two));
	redis_connection_move(here->connection, there->connection);
	redis_client_expect(here, "PING", "PONG");
	ck_assert_int_eq(here->lost, 1);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, what_replicas_have_is_confirmed);
	test_cases_add(tests, what_they_do_not_confirm_is_lost);
	test_cases_add(tests, a_master_without_replicas_is_denied);
	test_cases_add(tests, who_may_not_ask_for_it_is_denied);
	test_cases_add(tests, a_master_that_may_not_write_is_left);
	test_cases_add(
	    tests, the_master_is_where_another_connection_has_found_it);
}
