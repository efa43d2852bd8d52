/* SPDX-License-Identifier: MIT */
/* The rooms that are kept in a cluster are kept on all of its nodes. */

#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cluster/register_fixture.h"
#include "common/clock.h"
#include "common/test_cases.h"
#include "common/test_support.h"

#define DEN "room den\nowner alice\n"

static struct redis_server *redis;
static struct test_daemon *nodes[2];

/* Start two nodes with this option and these accounts. */
static void
begin_with(const char *option)
{
	redis = register_begin();
	for (unsigned int i = 0; i < 2; i++)
		nodes[i] = register_start(i, option);
	register_add(0, "alice");
	register_add(0, "bob");
	register_await(1, "account list", "OK\nname\nalice\nbob\n");
}

static void
begin(void)
{
	begin_with(NO_OPTION);
}

/* Log in as the owner of name, as soon as it is free. */
static struct test_client *
log_in(unsigned int node, const char *name)
{
	struct test_client *client = test_client_connect(nodes[node]);

	test_client_ask(client,
	    test_format("AUTH %s " REGISTER_PASSWORD "\n", name), "AUTH-OK\n");
	test_client_ask_until(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

/* Have alice enter #den on a node, and have it kept. */
static struct test_client *
keep_den(unsigned int node)
{
	struct test_client *alice = log_in(node, "alice");

	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "MODE #den +r\n", "MODE-OK #den +r\n");
	return alice;
}

/* Return the file of a node, but for when topics and bans were set. */
static const char *
file(unsigned int node)
{
	const char *text = test_file_read(register_path(node, "rooms"));

	return test_drop_lines(test_drop_lines(text, "topic-by "), "bans ");
}

/* Nothing tells when a file changes: it is read until patience is over. */
static void
look_again(void)
{
	poll(NULL, 0, 1);
}

/* Wait until the file of a node has text, or has it no more. */
static void
await_file(unsigned int node, const char *text, bool has_it)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;

	while ((strstr(file(node), text) != NULL) != has_it) {
		test_require(clock_monotonic_ms() < end_ms,
		    "node %u: \"%s\" does not %s %s", node, file(node),
		    has_it ? "get" : "lose", text);
		look_again();
	}
}

/* Wait until the file of a node has these lines, and no others. */
static void
await_lines(unsigned int node, const char *lines)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
	const char *wanted = test_format("%send ", lines);

	while (strncmp(strchr(file(node), '\n') + 1, wanted, strlen(wanted)) !=
	       0) {
		test_require(clock_monotonic_ms() < end_ms,
		    "node %u: \"%s\" does not become\n%s", node, file(node),
		    lines);
		look_again();
	}
}

/* Wait until both files have these lines, and no others. */
static void
await_rooms(const char *lines)
{
	await_lines(0, lines);
	await_lines(1, lines);
}

/* Wait until both files have the same lines, and nothing is untold. */
static void
await_alike(void)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
	const char *lines, *other;

	do {
		look_again();
		lines = strchr(file(0), '\n');
		other = strchr(file(1), '\n');
		test_require(clock_monotonic_ms() < end_ms,
		    "\"%s\" does not become\n%s", other, lines);
	} while (strcmp(lines, other) != 0 || strstr(lines, "untold") != NULL);
}

