/* SPDX-License-Identifier: MIT */
/*
 * Somebody asks for a name that is had on another node: its owner gets it, and
 * anybody else does not, in bounded time whatever becomes of that node.
 *
 * The accounts are the cluster's; each node checks the passwords itself.
 */

#include <string.h>

#include "chatd/accounts/password.h"
#include "cluster/cluster_fixture.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"

/* So that the older connection is on each worker of each node several times. */
#define CLAIMS 24

#define STRANGERS 32

/* More strangers than may wait for other nodes, and how many of them may. */
#define CROWD   300
#define WAITING 256

/* Let both nodes have accounts.  Return the path of the first one's. */
static const char *
configure_accounts(void)
{
	const char *paths[2];

	for (unsigned int i = 0; i < 2; i++) {
		paths[i] = test_format("%s/accounts", test_directory_create());
		cluster_configure(i, "accounts=file");
		cluster_configure(i, test_format("accounts_file=%s", paths[i]));
	}
	return paths[0];
}

/* Start two nodes that know the password of alice. */
static void
begin(void)
{
	const char *path = configure_accounts();
	char hash[PASSWORD_HASH_BYTES];
	struct test_client *console;

	test_require(
	    password_hash(slice_of(ACCOUNTS_PASSWORD), hash) == 0, "no hash");
	test_file_write(
	    path, test_format("chatd-accounts 1\nalice %s\nend 1\n", hash));
	cluster_configure(1, console_option());
	cluster_begin(2);
	/* The other node may have been faster, and have had nothing. */
	console = console_connect();
	while (strstr(console_ask(console, "account list"), "alice") == NULL)
		continue;
	test_client_close(console);
}

/* Start two nodes; alice may have an account later, by accounts_add(). */
static void
begin_without_owner(void)
{
	(void)configure_accounts();
	cluster_configure(1, console_option());
	cluster_begin(2);
}

