/* SPDX-License-Identifier: MIT */
/*
 * Commands and answers, on a connection that holds.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_support.h"

#define PIPELINED 10000

START_TEST(each_answer_goes_to_its_command)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	redis_client_expect(client, "SET a 1", "OK");
	redis_client_expect(client, "GET a", "'1'");
	redis_client_expect(client, "GET b", "nil");
	redis_client_expect(client, "INCR a", "2");
	redis_client_expect(client, "MGET a b a", "['2',nil,'2']");
	redis_client_expect(client, "EVAL return{1,{2,{}}} 0", "[1,[2,[]]]");
	redis_client_expect(client, "CLIENT GETNAME", "'test'");
	redis_client_expect(client, "LPUSH a 1",
	    "-WRONGTYPE Operation against a key holding the wrong kind of "
	    "value");
}
END_TEST

static int counted;

static void
counted_cb(struct redis_connection *connection, const struct redis_reply *reply,
    void *argument)
{
	(void)connection;
	(void)argument;
	ck_assert_ptr_nonnull(reply);
	ck_assert_int_eq(reply->integer, ++counted);
}

START_TEST(commands_do_not_wait_for_answers)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	const struct slice words[] = { SLICE("INCR"), SLICE("n") };

	for (int i = 0; i < PIPELINED; i++)
		ck_assert_int_eq(redis_connection_command(client->connection, 2,
				     words, counted_cb, NULL),
		    0);
	/* Nothing is written before the end of the turn. */
	ck_assert_uint_gt(
	    redis_connection_waiting(client->connection), 20 * PIPELINED);
	redis_client_expect(client, "GET n", "'10000'");
	ck_assert_int_eq(counted, PIPELINED);
	ck_assert_uint_eq(redis_connection_waiting(client->connection), 0);
}
END_TEST

/* ---- what nobody waits for ----------------------------------------------- */

static void
tell(struct redis_client *client, const char *verb, int times)
{
	const struct slice words[] = { slice_of(verb), SLICE("n") };

	for (int i = 0; i < times; i++)
		ck_assert_int_eq(
		    redis_connection_tell(client->connection, 2, words), 0);
}

/* An answer to what was told would be taken for that to what was asked. */
static void
require_told(struct redis_client *client)
{
	for (int i = 1; i <= 3; i++) {
		tell(client, "INCR", 1);
		tell(client, "NONSENSE", 1);
		redis_client_expect(client, "GET n", test_format("'%d'", i));
	}
}

START_TEST(what_is_told_is_done_and_not_answered)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));

	require_told(client);
	/* So many could not be unanswered if they were to be answered. */
	tell(client, "INCR", REDIS_UNANSWERED_MAX + 1);
	redis_client_expect(client, "GET n", "'65540'");
}
END_TEST

START_TEST(what_is_told_is_done_by_a_server_that_has_to_answer)
{
	struct redis_server *server = redis_start(&(struct redis_spec){
	    .more = "user bob on >secret ~* +@all -client|reply\n" });
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.user = slice_of("bob");
	client->target.password = slice_of("secret");
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	require_told(client);
}
END_TEST

START_TEST(bytes_of_all_kinds_pass_both_ways)
{
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .tcp = true });
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	char *large = test_repeat_text("\r\n$3x", 100000);

	redis_client_expect(client,
	    test_format("SET a %s", test_repeat('y', 3000000, "")), "OK");
	redis_client_expect(client, "STRLEN a", "3000000");
	redis_client_expect(
	    client, "EVAL return#redis.call('GET','a') 0", "3000000");
	ck_assert_int_eq(redis_connection_command(client->connection, 3,
			     (struct slice[]){ SLICE("SET"), SLICE("b"),
				 { large, strlen(large) } },
			     NULL, NULL),
	    0);
	redis_client_expect(
	    client, "STRLEN b", test_format("%zu", strlen(large)));
	redis_client_expect(client, "GETRANGE b 0 4", "'\r\n$3x'");
}
END_TEST

