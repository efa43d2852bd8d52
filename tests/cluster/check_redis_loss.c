/* SPDX-License-Identifier: MIT */
/*
 * How a connection is lost, what is told of that, and that it comes back.
 */

#include <errno.h>
#include <string.h>

#include <event2/event.h>

#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_support.h"

/* What a server that is there needs for an answer, even under load, and what a
 * test waits for when it is not. */
#define TIMEOUT_MS 1500

static struct redis_client *
connect_impatiently(const struct redis_server *server)
{
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.timeout_ms = TIMEOUT_MS;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	return client;
}

/* ---- gone ---------------------------------------------------------------- */

START_TEST(a_server_that_is_gone_is_tried_until_it_is_there)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	redis_client_expect(client, "SET a 1", "OK");
	redis_kill(server);
	redis_client_wait_lost(client, 6);
	ck_assert_int_eq(client->why, REDIS_REFUSED);
	ck_assert_int_eq(client->ready, 1);
	redis_restart(server, true);
	redis_client_wait_ready(client, 2);
	redis_client_expect(client, "GET a", "'1'");

	redis_restart(server, false);
	redis_client_wait_ready(client, 3);
	redis_client_expect(client, "GET a", "nil");
}
END_TEST

START_TEST(what_was_asked_of_a_server_that_dies_is_answered_with_nothing)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	redis_pause(server);
	redis_client_send(client, "SET a 1");
	redis_client_send(client, "SET b 1");
	redis_kill(server);
	redis_client_wait_lost(client, 1);
	test_require_equal(client->replies, "lost lost");
	ck_assert_int_eq(client->why, REDIS_REFUSED);
	test_require(
	    strstr(client->reason, redis_address(server)) == client->reason,
	    "the reason does not begin with the address: %s", client->reason);
}
END_TEST

static void
hung_up_cb(struct redis_connection *connection, const struct redis_reply *reply,
    void *argument)
{
	(void)connection;
	ck_assert_ptr_null(reply);
	++*(int *)argument;
}

START_TEST(hanging_up_answers_what_is_open_and_tells_nothing)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	const struct slice words[] = { SLICE("PING") };
	int answers = 0;

	for (int i = 0; i < 3; i++)
		redis_connection_command(
		    client->connection, 1, words, hung_up_cb, &answers);
	ck_assert_int_eq(answers, 0);
	redis_client_end(client);
	ck_assert_int_eq(answers, 3);
	ck_assert_int_eq(client->lost, 0);
}
END_TEST

/* ---- silent -------------------------------------------------------------- */

START_TEST(a_server_that_stands_still_is_silent)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = connect_impatiently(server);

	redis_pause(server);
	redis_client_send(client, "SET a 1");
	redis_client_wait_lost(client, 2);
	test_require_equal(client->replies, "lost");
	/* The kernel takes another connection for it, and nothing answers. */
	ck_assert_int_eq(client->why, REDIS_SILENT);
	redis_go_on(server);
	redis_client_wait_ready(client, 2);
	redis_client_expect(client, "SET a 2", "OK");
}
END_TEST

START_TEST(silence_is_noticed_although_nothing_is_asked)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = connect_impatiently(server);

	redis_connection_subscribe(
	    client->connection, (struct slice)SLICE("news"), NULL, NULL);
	redis_client_expect(client, "PING", "['pong','']");
	redis_pause(server);
	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->why, REDIS_SILENT);
	redis_go_on(server);
}
END_TEST

START_TEST(a_host_that_is_not_found_is_silent)
{
	struct redis_client *client = redis_client_new("nowhere.invalid:6379");

	redis_client_begin(client);
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_SILENT);
}
END_TEST

/* The thread that looks it up may take longer than the connection is there. */
START_TEST(nobody_waits_for_a_lookup)
{
	for (int i = 0; i < 20; i++) {
		struct redis_client *client = redis_client_new(
		    "nowhere.invalid:6379");

		redis_client_begin(client);
		for (int turn = 0; turn < i % 3; turn++)
			event_base_loop(client->base, EVLOOP_NONBLOCK);
		redis_client_end(client);
	}
}
END_TEST

