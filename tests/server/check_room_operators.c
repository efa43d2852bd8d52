/* SPDX-License-Identifier: MIT */
/*
 * hello: operators of rooms, what a room is about, and members who are taken
 * out of it.
 */

#include "common/test_process.h"
#include "server/members_fixture.h"

/* From this many members on a worker, a room is told in slices there. */
#define MANY 128

#define TOPIC_MAX 400

/* ---- operators ----------------------------------------------------------- */

START_TEST(whoever_makes_a_room_is_its_operator)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];

	members_gather(daemon, members, 3);
	test_client_ask(members[0], "TOPIC #den tea  at four\n",
	    "TOPIC-OK #den tea  at four\n");
	test_client_ask(
	    members[1], "TOPIC #den\n", "TOPIC-OK #den tea  at four\n");
	test_client_ask(members[1], "TOPIC #den beer\n", "NOT-OPERATOR\n");
	test_client_ask(members[2], "KICK #den member1\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "KICK #den member1\n",
	    "KICK-OK #den "
	    "member1\n");
	test_client_ask(
	    members[0], "TOPIC #den\n", "TOPIC-OK #den tea  at four\n");
}
END_TEST

START_TEST(an_operator_who_leaves_is_none_any_more)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_expect(members[1], "LEFT #den member0\n");
	test_client_ask(members[1], "TOPIC #den mine\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(members[0], "TOPIC #den mine\n", "NOT-OPERATOR\n");
}
END_TEST

START_TEST(a_room_begins_anew_after_its_last_member)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "TOPIC #den old\n", "TOPIC-OK #den old\n");
	test_client_close(members[0]);
	test_client_expect(members[1], "LEFT #den member0\n");
	test_client_ask(members[1], "TOPIC #den\n", "TOPIC-OK #den old\n");
	test_client_ask(members[1], "LEAVE #den\nJOIN #den\n",
	    "LEAVE-OK #den\nJOIN-OK #den\n");
	test_client_ask(members[1], "TOPIC #den\n", "TOPIC-OK #den\n");
	test_client_ask(members[1], "TOPIC #den new\n", "TOPIC-OK #den new\n");
}
END_TEST

START_TEST(the_lobby_has_no_operator)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(alice, "TOPIC #lobby\n", "TOPIC-OK #lobby\n");
	test_client_ask(alice, "TOPIC #lobby mine\n", "NOT-OPERATOR\n");
	test_client_ask(alice, "KICK #lobby alice\n", "NOT-OPERATOR\n");
}
END_TEST

/* ---- topics -------------------------------------------------------------- */

START_TEST(a_topic_is_a_short_text)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	const char *longest = test_repeat('x', TOPIC_MAX, "");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "TOPIC #den\n", "TOPIC-OK #den\n");
	test_client_ask(alice, test_format("TOPIC #den %s\n", longest),
	    test_format("TOPIC-OK #den %s\n", longest));
	test_client_ask(
	    alice, test_format("TOPIC #den %sy\n", longest), "BAD-RQST-BODY\n");
	test_client_ask(alice, "TOPIC #den \x1b[31m\n", "BAD-RQST-BODY\n");
	test_client_ask(
	    alice, "TOPIC #den\n", test_format("TOPIC-OK #den %s\n", longest));
	test_client_ask(alice, "TOPIC #den -\n", "TOPIC-OK #den\n");
	test_client_ask(alice, "TOPIC #den\n", "TOPIC-OK #den\n");
	test_client_ask(alice, "TOPIC\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "TOPIC den\n", "BAD-RQST-BODY\n");
}
END_TEST

START_TEST(only_members_know_the_topic)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_ask(other, "TOPIC #den\n", "UNKNOWN\n");
	test_client_ask(other, "TOPIC #den beer\n", "UNKNOWN\n");
	test_client_ask(other, "TOPIC #nowhere\n", "UNKNOWN\n");
	test_client_ask(other, "KICK #den member0\n", "UNKNOWN\n");
}
END_TEST

/* Their programs may be older than topics. */
START_TEST(who_does_not_ask_is_not_told_of_a_topic)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	members_expect_silence(members[0], members[1], "member0");
}
END_TEST

/* ---- taking members out -------------------------------------------------- */