/* Connect, and show the password of alice. */
static struct test_client *
connect_owner(unsigned int node)
{
	struct test_client *client = test_client_connect(cluster_node(node));

	test_client_ask(
	    client, "AUTH alice " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	return client;
}

static struct test_client *
log_in(unsigned int node)
{
	struct test_client *client = connect_owner(node);

	test_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	return client;
}

/* The same as soon as the name can be had: whoever is told BUSY comes again. */
static struct test_client *
log_in_later(unsigned int node)
{
	struct test_client *client = connect_owner(node);
	const char *line;

	test_client_send(client, "HELLO-FROM alice\n");
	line = test_client_take_line(client);
	if (strcmp(line, "BUSY") == 0)
		return log_in_later(node);
	ck_assert_str_eq(line, "HELLO alice");
	return client;
}

/* Wait until node 1 lists these, after carol, who is on it. */
static void
await_users(const char *names)
{
	static struct test_client *carol;

	if (carol == NULL)
		carol = cluster_login(1, "carol");
	test_client_ask_until(
	    carol, "WHO\n", test_format("WHO-OK echobot,%s\n", names));
}

static pid_t
pid_of(unsigned int node)
{
	return test_daemon_pid(cluster_node(node));
}

/* ---- owners -------------------------------------------------------------- */

/* The room hears, on either node, that the older one left before it hears of
 * the newer one; and what is sent to alice reaches the newer one.
 */
START_TEST(an_owner_replaces_their_connection_on_another_node)
{
	struct test_client *others[2], *older, *newer = NULL;

	begin();
	others[0] = cluster_login(0, "bob");
	others[1] = cluster_login(1, "carol");
	test_client_ask(others[0], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask_until(others[1], "WHO #den\n", "WHO-OK #den bob\n");
	test_client_ask(others[1], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(others[0], "JOINED #den carol\n");
	older = log_in(0);
	for (unsigned int i = 1; i < CLAIMS; i++) {
		test_client_ask(older, "JOIN #den\n", "JOIN-OK #den\n");
		for (int j = 0; j < 2; j++)
			test_client_expect(others[j], "JOINED #den alice\n");
		/* Connections are dealt out in turn. */
		if (i % 3 == 0)
			test_client_connect(cluster_node(i % 2));
		newer = log_in(i % 2);
		test_client_expect_end(older);
		for (int j = 0; j < 2; j++)
			test_client_expect(others[j], "LEFT #den alice\n");
		older = newer;
	}
	test_client_ask(others[0], "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(newer, "DELIVERY bob hi\n");
	test_client_ask(others[0], "WHO #den\n", "WHO-OK #den bob,carol\n");
	test_client_ask_until(
	    others[0], "WHO\n", "WHO-OK echobot,bob,carol,alice\n");
}
END_TEST

START_TEST(an_owner_replaces_whoever_was_there_first)
{
	struct test_client *squatter;

	begin_without_owner();
	squatter = cluster_login(0, "alice");
	accounts_add("alice");
	await_users("alice,carol");
	log_in(1);
	test_client_expect_end(squatter);
}
END_TEST

/*
 * Several who are all the owner: whoever is last to be granted the name has it;
 * one who asks while another one on the same node does may be refused.
 */
START_TEST(of_owners_who_come_at_once_one_is_left)
{
	struct test_client *owners[8];
	const char *line;
	bool had[8];
	int left = 0;

	begin();
	for (unsigned int i = 0; i < 8; i++)
		owners[i] = connect_owner(i % 2);
	for (int i = 0; i < 8; i++)
		test_client_send(owners[i], "HELLO-FROM alice\n");
	for (int i = 0; i < 8; i++) {
		line = test_client_take_line(owners[i]);
		had[i] = strcmp(line, "HELLO alice") == 0;
		ck_assert(had[i] || strcmp(line, "BUSY") == 0 ||
			  strcmp(line, "IN-USE") == 0);
	}
	for (int i = 0; i < 8; i++) {
		test_client_send(owners[i], "WHO\n");
		line = test_client_take_line_or_end(owners[i]);
		left += had[i] && line != NULL;
	}
	ck_assert_int_eq(left, 1);
}
END_TEST

/* ---- strangers ----------------------------------------------------------- */

START_TEST(nobody_else_replaces_anybody)
{
	struct test_client *alice, *dave, *strangers[STRANGERS];

	begin();
	alice = log_in(0);
	dave = cluster_login(0, "dave");
	for (int i = 0; i < STRANGERS; i++)
		strangers[i] = test_client_connect(cluster_node(1));
	await_users("alice,dave,carol");
	for (int i = 0; i < STRANGERS; i++)
		test_client_send(strangers[i],
		    "HELLO-FROM alice\nHELLO-FROM dave\nHELLO-FROM eve\n");
	for (int i = 0; i < STRANGERS; i++)
		test_client_expect(strangers[i], "IN-USE\nIN-USE\n");
	test_client_ask(alice, "SEND dave hi\n", "SEND-OK\n");
	test_client_expect(dave, "DELIVERY alice hi\n");
}
END_TEST

/* ---- nodes that do not answer -------------------------------------------- */

/* A node that hangs for less than a lease goes on with all of its users. */
START_TEST(an_owner_is_answered_by_a_node_that_hangs)
{
	struct test_client *older, *newer;

	begin();
	older = log_in(0);
	newer = connect_owner(1);
	await_users("alice,carol");
	test_process_stop(pid_of(0));
	test_client_send(newer, "HELLO-FROM alice\n");
	test_client_expect(newer, "BUSY\n");
	test_process_continue(pid_of(0));
	newer = log_in_later(1);
	test_client_expect_end(older);
	test_client_ask(newer, "WHO\n", "WHO-OK echobot,carol,alice\n");
}
END_TEST

/* The name is had in one go when the cluster has given the node up. */
START_TEST(an_owner_gets_the_name_that_a_lost_node_has)
{
	struct test_client *newer;

	cluster_configure(1, "cluster_timeout=1min");
	begin();
	log_in(0);
	newer = connect_owner(1);
	await_users("alice,carol");
	cluster_kill_node(0);
	test_client_ask(newer, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

/* Take what strangers have been told; return how many were refused. */
static int
count_refused(struct test_client *const *strangers)
{
	int count = 0;

	for (int i = 0; i < CROWD; i++) {
		const char *line = test_client_poll_line(strangers[i]);

		if (line == NULL)
			continue;
		ck_assert_str_eq(line, "IN-USE");
		count++;
	}
	return count;
}

/* Strangers who wait for a node that hangs do not keep an owner waiting. */
START_TEST(many_strangers_leave_room_for_an_owner)
{
	struct test_client *older, *newer, *dave, *strangers[CROWD];
	int refused = 0;

	cluster_configure(1, "cluster_timeout=1min");
	begin();
	older = log_in(0);
	dave = cluster_login(0, "dave");
	newer = connect_owner(1);
	await_users("alice,dave,carol");
	for (int i = 0; i < CROWD; i++)
		strangers[i] = test_client_connect(cluster_node(1));
	test_process_stop(pid_of(0));
	for (int i = 0; i < CROWD; i++)
		test_client_send(strangers[i], "HELLO-FROM dave\n");
	while (refused < CROWD - WAITING)
		refused += count_refused(strangers);
	test_client_send(newer, "HELLO-FROM alice\n");
	test_process_continue(pid_of(0));
	test_client_expect(newer, "HELLO alice\n");
	test_client_expect_end(older);
	while (refused < CROWD)
		refused += count_refused(strangers);
	test_client_ask(newer, "SEND dave hi\n", "SEND-OK\n");
	test_client_expect(dave, "DELIVERY alice hi\n");
}
END_TEST

/* A name that is kept from everybody on another node is not waited for. */
START_TEST(an_owner_does_not_wait_for_a_name_that_is_kept)
{
	struct test_client *squatter, *owner;

	cluster_configure(0, "name_grace=1h");
	cluster_configure(0, "send_timeout=1s");
	begin_without_owner();
	squatter = test_client_connect_small(cluster_node(0), "hello");
	test_client_ask(squatter, "HELLO-FROM alice\n", "HELLO alice\n");
	await_users("alice,carol");
	test_client_send(squatter, test_repeat('\n', 1000000, ""));
	await_users("carol");
	accounts_add("alice");
	owner = connect_owner(1);
	test_client_ask(owner, "HELLO-FROM alice\n", "BUSY\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	accounts_require_support();
	test_cases_set_timeout(tests, 60);
	test_cases_add(
	    tests, an_owner_replaces_their_connection_on_another_node);
	test_cases_add(tests, an_owner_replaces_whoever_was_there_first);
	test_cases_add(tests, of_owners_who_come_at_once_one_is_left);
	test_cases_add(tests, nobody_else_replaces_anybody);
	test_cases_add(tests, an_owner_is_answered_by_a_node_that_hangs);
	test_cases_add(tests, an_owner_gets_the_name_that_a_lost_node_has);
	test_cases_add(tests, many_strangers_leave_room_for_an_owner);
	test_cases_add(tests, an_owner_does_not_wait_for_a_name_that_is_kept);
}