START_TEST(another_address_is_tried_at_once)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_new("unix:/nonexistent/s");

	client->addresses[1] = "127.0.0.1:1";
	client->addresses[2] = redis_address(server);
	client->target.address_count = 3;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	ck_assert_int_eq(client->lost, 0);
	test_require_equal(
	    redis_connection_server(client->connection), redis_address(server));
}
END_TEST

START_TEST(another_address_is_tried_after_one_that_is_silent)
{
	struct redis_server *silent = redis_start_usual();
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_new(redis_address(silent));

	redis_pause(silent);
	client->addresses[1] = redis_address(server);
	client->target.address_count = 2;
	client->target.timeout_ms = TIMEOUT_MS;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	ck_assert_int_eq(client->lost, 1);
	ck_assert_int_eq(client->why, REDIS_SILENT);
	redis_go_on(silent);
}
END_TEST

/* ---- denied -------------------------------------------------------------- */

static struct redis_client *
begin_as(
    const struct redis_server *server, const char *user, const char *password)
{
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.user = slice_of(user);
	client->target.password = slice_of(password);
	redis_client_begin(client);
	return client;
}

START_TEST(a_password_is_shown_and_a_wrong_one_denied)
{
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .password = "sesame",
		.more = "user bob on >secret ~* &* +@all\n" });
	struct redis_client *client = begin_as(server, "", "sesame");

	redis_client_wait_ready(client, 1);
	redis_client_expect(client, "ACL WHOAMI", "'default'");
	client = begin_as(server, "bob", "secret");
	redis_client_wait_ready(client, 1);
	redis_client_expect(client, "ACL WHOAMI", "'bob'");

	client = begin_as(server, "bob", "sesame");
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	client = begin_as(server, "", "");
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->reason, "NOAUTH") != NULL,
	    "the server's own words are not shown: %s", client->reason);
	ck_assert_int_eq(client->ready, 0);
}
END_TEST

START_TEST(who_may_not_do_what_is_needed_is_denied)
{
	struct redis_server *server = redis_start(&(struct redis_spec){
	    .more = "user bob on >secret ~* +ping +client|setname\n" });
	struct redis_client *client = begin_as(server, "bob", "secret");

	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->reason, "role") != NULL,
	    "it is not said what: %s", client->reason);
}
END_TEST

START_TEST(a_script_that_is_none_is_denied)
{
	static const char *const scripts[] = { "return 1", "return return" };
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.scripts = scripts;
	client->target.script_count = 2;
	redis_client_begin(client);
	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	ck_assert_int_eq(client->ready, 0);
}
END_TEST

START_TEST(a_replica_is_denied)
{
	struct redis_server *master = redis_start(
	    &(struct redis_spec){ .tcp = true });
	struct redis_server *replica = redis_start(
	    &(struct redis_spec){ .master = master });
	struct redis_client *client = redis_client_new(redis_address(replica));

	redis_client_begin(client);
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	ck_assert_int_eq(client->ready, 0);
}
END_TEST

START_TEST(a_master_that_becomes_a_replica_is_left)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	redis_client_expect(client, "REPLICAOF 127.0.0.1 1", "OK");
	redis_client_send(client, "SET a 1");
	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->why, REDIS_DENIED);
	test_require(strstr(client->replies, "-READONLY") != NULL,
	    "whoever asked is not told: %s", client->replies);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, a_server_that_is_gone_is_tried_until_it_is_there);
	test_cases_add(tests,
	    what_was_asked_of_a_server_that_dies_is_answered_with_nothing);
	test_cases_add(
	    tests, hanging_up_answers_what_is_open_and_tells_nothing);
	test_cases_add(tests, a_server_that_stands_still_is_silent);
	test_cases_add(tests, silence_is_noticed_although_nothing_is_asked);
	test_cases_add(tests, a_host_that_is_not_found_is_silent);
	test_cases_add(tests, nobody_waits_for_a_lookup);
	test_cases_add(tests, another_address_is_tried_at_once);
	test_cases_add(
	    tests, another_address_is_tried_after_one_that_is_silent);
	test_cases_add(tests, a_password_is_shown_and_a_wrong_one_denied);
	test_cases_add(tests, who_may_not_do_what_is_needed_is_denied);
	test_cases_add(tests, a_script_that_is_none_is_denied);
	test_cases_add(tests, a_replica_is_denied);
	test_cases_add(tests, a_master_that_becomes_a_replica_is_left);
}
