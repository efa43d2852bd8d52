/* SPDX-License-Identifier: MIT */
/* The accounts of a cluster are the same on all of its nodes. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cluster/register_fixture.h"
#include "common/test_cases.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/disk_fixture.h"

#define NOBODY "OK\nname\n"
#define ALICE  "OK\nname\nalice\n"

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

/* Fail unless the file of a node has this text. */
static void
require_in_file(unsigned int node, const char *text)
{
	const char *file = test_file_read(register_path(node, "accounts"));

	test_require(strstr(file, text) != NULL, "no \"%s\" in %s", text, file);
}

/* Add an account; the cluster may have to be asked several times. */
static void
add_in_the_end(unsigned int node, const char *name)
{
	const char *reply;

	do
		reply = register_ask(node,
		    test_format("account add %s " REGISTER_PASSWORD, name));
	while (strcmp(reply, "OK\n") != 0 &&
	       strstr(reply, "somebody owns") == NULL);
}

START_TEST(an_account_is_there_on_all_nodes)
{
	begin();
	register_add(0, "alice");
	register_await(1, "account list", ALICE);
	register_expect_auth(1, "alice", REGISTER_PASSWORD, "AUTH-OK\n");
	test_client_ask(
	    test_client_connect(there), "HELLO-FROM Alice\n", "IN-USE\n");
	register_expect(1, "account password alice something else", "OK\n");
	register_expect_auth(1, "alice", "something else", "AUTH-OK\n");
	register_expect(1, "account add bob open sesame", "OK\n");
	register_await(0, "account list", "OK\nname\nalice\nbob\n");
	register_expect_auth(0, "alice", "something else", "AUTH-OK\n");
	register_expect_auth(0, "alice", REGISTER_PASSWORD, "BAD-AUTH\n");
	register_expect(0, "account delete alice", "OK\n");
	register_await(1, "account list", "OK\nname\nbob\n");
	test_client_login(there, "alice");
	require_in_file(1, "chatd-accounts 1 version ");
}
END_TEST

START_TEST(a_user_registers_for_all_nodes)
{
	struct test_client *alice;

	redis = register_begin();
	here = register_start(0, "registration=open");
	there = register_start(1, "registration=open");
	alice = test_client_login(here, "alice");
	test_client_ask(
	    alice, "REGISTER " REGISTER_PASSWORD "\n", "REGISTER-OK\n");
	register_await(1, "account list", ALICE);
	register_expect_auth(1, "alice", REGISTER_PASSWORD, "AUTH-OK\n");
}
END_TEST

/* Have a node that is no cluster's make an account in its file. */
static void
make_file(unsigned int node, const char *name)
{
	(void)register_start(node, "engine=memory");
	register_add(node, name);
	register_stop(node);
}

START_TEST(the_accounts_of_the_first_node_become_the_clusters)
{
	(void)register_begin();
	make_file(1, "alice");
	(void)register_start(0, NO_OPTION);
	there = register_start(1, NO_OPTION);
	test_daemon_wait_log(there,
	    "what is in accounts_file is the cluster's from now on "
	    "(records: 1)");
	register_await(0, "account list", ALICE);
	register_expect_auth(0, "alice", REGISTER_PASSWORD, "AUTH-OK\n");
}
END_TEST

START_TEST(a_node_with_other_accounts_is_not_let_in)
{
	(void)register_begin();
	make_file(0, "alice");
	make_file(1, "bob");
	(void)register_start(0, NO_OPTION);
	there = register_spawn(1, NO_OPTION);
	test_daemon_wait_log(there,
	    "the cluster does not let this node in: accounts_file has "
	    "something that the cluster does not have: move the file away, "
	    "and this node takes what the cluster has");
	test_daemon_require_exit(there, EX_UNAVAILABLE);
	require_in_file(1, "bob ");
	register_expect(0, "account list", ALICE);
	/* So it was told to do. */
	ck_assert_int_eq(unlink(register_path(1, "accounts")), 0);
	(void)register_start(1, NO_OPTION);
	register_expect(1, "account list", ALICE);
}
END_TEST