/* Each is within the bound, and all of them together are not. */
START_TEST(many_large_arrays_are_none_too_large)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	const struct slice words[] = { SLICE("LRANGE"), SLICE("l"), SLICE("0"),
		SLICE("-1") };

	redis_client_expect(client,
	    "EVAL for\ni=1,20000\ndo\nredis.call('RPUSH','l',i)\nend 0", "nil");
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(redis_connection_command(
				     client->connection, 4, words, NULL, NULL),
		    0);
	redis_client_expect(client, "PING", "PONG");
	ck_assert_int_eq(client->lost, 0);
}
END_TEST

/* ---- scripts ------------------------------------------------------------- */

static const char *const scripts[] = {
	"return redis.call('INCRBY', KEYS[1], ARGV[1])",
	"return {KEYS[1], KEYS[2], ARGV[1], redis.call('GET', KEYS[1])}",
};

static struct redis_client *
connect_with_scripts(const struct redis_server *server)
{
	struct redis_client *client = redis_client_new(redis_address(server));

	client->target.scripts = scripts;
	client->target.script_count = 2;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	return client;
}

START_TEST(scripts_are_called_by_their_digests)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = connect_with_scripts(server);

	ck_assert_int_eq(redis_client_script(client, 0, 1, "n 5"), 0);
	ck_assert_int_eq(redis_client_script(client, 1, 2, "n m x"), 0);
	redis_client_wait_replies(client, 2);
	test_require_equal(client->replies, "5 ['n','m','x','5']");
	redis_client_expect(client,
	    "EVAL return(redis.call('INFO','commandstats'):find('cmdstat_eval:'"
	    "))~=nil 0",
	    "nil");
}
END_TEST

START_TEST(a_script_that_was_forgotten_is_carried_out_once)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = connect_with_scripts(server);

	ck_assert_int_eq(redis_client_send(client, "SCRIPT FLUSH"), 0);
	ck_assert_int_eq(redis_client_script(client, 0, 1, "n 5"), 0);
	redis_client_wait_replies(client, 2);
	test_require_equal(client->replies, "OK 5");
	redis_client_expect(client, "GET n", "'5'");
	/* It is known again. */
	ck_assert_int_eq(redis_client_script(client, 0, 1, "n 5"), 0);
	redis_client_expect(client, "GET n", "'10'");
}
END_TEST

/* ---- what is published, and what waits ----------------------------------- */

START_TEST(what_is_published_is_pushed_in_order)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	struct redis_client *other = redis_client_connect(
	    redis_address(server));

	redis_connection_subscribe(
	    client->connection, (struct slice)SLICE("news"), NULL, NULL);
	redis_client_expect(client, "PING", "['pong','']");
	for (int i = 0; i < 5; i++)
		redis_client_send(other, test_format("PUBLISH news %d", i));
	redis_client_wait_pushes(client, 5);
	test_require_equal(
	    client->pushes, "news:0 news:1 news:2 news:3 news:4");
	ck_assert_uint_eq(client->replied, 1);
}
END_TEST

/* The other one blocks for longer than this one lets a server be quiet. */
START_TEST(a_quiet_server_is_asked_whether_it_is_there)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_new(redis_address(server));
	struct redis_client *other = redis_client_connect(
	    redis_address(server));

	client->target.timeout_ms = 2000;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	redis_connection_subscribe(
	    client->connection, (struct slice)SLICE("news"), NULL, NULL);
	redis_client_expect(client, "PING", "['pong','']");
	redis_client_send(other, "CONFIG RESETSTAT");
	redis_connection_wait(other->connection, 3000, 3,
	    (struct slice[]){ SLICE("BLPOP"), SLICE("none"), SLICE("3") }, NULL,
	    NULL);
	redis_client_send(other, "PUBLISH news late");
	redis_client_wait_pushes(client, 1);
	redis_client_expect(other,
	    "EVAL return(redis.call('INFO','commandstats'):"
	    "match('cmdstat_ping:calls=')) 0",
	    "'cmdstat_ping:calls='");
	/* What it answers is not shown. */
	ck_assert_uint_eq(client->replied, 1);
	ck_assert_int_eq(client->lost, 0);
}
END_TEST

