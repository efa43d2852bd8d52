/* SPDX-License-Identifier: MIT */
/*
 * A name goes from one user to another before the node of somebody who writes
 * to it has heard of that: the texts reach whoever has the name by now.
 *
 * Node 0 is that node.  It stands still, or Redis does not let it read the log
 * of names, for which it has a user of its own there; as has node 1, which may
 * have to keep to itself that a name is free.
 */

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/cluster_fixture.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

#define ROUNDS 20

/* Those in which node 0 has to hear of names again. */
#define LONG_ROUNDS 4

/* More than may be under way at a time (FLIGHT_TEXTS_MAX). */
#define MANY 150

/* So much is more than may be under way, too (FLIGHT_BYTES_MAX). */
#define LONG_BYTES 3000

#define REDIS_USERS                                                            \
	"user deaf on >PASSWORD ~* &* +@all\n"                                 \
	"user mute on >PASSWORD ~* &* +@all\n"

static struct test_client *alice, *bob, *carol;
static int said;

/* Have the node of this number be this user of Redis. */
static void
be_user(unsigned int node, const char *user)
{
	const char *line = test_format("%s PASSWORD\n", user);
	const char *path = test_file_create(line, strlen(line));

	ck_assert_int_eq(chmod(path, 0600), 0);
	cluster_configure(node, test_format("engine_password_file=%s", path));
}

static void
begin(void)
{
	be_user(0, "deaf");
	be_user(1, "mute");
	cluster_configure(0, METRICS_OPTION);
	cluster_begin_with(
	    &(struct redis_spec){ .tcp = true, .more = REDIS_USERS }, 3);
	alice = cluster_login(0, "alice");
	carol = cluster_login(2, "carol");
	bob = cluster_login(1, "bob");
	test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	said = 0;
}

/* ---- what node 0 hears --------------------------------------------------- */

static const char *
order(const char *line)
{
	static char answer[65536];

	test_require(redis_order(cluster_redis(), line, answer, sizeof(answer)),
	    "no answer to \"%s\"", line);
	return answer;
}

/* Let node 0 read no names from now on, and end the wait for the next one. */
static void
deafen(void)
{
	const char *client;
	long id = 0;

	(void)order("ACL SETUSER deaf -xread -hscan");
	client = test_format("%s", order("CLIENT LIST"));
	while ((client = strstr(client, "id=")) != NULL) {
		size_t size = strcspn(client, "\n");
		const char *line = test_format("%.*s", (int)size, client);

		if (strstr(line, "cmd=xread") != NULL &&
		    strstr(line, "user=deaf") != NULL)
			id = strtol(line + strlen("id="), NULL, 10);
		client += size;
	}
	/* Where none waits at the moment, the next one is refused. */
	if (id != 0)
		(void)order(test_format("CLIENT KILL ID %ld", id));
}

static void
end_deafness(void)
{
	(void)order("ACL SETUSER deaf +xread +hscan");
}

/* Let bob leave, and wait until Redis knows it. */
static void
leave(void)
{
	test_client_close(bob);
	while (strstr(order("HEXISTS {chatd}:names bob"), ":0") == NULL)
		;
}

/* ---- what is said -------------------------------------------------------- */

/* Have alice say count texts with numbers, each of them followed by rest. */
static void
say(int count, const char *rest)
{
	for (int i = 0; i < count; i++)
		test_client_send(
		    alice, test_format("SEND bob %d%s\n", said + i, rest));
	said += count;
}

/* Have another bob on this node in place of the one who is there. */
static void
hand_on(unsigned int node)
{
	test_client_close(bob);
	bob = cluster_login_later(node, "bob");
}

/* Expect that bob hears the last count texts, and alice that he does. */
static void
expect_heard(int count, const char *rest)
{
	for (int i = said - count; i < said; i++) {
		test_client_expect(alice, "SEND-OK\n");
		test_client_expect(
		    bob, test_format("DELIVERY alice %d%s\n", i, rest));
	}
}

/* ---- while node 0 stands still ------------------------------------------- */

/*
 * Have alice say count texts while another bob comes on this node: before or
 * after that, but her node cannot tell.
 */
static void
expect_handed_on(unsigned int node, int count, bool is_early)
{
	test_process_stop(test_daemon_pid(cluster_node(0)));
	if (is_early)
		say(count, "");
	hand_on(node);
	if (!is_early)
		say(count, "");
	test_process_continue(test_daemon_pid(cluster_node(0)));
	expect_heard(count, "");
}

START_TEST(a_text_reaches_whoever_has_the_name_by_now)
{
	for (int i = 0; i < ROUNDS; i++)
		expect_handed_on(i % 4 < 2 ? 1 : 2, 1, i % 2 == 0);
}
END_TEST

