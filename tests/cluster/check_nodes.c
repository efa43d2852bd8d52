/* SPDX-License-Identifier: MIT */
/* Users of several nodes, who do not notice that there are several. */

#include <signal.h>

#include "cluster/cluster_fixture.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* Lines that are sent at once, and are to come in their order. */
#define LINES 500

static void
begin(void)
{
	cluster_begin(2);
}

/* Let both join a room, of which bob's node knows before bob comes. */
static void
join_both(struct test_client *alice, struct test_client *bob)
{
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask_until(bob, "WHO #den\n", "WHO-OK #den alice\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den bob\n");
}

/* ---- names --------------------------------------------------------------- */

START_TEST(a_name_is_one_users_on_all_nodes)
{
	struct test_client *other = test_client_connect(cluster_node(1));

	cluster_login(0, "alice");
	test_client_ask(other, "HELLO-FROM alice\n", "IN-USE\n");
}
END_TEST

START_TEST(a_name_can_be_had_again_when_its_user_has_left)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *other = test_client_connect(cluster_node(1));

	test_client_close(alice);
	test_client_ask_until(other, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

START_TEST(everybody_is_in_everybodys_list)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");
	struct test_client *carol = cluster_login(0, "carol");

	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,alice,bob,carol\n");
	test_client_ask_until(
	    alice, "WHO\n", "WHO-OK echobot,alice,bob,carol\n");
	test_client_close(carol);
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,alice,bob\n");
}
END_TEST

START_TEST(a_node_that_comes_later_knows_everybody)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *carol;

	cluster_login(1, "bob");
	cluster_start_node(2);
	carol = cluster_login(2, "carol");
	test_client_ask(carol, "WHO\n", "WHO-OK echobot,alice,bob,carol\n");
	test_client_ask(carol, "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY carol hi\n");
}
END_TEST

/* ---- texts --------------------------------------------------------------- */

START_TEST(a_text_reaches_a_user_of_another_node)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	test_client_ask(alice, "SEND bob how  are you\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice how  are you\n");
	test_client_ask(bob, "SEND alice fine\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob fine\n");
}
END_TEST

START_TEST(a_text_to_nobody_is_refused)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	test_client_ask(alice, "SEND carol hi\n", "UNKNOWN\n");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_close(bob);
	test_client_ask_until(alice, "SEND bob hi\n", "UNKNOWN\n");
}
END_TEST

START_TEST(texts_arrive_in_their_order)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	for (int i = 0; i < LINES; i++)
		test_client_send(alice, test_format("SEND bob %d\n", i));
	for (int i = 0; i < LINES; i++) {
		test_client_expect(alice, "SEND-OK\n");
		test_client_expect(bob, test_format("DELIVERY alice %d\n", i));
	}
}
END_TEST

/* ---- rooms --------------------------------------------------------------- */

START_TEST(a_room_has_members_on_all_nodes)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	join_both(alice, bob);
	test_client_ask(alice, "SEND #den hi all\n", "SEND-OK\n");
	test_client_expect(bob, "SAID #den alice hi all\n");
	test_client_ask(alice, "WHO #den\n", "WHO-OK #den alice,bob\n");
	test_client_ask_until(bob, "WHO #den\n", "WHO-OK #den alice,bob\n");
	test_client_ask(bob, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_expect(alice, "LEFT #den bob\n");
}
END_TEST

START_TEST(a_node_that_comes_later_knows_all_members)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *carol;

	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	cluster_start_node(2);
	carol = cluster_login(2, "carol");
	test_client_ask_until(carol, "WHO #den\n", "WHO-OK #den alice\n");
	test_client_ask(carol, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den carol\n");
	test_client_ask(carol, "SEND #den hi\n", "SEND-OK\n");
	test_client_expect(alice, "SAID #den carol hi\n");
}
END_TEST

START_TEST(an_operator_takes_a_member_of_another_node_out)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	join_both(alice, bob);
	test_client_ask(
	    alice, "KICK #den bob too loud\n", "KICK-OK #den bob\n");
	test_client_expect(bob, "KICKED #den alice too loud\n");
	test_client_ask_until(alice, "WHO #den\n", "WHO-OK #den alice\n");
}
END_TEST

START_TEST(what_one_says_to_all_comes_in_its_order)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	join_both(alice, bob);
	for (int i = 0; i < LINES; i++)
		test_client_send(
		    alice, test_format("SEND #den %d\nSEND bob %d\n", i, i));
	for (int i = 0; i < LINES; i++) {
		test_client_expect(alice, "SEND-OK\nSEND-OK\n");
		test_client_expect(
		    bob, test_format(
			     "SAID #den alice %d\nDELIVERY alice %d\n", i, i));
	}
}
END_TEST

/* ---- nodes that end ------------------------------------------------------ */

START_TEST(the_users_of_a_node_that_ends_are_gone)
{
	struct test_client *alice = cluster_login(0, "alice");
	struct test_client *bob = cluster_login(1, "bob");

	join_both(alice, bob);
	test_daemon_signal(cluster_node(1), _i == 0 ? SIGTERM : SIGKILL);
	test_daemon_require_exit(cluster_node(1), _i == 0 ? 0 : 128 + SIGKILL);
	test_client_expect(alice, "LEFT #den bob\n");
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
	test_client_ask_until(test_client_connect(cluster_node(0)),
	    "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_name_is_one_users_on_all_nodes);
	test_cases_add(tests, a_name_can_be_had_again_when_its_user_has_left);
	test_cases_add(tests, everybody_is_in_everybodys_list);
	test_cases_add(tests, a_node_that_comes_later_knows_everybody);
	test_cases_add(tests, a_text_reaches_a_user_of_another_node);
	test_cases_add(tests, a_text_to_nobody_is_refused);
	test_cases_add(tests, texts_arrive_in_their_order);
	test_cases_add(tests, a_room_has_members_on_all_nodes);
	test_cases_add(tests, a_node_that_comes_later_knows_all_members);
	test_cases_add(tests, an_operator_takes_a_member_of_another_node_out);
	test_cases_add(tests, what_one_says_to_all_comes_in_its_order);
	test_cases_add_loop(
	    tests, the_users_of_a_node_that_ends_are_gone, 0, 2);
}