/* Require that whoever enters the room on a node founds it. */
static void
require_founded(unsigned int node)
{
	struct test_client *dave = test_client_login(nodes[node], "dave");

	test_client_ask(dave, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(dave, "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(dave, "TOPIC #den mine\n", "TOPIC-OK #den mine\n");
}

START_TEST(a_kept_room_waits_on_all_nodes)
{
	struct test_client *alice, *bob, *mallory;

	begin();
	alice = keep_den(0);
	bob = log_in(0, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", "MODE-OK #den +r\n");
	test_client_ask(
	    alice, "MODE #den +k secret\n", "MODE-OK #den +kr secret\n");
	test_client_ask(
	    alice, "MODE #den +b mallory\n", "MODE-OK #den +kr secret\n");
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_close(alice);
	test_client_close(bob);
	await_rooms(DEN "key secret\noperators bob\ntopic tea\n");
	mallory = test_client_login(nodes[1], "mallory");
	test_client_ask(mallory, "JOIN #den secret\n", "BANNED\n");
	test_client_ask(
	    test_client_login(nodes[1], "dave"), "JOIN #den\n", "BAD-KEY\n");
	bob = log_in(1, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "TOPIC #den\n", "TOPIC-OK #den tea\n");
	test_client_ask(
	    bob, "MODE #den -b mallory\n", "MODE-OK #den +kr secret\n");
	test_client_ask(bob, "MODE #den -r\n", "NOT-OWNER\n");
	await_rooms(DEN "key secret\noperators bob\ntopic tea\n");
}
END_TEST

START_TEST(its_owner_gives_it_up_on_any_node)
{
	struct test_client *alice;

	begin();
	test_client_close(keep_den(0));
	await_rooms(DEN);
	alice = log_in(1, "alice");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "MODE #den -r\n", "MODE-OK #den +\n");
	test_client_close(alice);
	await_rooms("");
	require_founded(0);
}
END_TEST

START_TEST(the_operator_orders_on_any_node)
{
	begin();
	test_client_close(keep_den(0));
	await_rooms(DEN);
	register_expect(1, "room owner den bob", "OK\n");
	await_rooms("room den\nowner bob\n");
	register_expect(0, "room forget den", "OK\n");
	await_rooms("");
	register_expect(1, "room forget den", "ERROR no such room is kept\n");
}
END_TEST

START_TEST(a_node_that_was_away_takes_what_it_has_missed)
{
	struct test_client *alice;

	begin();
	alice = keep_den(0);
	test_client_ask(alice, "JOIN #inn\n", "JOIN-OK #inn\n");
	test_client_ask(alice, "MODE #inn +r\n", "MODE-OK #inn +r\n");
	await_file(1, "room inn\n", true);
	await_file(1, "room den\n", true);
	register_stop(1);
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_ask(alice, "MODE #inn -r\n", "MODE-OK #inn +\n");
	await_lines(0, DEN "topic tea\n");
	nodes[1] = register_start(1, NO_OPTION);
	register_expect(1, "room forget inn", "ERROR no such room is kept\n");
	await_rooms(DEN "topic tea\n");
}
END_TEST

/* What it learns of accounts takes nothing from their rooms. */
START_TEST(a_new_node_takes_accounts_and_their_rooms)
{
	struct test_client *alice;

	begin();
	register_stop(1);
	test_client_close(keep_den(0));
	await_lines(0, DEN);
	ck_assert_int_eq(unlink(register_path(1, "rooms")), 0);
	ck_assert_int_eq(unlink(register_path(1, "accounts")), 0);
	nodes[1] = register_start(1, NO_OPTION);
	await_rooms(DEN);
	alice = log_in(1, "alice");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	await_rooms(DEN "topic tea\n");
}
END_TEST

START_TEST(redis_need_not_remember_rooms)
{
	struct test_client *alice;

	begin();
	alice = keep_den(0);
	await_rooms(DEN);
	redis_restart(redis, false);
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	await_rooms(DEN "topic tea\n");
	register_stop(1);
	nodes[1] = register_start(1, NO_OPTION);
	await_rooms(DEN "topic tea\n");
}
END_TEST

START_TEST(what_is_done_without_redis_is_told_later)
{
	struct test_client *alice;

	begin();
	alice = keep_den(0);
	await_rooms(DEN);
	redis_kill(redis);
	test_daemon_wait_log(nodes[0], "no engine at");
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_ask(alice, "JOIN #inn\n", "JOIN-OK #inn\n");
	test_client_ask(alice, "MODE #inn +r\n", "MODE-OK #inn +r\n");
	await_file(
	    0, DEN "topic tea\nuntold change\n" DEN "untold old\n", true);
	await_file(0, "room inn\nowner alice\nuntold new\n", true);
	/* Not even an end in between loses that. */
	register_stop(0);
	redis_restart(redis, false);
	nodes[0] = register_spawn(0, NO_OPTION);
	await_rooms(DEN "topic tea\nroom inn\nowner alice\n");
}
END_TEST

START_TEST(two_changes_at_one_moment_become_one)
{
	struct test_client *alice, *bob;

	begin();
	alice = keep_den(0);
	await_rooms(DEN);
	bob = log_in(1, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", "MODE-OK #den +r\n");
	await_rooms(DEN "operators bob\n");
	for (int i = 0; i < 5; i++) {
		test_client_send(alice, test_format("TOPIC #den tea %d\n", i));
		test_client_send(bob, test_format("TOPIC #den coffee %d\n", i));
		test_client_take_until(
		    alice, test_format("TOPIC-OK #den tea %d", i));
		test_client_take_until(
		    bob, test_format("TOPIC-OK #den coffee %d", i));
	}
	/* It is that of one of them, and the last one. */
	await_file(0, " 4\nend ", true);
	await_alike();
}
END_TEST

START_TEST(an_account_that_is_deleted_owns_nothing_anywhere)
{
	struct test_client *bob;

	begin();
	bob = log_in(1, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "MODE #den +r\n", "MODE-OK #den +r\n");
	await_rooms("room den\nowner bob\n");
	register_expect(0, "account delete bob", "OK\n");
	await_rooms("room den\n");
	register_add(1, "bob");
	register_await(0, "account list", "OK\nname\nalice\nbob\n");
	test_client_close(bob);
	bob = log_in(0, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "TOPIC #den tea\n", "NOT-OPERATOR\n");
	await_rooms("room den\n");
}
END_TEST

START_TEST(a_node_with_other_rooms_is_not_let_in)
{
	redis = register_begin();
	nodes[1] = register_start(1, "engine=memory");
	register_add(1, "alice");
	test_client_close(keep_den(1));
	await_lines(1, DEN);
	register_stop(1);
	nodes[0] = register_start(0, NO_OPTION);
	register_add(0, "alice");
	test_client_close(keep_den(0));
	await_lines(0, DEN);
	ck_assert_int_eq(unlink(register_path(1, "accounts")), 0);
	nodes[1] = register_spawn(1, NO_OPTION);
	test_daemon_wait_log(nodes[1],
	    "the cluster does not let this node in: rooms_file has something "
	    "that the cluster does not have: move the file away");
	test_daemon_require_exit(nodes[1], EX_UNAVAILABLE);
}
END_TEST

/* The register has it in small letters, and says how it was written. */
START_TEST(a_room_whose_name_folds_is_kept_as_it_is_written)
{
	struct test_client *alice, *bob;

	begin_with("names_fold=yes");
	alice = log_in(0, "alice");
	test_client_ask(alice, "JOIN #Den\n", "JOIN-OK #Den\n");
	test_client_ask(alice, "MODE #dEN +r\n", "MODE-OK #dEN +r\n");
	await_file(1, "room Den\nowner alice\n", true);
	bob = log_in(1, "bob");
	test_client_ask(bob, "JOIN #DEN\n", "JOIN-OK #Den\n");
	test_client_expect(alice, "JOINED #Den bob\n");
	test_client_ask(alice, "MODE #den -r\n", "MODE-OK #den +\n");
	await_file(1, "room ", false);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, test_is_sanitized() ? 120 : 60);
	test_cases_add(tests, a_kept_room_waits_on_all_nodes);
	test_cases_add(tests, its_owner_gives_it_up_on_any_node);
	test_cases_add(tests, the_operator_orders_on_any_node);
	test_cases_add(tests, a_node_that_was_away_takes_what_it_has_missed);
	test_cases_add(tests, a_new_node_takes_accounts_and_their_rooms);
	test_cases_add(tests, redis_need_not_remember_rooms);
	test_cases_add(tests, what_is_done_without_redis_is_told_later);
	test_cases_add(tests, two_changes_at_one_moment_become_one);
	test_cases_add(tests, an_account_that_is_deleted_owns_nothing_anywhere);
	test_cases_add(tests, a_node_with_other_rooms_is_not_let_in);
	test_cases_add(tests, a_room_whose_name_folds_is_kept_as_it_is_written);
}
