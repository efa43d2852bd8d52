/* SPDX-License-Identifier: MIT */
/*
 * Where names fold, they do so over all nodes: whoever has a name has it in all
 * capitals, wherever others claim it or write to it.
 */

#include <string.h>
#include <sysexits.h>

#include "cluster/cluster_fixture.h"
#include "common/test_cases.h"
#include "common/test_support.h"

#define FOLDS "names_fold=yes"

/* Start nodes on which names fold. */
static void
begin_nodes(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		cluster_configure(i, FOLDS);
	cluster_begin(count);
}

static void
expect_in_use(unsigned int node, const char *name)
{
	test_client_ask(test_client_connect(cluster_node(node)),
	    test_format("HELLO-FROM %s\n", name), "IN-USE\n");
}

/* ---- users --------------------------------------------------------------- */

START_TEST(a_name_is_one_users_in_all_capitals)
{
	struct test_client *alice, *bob;

	begin_nodes(3);
	alice = cluster_login(0, "Alice");
	expect_in_use(1, "alice");
	expect_in_use(2, "ALICE");
	bob = cluster_login(1, "bob");
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,Alice,bob\n");
	test_client_ask(bob, "SEND aLICE hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob hi\n");
	test_client_ask(alice, "SEND BOB ho\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY Alice ho\n");
	test_client_close(alice);
	test_client_ask_until(test_client_connect(cluster_node(2)),
	    "HELLO-FROM aLiCe\n", "HELLO aLiCe\n");
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,bob,aLiCe\n");
}
END_TEST

/* Of all who claim it at once, one gets it. */
START_TEST(one_of_all_who_claim_a_name_gets_it)
{
	static const char *const names[] = { "carol", "Carol", "CAROL" };
	struct test_client *clients[3];
	unsigned int granted = 0;

	begin_nodes(3);
	for (unsigned int i = 0; i < 3; i++)
		clients[i] = test_client_connect(cluster_node(i));
	for (unsigned int i = 0; i < 3; i++)
		test_client_send(
		    clients[i], test_format("HELLO-FROM %s\n", names[i]));
	for (unsigned int i = 0; i < 3; i++) {
		const char *line = test_client_take_line(clients[i]);

		if (strncmp(line, "HELLO ", 6) == 0)
			granted++;
		else
			test_require_equal(line, "IN-USE");
	}
	ck_assert_uint_eq(granted, 1);
}
END_TEST

START_TEST(a_node_that_comes_later_shows_names_as_they_are)
{
	struct test_client *alice, *dave;

	begin_nodes(2);
	alice = cluster_login(0, "Alice");
	cluster_login(1, "bob");
	cluster_configure(2, FOLDS);
	cluster_start_node(2);
	dave = cluster_login(2, "dave");
	test_client_ask(dave, "WHO\n", "WHO-OK echobot,Alice,bob,dave\n");
	expect_in_use(2, "alice");
	test_client_ask(dave, "SEND ALICE hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY dave hi\n");
}
END_TEST

/* ---- an engine that has forgotten everything ----------------------------- */

START_TEST(names_are_claimed_anew_as_they_were)
{
	struct test_client *alice, *bob, *other;

	begin_nodes(2);
	alice = cluster_login(0, "Alice");
	bob = cluster_login(1, "bOB");
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,Alice,bOB\n");
	redis_kill(cluster_redis());
	redis_restart(cluster_redis(), false);
	/* Once somebody is let in all have their names again. */
	other = cluster_login_later(0, "carol");
	test_client_ask_until(
	    other, "WHO\n", "WHO-OK echobot,Alice,bOB,carol\n");
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,Alice,bOB,carol\n");
	expect_in_use(1, "alice");
	expect_in_use(0, "BOB");
	test_client_ask(bob, "SEND aLICE hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bOB hi\n");
}
END_TEST

/* ---- rooms --------------------------------------------------------------- */

/* Have alice in #Tea, of which the node of bob knows. */
static void
begin_room(struct test_client **alice_r, struct test_client **bob_r)
{
	begin_nodes(2);
	*alice_r = cluster_login(0, "Alice");
	*bob_r = cluster_login(1, "bob");
	test_client_ask(*alice_r, "JOIN #Tea\n", "JOIN-OK #Tea\n");
	test_client_ask_until(*bob_r, "WHO #tea\n", "WHO-OK #tea Alice\n");
}

START_TEST(a_room_is_one_in_all_capitals)
{
	struct test_client *alice, *bob;

	begin_room(&alice, &bob);
	test_client_ask(bob, "JOIN #tEA\n", "JOIN-OK #Tea\n");
	test_client_expect(alice, "JOINED #Tea bob\n");
	test_client_ask(bob, "SEND #TEA hi\n", "SEND-OK\n");
	test_client_expect(alice, "SAID #Tea bob hi\n");
	test_client_ask(bob, "LEAVE #tea\n", "LEAVE-OK #tea\n");
	test_client_expect(alice, "LEFT #Tea bob\n");
}
END_TEST

/* What was made on two nodes at once is called there as it was made. */
START_TEST(each_node_calls_a_room_as_it_was_made_there)
{
	struct test_client *alice, *bob;

	begin_nodes(2);
	alice = cluster_login(0, "Alice");
	bob = cluster_login(1, "bob");
	/* What alice's node lists first is who was there first. */
	test_client_ask(alice, "JOIN #Tea\n", "JOIN-OK #Tea\n");
	test_client_send(bob, "JOIN #tea\n");
	test_client_take_line(bob);
	test_client_ask_until(alice, "WHO #tea\n", "WHO-OK #tea Alice,bob\n");
}
END_TEST

/* ---- what all nodes have decided ----------------------------------------- */

START_TEST(a_node_that_folds_otherwise_is_not_let_in)
{
	begin_nodes(1);
	cluster_spawn_node(1);
	test_daemon_wait_log(cluster_node(1),
	    "the cluster does not let this node in: its nodes have "
	    "accounts=none,names_fold=yes, and this one "
	    "accounts=none,names_fold=owned");
	test_daemon_require_exit(cluster_node(1), EX_UNAVAILABLE);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, a_name_is_one_users_in_all_capitals);
	test_cases_add(tests, one_of_all_who_claim_a_name_gets_it);
	test_cases_add(tests, a_node_that_comes_later_shows_names_as_they_are);
	test_cases_add(tests, names_are_claimed_anew_as_they_were);
	test_cases_add(tests, a_room_is_one_in_all_capitals);
	test_cases_add(tests, each_node_calls_a_room_as_it_was_made_there);
	test_cases_add(tests, a_node_that_folds_otherwise_is_not_let_in);
}