START_TEST(a_node_that_was_changed_by_itself_is_not_let_in)
{
	begin();
	register_add(0, "alice");
	register_await(1, "account list", ALICE);
	register_stop(1);
	/* To look at it makes no difference, but to change it does. */
	(void)register_start(1, "engine=memory");
	register_stop(1);
	there = register_start(1, NO_OPTION);
	register_stop(1);
	(void)register_start(1, "engine=memory");
	register_expect(1, "account delete alice", "OK\n");
	register_add(1, "bob");
	register_stop(1);
	there = register_spawn(1, NO_OPTION);
	test_daemon_wait_log(there, "the cluster does not let this node in");
	test_daemon_require_exit(there, EX_UNAVAILABLE);
}
END_TEST

START_TEST(nodes_that_have_decided_otherwise_are_not_let_in)
{
	static const char *const others[] = { "names_fold=no",
		"accounts=none" };

	redis = register_begin();
	(void)register_start(0, NO_OPTION);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		there = register_spawn(1, others[i]);
		test_daemon_wait_log(there,
		    "the cluster does not let this node in: its nodes have "
		    "accounts=file,names_fold=owned, and this one accounts=");
		test_daemon_require_exit(there, EX_UNAVAILABLE);
	}
}
END_TEST

START_TEST(redis_need_not_remember)
{
	begin();
	register_add(0, "alice");
	register_add(1, "bob");
	redis_restart(redis, false);
	/* It can be changed again as soon as the epoch has settled. */
	register_await(0, "account password bob something else", "OK\n");
	add_in_the_end(1, "carol");
	register_await(0, "account list", "OK\nname\nalice\nbob\ncarol\n");
	register_expect_auth(1, "alice", REGISTER_PASSWORD, "AUTH-OK\n");
	register_expect_auth(1, "bob", "something else", "AUTH-OK\n");
}
END_TEST

/* Whoever was away when it was done comes back with its old file. */
START_TEST(what_was_deleted_does_not_come_back)
{
	begin();
	register_add(0, "alice");
	register_add(0, "bob");
	register_await(1, "account list", "OK\nname\nalice\nbob\n");
	register_stop(1);
	register_expect(0, "account delete alice", "OK\n");
	register_expect(0, "account password bob something else", "OK\n");
	there = register_start(1, NO_OPTION);
	register_expect(1, "account list", "OK\nname\nbob\n");
	register_expect_auth(1, "bob", "something else", "AUTH-OK\n");
	require_in_file(1, "end 1\n");
}
END_TEST

START_TEST(neither_does_it_if_redis_has_forgotten_it)
{
	begin();
	register_add(0, "alice");
	register_add(0, "bob");
	register_await(1, "account list", "OK\nname\nalice\nbob\n");
	register_stop(1);
	register_expect(0, "account delete alice", "OK\n");
	register_stop(0);
	redis_restart(redis, false);
	/* The one that was away is there first. */
	there = register_spawn(1, NO_OPTION);
	here = register_spawn(0, NO_OPTION);
	test_daemon_wait_started(there);
	test_daemon_wait_started(here);
	register_await(1, "account list", "OK\nname\nbob\n");
	register_expect(0, "account list", "OK\nname\nbob\n");
	register_expect(0, "account delete bob", "OK\n");
	register_await(1, "account list", NOBODY);
}
END_TEST

/* It is stopped for so long that it is declared dead. */
START_TEST(a_node_that_was_cut_off_takes_what_it_has_missed)
{
	begin();
	register_add(0, "alice");
	register_await(1, "account list", ALICE);
	test_daemon_signal(there, SIGSTOP);
	register_expect(0, "account delete alice", "OK\n");
	add_in_the_end(0, "bob");
	test_daemon_wait_log(here, "node node1 has gone");
	test_daemon_signal(there, SIGCONT);
	register_await(1, "account list", "OK\nname\nbob\n");
}
END_TEST