static void
expect_a_kick(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *members[5];

	members_gather(daemon, members, 5);
	for (size_t i = 1; i < 4; i++) {
		const char *name = test_format("member%zu", i);

		test_client_ask(members[0],
		    test_format("KICK #den  %s  too  loud \n", name),
		    test_format("KICK-OK #den %s\n", name));
		test_client_expect(
		    members[i], "KICKED #den member0 too  loud\n");
		members_expect(
		    members, i + 1, 5, test_format("LEFT #den %s\n", name));
		test_client_ask(members[i], "SEND #den hey\n", "UNKNOWN\n");
	}
	test_client_ask(
	    members[4], "WHO #den\n", "WHO-OK #den member0,member4\n");
	members_expect_silence(members[4], members[0], "member4");
	/* It is no ban. */
	test_client_ask(members[1], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(members[0], "JOINED #den member1\n");
	test_client_expect(members[4], "JOINED #den member1\n");
	test_client_ask(
	    members[0], "KICK #den member1\n", "KICK-OK #den member1\n");
	test_client_expect(members[1], "KICKED #den member0\n");
}

START_TEST(a_member_can_be_taken_out)
{
	expect_a_kick("workers=1");
}
END_TEST

START_TEST(a_member_can_be_taken_out_on_another_worker)
{
	expect_a_kick("workers=2");
}
END_TEST

/* The room ends with that, and its name is told all the same. */
START_TEST(the_last_member_can_be_taken_out)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "KICK #den alice\n",
	    "KICK-OK #den alice\nKICKED #den alice\n");
	test_client_ask(alice, "SEND #den hey\n", "UNKNOWN\n");
}
END_TEST

START_TEST(only_a_member_can_be_taken_out)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "KICK #den other\n", "UNKNOWN\n");
	test_client_ask(alice, "KICK #den nobody\n", "UNKNOWN\n");
	test_client_ask(alice, "KICK #den echobot\n", "UNKNOWN\n");
	test_client_ask(alice, "KICK #den\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "KICK\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "KICK den member0\n", "BAD-RQST-BODY\n");
	test_client_ask(
	    alice, "KICK #den member0 \x1b[31m\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "SEND other hi\n", "SEND-OK\n");
	test_client_expect(other, "DELIVERY member0 hi\n");
}
END_TEST

START_TEST(operators_can_take_themselves_out)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "KICK #den member0 bye\n",
	    "KICK-OK #den member0\nKICKED #den member0 bye\n");
	test_client_expect(members[1], "LEFT #den member0\n");
	test_client_ask(members[0], "SEND #den hey\n", "UNKNOWN\n");
	test_client_ask(members[1], "TOPIC #den mine\n", "NOT-OPERATOR\n");
}
END_TEST

/* Both requests are there before the worker sees the first of them. */
START_TEST(who_comes_back_at_once_does_not_hear_that_they_left)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=1", NULL);
	struct test_client *members[3];

	members_gather(daemon, members, 3);
	test_process_stop(test_daemon_pid(daemon));
	test_client_send(members[0], "KICK #den member1\n");
	test_client_wait_received(members[0]);
	test_client_send(members[1], "JOIN #den\n");
	test_client_wait_received(members[1]);
	test_process_continue(test_daemon_pid(daemon));
	test_client_expect(members[1], "KICKED #den member0\nJOIN-OK #den\n");
	test_client_expect(
	    members[2], "LEFT #den member1\nJOINED #den member1\n");
	test_client_expect(members[0], "KICK-OK #den member1\n");
	test_client_expect(members[0], "JOINED #den member1\n");
	members_expect_silence(members[2], members[1], "member2");
}
END_TEST

START_TEST(a_big_room_hears_who_was_taken_out)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=1", NULL);
	struct test_client *members[MANY + 2];

	for (size_t i = 0; i < MANY + 2; i++) {
		members[i] = test_client_login(
		    daemon, test_format("member%zu", i));
		test_client_ask(members[i], "JOIN #den\n", "JOIN-OK #den\n");
	}
	test_client_send(members[0], "KICK #den member1\n");
	test_client_take_until(members[0], "KICK-OK #den member1");
	test_client_take_until(members[1], "KICKED #den member0");
	for (size_t i = 2; i < MANY + 2; i++)
		test_client_take_until(members[i], "LEFT #den member1");
	test_client_ask(members[1], "SEND member1 end\n", "SEND-OK\n");
	test_client_expect(members[1], "DELIVERY member1 end\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, whoever_makes_a_room_is_its_operator);
	test_cases_add(tests, an_operator_who_leaves_is_none_any_more);
	test_cases_add(tests, a_room_begins_anew_after_its_last_member);
	test_cases_add(tests, the_lobby_has_no_operator);
	test_cases_add(tests, a_topic_is_a_short_text);
	test_cases_add(tests, only_members_know_the_topic);
	test_cases_add(tests, who_does_not_ask_is_not_told_of_a_topic);
	test_cases_add(tests, a_member_can_be_taken_out);
	test_cases_add(tests, a_member_can_be_taken_out_on_another_worker);
	test_cases_add(tests, only_a_member_can_be_taken_out);
	test_cases_add(tests, operators_can_take_themselves_out);
	test_cases_add(tests, the_last_member_can_be_taken_out);
	/* Two nodes do not have one order of what happens at one moment. */
	test_cases_add_but(tests,
	    who_comes_back_at_once_does_not_hear_that_they_left,
	    "not_unix not_nodes");
	test_cases_add(tests, a_big_room_hears_who_was_taken_out);
}