static void
waited_cb(struct redis_connection *connection, const struct redis_reply *reply,
    void *argument)
{
	(void)connection;
	ck_assert_ptr_nonnull(reply);
	*(enum redis_reply_type *)argument = reply->type;
}

/* What waits at the server for longer than others may is no silence. */
START_TEST(a_command_may_wait_at_the_server)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_new(redis_address(server));
	enum redis_reply_type types[2] = { REDIS_ERROR, REDIS_ERROR };

	client->target.timeout_ms = 1000;
	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	/* Nor is what has to wait for that, and then waits itself. */
	for (int i = 0; i < 2; i++)
		redis_connection_wait(client->connection, 1500, 3,
		    (struct slice[]){
			SLICE("BLPOP"), SLICE("none"), SLICE("1.5") },
		    waited_cb, &types[i]);
	redis_client_expect(client, "GET a", "nil");
	ck_assert_int_eq(types[0], REDIS_NIL);
	ck_assert_int_eq(types[1], REDIS_NIL);
	ck_assert_int_eq(client->lost, 0);
}
END_TEST

/* ---- bounds -------------------------------------------------------------- */

START_TEST(nobody_is_asked_before_it_is_ready)
{
	struct redis_client *client = redis_client_new("unix:/nonexistent/s");

	redis_client_begin(client);
	ck_assert_int_eq(redis_client_send(client, "PING"), -1);
	ck_assert_int_eq(errno, ENOTCONN);
	ck_assert_int_eq(redis_client_script(client, 0, 0, ""), -1);
	ck_assert_int_eq(errno, ENOTCONN);
	ck_assert_uint_eq(client->replied, 0);
}
END_TEST

START_TEST(what_waits_to_be_written_is_bounded)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	const char *large = test_format(
	    "SET a %s", test_repeat('y', 1 << 20, ""));
	size_t taken = 0;

	while (redis_client_send(client, large) == 0) {
		taken++;
		ck_assert_uint_le(redis_connection_waiting(client->connection),
		    REDIS_WAITING_BYTES_MAX);
	}
	ck_assert_int_eq(errno, ENOBUFS);
	ck_assert_uint_eq(taken, REDIS_WAITING_BYTES_MAX / (1 << 20) - 1);
	/* Whoever waits finds room. */
	redis_client_wait_replies(client, taken);
	redis_client_expect(client, "STRLEN a", "1048576");
}
END_TEST

START_TEST(what_is_unanswered_is_bounded)
{
	struct redis_server *server = redis_start_usual();
	struct redis_client *client = redis_client_connect(
	    redis_address(server));
	const struct slice words[] = { SLICE("INCR"), SLICE("n") };

	while (redis_connection_command(
		   client->connection, 2, words, counted_cb, NULL) == 0)
		;
	ck_assert_int_eq(errno, ENOBUFS);
	while (counted < REDIS_UNANSWERED_MAX)
		event_base_loop(client->base, EVLOOP_ONCE);
	redis_client_expect(
	    client, "GET n", test_format("'%d'", REDIS_UNANSWERED_MAX));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, each_answer_goes_to_its_command);
	test_cases_add(tests, commands_do_not_wait_for_answers);
	test_cases_add(tests, what_is_told_is_done_and_not_answered);
	test_cases_add(
	    tests, what_is_told_is_done_by_a_server_that_has_to_answer);
	test_cases_add(tests, bytes_of_all_kinds_pass_both_ways);
	test_cases_add(tests, many_large_arrays_are_none_too_large);
	test_cases_add(tests, scripts_are_called_by_their_digests);
	test_cases_add(tests, a_script_that_was_forgotten_is_carried_out_once);
	test_cases_add(tests, what_is_published_is_pushed_in_order);
	test_cases_add(tests, a_quiet_server_is_asked_whether_it_is_there);
	test_cases_add(tests, a_command_may_wait_at_the_server);
	test_cases_add(tests, nobody_is_asked_before_it_is_ready);
	test_cases_add(tests, what_waits_to_be_written_is_bounded);
	test_cases_add(tests, what_is_unanswered_is_bounded);
}