START_TEST(texts_in_a_row_reach_whoever_has_the_name_by_now)
{
	for (int i = 0; i < ROUNDS; i++)
		expect_handed_on(i % 4 < 2 ? 1 : 2, MANY, false);
}
END_TEST

START_TEST(a_name_that_is_nobodys_is_not_waited_for)
{
	for (int i = 0; i < ROUNDS; i++) {
		test_process_stop(test_daemon_pid(cluster_node(0)));
		leave();
		say(MANY, "");
		test_process_continue(test_daemon_pid(cluster_node(0)));
		test_client_expect(alice, test_repeat_text("UNKNOWN\n", MANY));
		bob = cluster_login_later(1, "bob");
		test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	}
}
END_TEST

/* ---- while node 0 is deaf ------------------------------------------------ */

START_TEST(what_the_node_before_refuses_goes_on)
{
	deafen();
	for (int i = 0; i < ROUNDS; i++) {
		hand_on(i % 4 < 2 ? 1 : 2);
		say(1, "");
		expect_heard(1, "");
	}
}
END_TEST

START_TEST(what_goes_on_keeps_its_order)
{
	const char *rest = test_repeat('x', LONG_BYTES, "");

	deafen();
	for (int i = 0; i < ROUNDS; i++) {
		hand_on(i % 4 < 2 ? 1 : 2);
		say(MANY, i % 2 == 0 ? "" : rest);
		expect_heard(MANY, i % 2 == 0 ? "" : rest);
	}
}
END_TEST

START_TEST(what_nobody_is_there_for_is_refused)
{
	deafen();
	leave();
	say(MANY, "");
	test_client_send(alice, "SEND carol hi\n");
	test_client_expect(alice,
	    test_format("%sSEND-OK\n", test_repeat_text("UNKNOWN\n", MANY)));
	test_client_expect(carol, "DELIVERY alice hi\n");
}
END_TEST

/* Her node has heard neither of dave nor of the node where he is. */
START_TEST(whoever_is_on_a_new_node_is_waited_for)
{
	struct test_client *erin = cluster_login(0, "erin"), *dave;

	deafen();
	cluster_start_node(3);
	dave = cluster_login_later(3, "dave");
	test_client_send(alice, "SEND dave hi\n");
	/* Redis answers in turn, so it has said by then where dave is. */
	for (int i = 0; i < 3; i++)
		test_client_ask(erin, "SEND nobody hi\n", "UNKNOWN\n");
	end_deafness();
	test_client_expect(alice, "SEND-OK\n");
	test_client_expect(dave, "DELIVERY alice hi\n");
}
END_TEST

/* Redis keeps saying that he is there. */
START_TEST(what_is_refused_goes_on_so_often_and_no_more)
{
	struct test_client *dave = cluster_login(1, "dave");

	(void)order("ACL SETUSER mute -hdel");
	test_client_close(bob);
	test_client_ask_until(dave, "SEND bob hi\n", "UNKNOWN\n");
	say(MANY, "");
	test_client_expect(alice, test_repeat_text("UNKNOWN\n", MANY));
	(void)order("ACL SETUSER mute +hdel");
}
END_TEST

/* Wait until node 0 knows of a bob. */
static void
await_bob(void)
{
	const char *line;

	do {
		test_client_send(alice, "WHO\n");
		line = test_client_take_line(alice);
	} while (strstr(line, ",bob") == NULL);
}

/* The name comes to node 0 itself while the one before has yet to refuse. */
START_TEST(what_goes_on_may_come_back)
{
	struct test_client *metrics = metrics_connect(cluster_node(0));

	for (int i = 0; i < LONG_ROUNDS; i++) {
		deafen();
		leave();
		test_process_stop(test_daemon_pid(cluster_node(1)));
		say(2, "");
		metrics_await(metrics, "chatd_cluster_crossings", 2);
		end_deafness();
		bob = cluster_login_later(0, "bob");
		test_process_continue(test_daemon_pid(cluster_node(1)));
		expect_heard(2, "");
		hand_on(1);
		await_bob();
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_text_reaches_whoever_has_the_name_by_now);
	test_cases_add(tests, texts_in_a_row_reach_whoever_has_the_name_by_now);
	test_cases_add(tests, a_name_that_is_nobodys_is_not_waited_for);
	test_cases_add(tests, whoever_is_on_a_new_node_is_waited_for);
	test_cases_add(tests, what_the_node_before_refuses_goes_on);
	test_cases_add(tests, what_goes_on_keeps_its_order);
	test_cases_add(tests, what_nobody_is_there_for_is_refused);
	test_cases_add(tests, what_is_refused_goes_on_so_often_and_no_more);
	test_cases_add(tests, what_goes_on_may_come_back);
}