START_TEST(without_redis_owners_log_in_and_nothing_changes)
{
	const char *reply;

	begin();
	register_add(0, "alice");
	register_await(1, "account list", ALICE);
	redis_kill(redis);
	test_daemon_wait_log(here, "no engine at");
	register_expect_auth(1, "alice", REGISTER_PASSWORD, "AUTH-OK\n");
	reply = register_ask(0, "account delete alice");
	test_require(strcmp(reply, UNREACHED) == 0 ||
			 strstr(reply, "has not answered") != NULL,
	    "%s", reply);
	register_expect(0, "account add bob open sesame", UNREACHED);
	register_expect(0, "account list", ALICE);
	redis_restart(redis, false);
	add_in_the_end(0, "bob");
	register_await(1, "account list", "OK\nname\nalice\nbob\n");
}
END_TEST

/* Ask both nodes for the same at one moment. */
static void
ask_both(const char *request, const char *replies[2])
{
	struct test_client *consoles[2] = { register_connect(0),
		register_connect(1) };

	for (int i = 0; i < 2; i++)
		test_client_send(consoles[i], test_format("%s\n", request));
	for (int i = 0; i < 2; i++) {
		replies[i] = console_take_reply(consoles[i]);
		test_client_close(consoles[i]);
	}
}

START_TEST(of_two_that_want_a_name_one_gets_it)
{
	const char *replies[2];
	bool is_first;

	begin();
	for (int i = 0; i < 5; i++) {
		ask_both("account add alice open sesame", replies);
		is_first = strcmp(replies[0], "OK\n") == 0;
		test_require_equal(replies[is_first ? 0 : 1], "OK\n");
		test_require_equal(replies[is_first ? 1 : 0],
		    "ERROR somebody owns that name\n");
		/* Both may change what is there, one after the other. */
		ask_both("account password Alice something else", replies);
		test_require_equal(replies[0], "OK\n");
		test_require_equal(replies[1], "OK\n");
		register_expect_auth(0, "alice", "something else", "AUTH-OK\n");
		register_expect(0, "account delete alice", "OK\n");
		register_await(1, "account list", NOBODY);
	}
}
END_TEST

START_TEST(what_is_not_on_the_disk_holds_all_the_same)
{
	redis = register_begin();
	there = register_start(1, NO_OPTION);
	disk_use_faulty();
	here = register_start(0, NO_OPTION);
	disk_break("fsync-file", EIO);
	register_expect(0, "account add alice open sesame",
	    "ERROR the cluster has the change, but accounts_file is not "
	    "written: Input/output error\n");
	register_expect(0, "account list", ALICE);
	register_await(1, "account list", ALICE);
	disk_mend("fsync-file");
	/* The next write makes good for it. */
	register_expect(1, "account add bob open sesame", "OK\n");
	register_await(0, "account list", "OK\nname\nalice\nbob\n");
	register_stop(0);
	require_in_file(0, "alice ");
	require_in_file(0, "bob ");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add(tests, an_account_is_there_on_all_nodes);
	test_cases_add(tests, a_user_registers_for_all_nodes);
	test_cases_add(
	    tests, the_accounts_of_the_first_node_become_the_clusters);
	test_cases_add(tests, a_node_with_other_accounts_is_not_let_in);
	test_cases_add(tests, a_node_that_was_changed_by_itself_is_not_let_in);
	test_cases_add(tests, nodes_that_have_decided_otherwise_are_not_let_in);
	test_cases_add(tests, redis_need_not_remember);
	test_cases_add(tests, what_was_deleted_does_not_come_back);
	test_cases_add(tests, neither_does_it_if_redis_has_forgotten_it);
	test_cases_add(tests, a_node_that_was_cut_off_takes_what_it_has_missed);
	test_cases_add(tests, without_redis_owners_log_in_and_nothing_changes);
	test_cases_add(tests, of_two_that_want_a_name_one_gets_it);
	test_cases_add(tests, what_is_not_on_the_disk_holds_all_the_same);
}
