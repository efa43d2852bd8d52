/* SPDX-License-Identifier: MIT */
/*
 * hello: rooms that are secret, and topics that are for every member.
 */

#include "server/members_fixture.h"

/* ---- topics -------------------------------------------------------------- */

START_TEST(every_member_may_change_a_free_topic)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=2", NULL);
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(members[1], "TOPIC #den tea\n", "NOT-OPERATOR\n");
	test_client_ask(members[1], "MODE #den +f\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "MODE #den +f\n", "MODE-OK #den +f\n");
	test_client_ask(members[1], "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_ask(members[0], "TOPIC #den\n", "TOPIC-OK #den tea\n");
	test_client_ask(other, "TOPIC #den mine\n", "UNKNOWN\n");
	/* It is the topic alone. */
	test_client_ask(members[1], "MODE #den -f\n", "NOT-OPERATOR\n");
	test_client_ask(members[1], "KICK #den member0\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "MODE #den -f\n", "MODE-OK #den +\n");
	test_client_ask(members[1], "TOPIC #den mine\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "TOPIC #den\n", "TOPIC-OK #den tea\n");
	members_expect_silence(members[0], members[1], "member0");
}
END_TEST

/* ---- secrets ------------------------------------------------------------- */

START_TEST(a_secret_room_is_seen_by_its_members)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=2", NULL);
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(members[1], "MODE #den +s\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "MODE #den +s\n", "MODE-OK #den +s\n");
	test_client_ask(other, "WHO #den\n", "UNKNOWN\n");
	test_client_ask(other, "WHO #none\n", "UNKNOWN\n");
	test_client_ask(
	    members[1], "WHO #den\n", "WHO-OK #den member0,member1\n");
	/* Whoever knows of it may enter, and sees it until they leave. */
	test_client_ask(other, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(
	    other, "WHO #den\n", "WHO-OK #den member0,member1,other\n");
	test_client_expect(members[0], "JOINED #den other\n");
	test_client_ask(other, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(other, "WHO #den\n", "UNKNOWN\n");
	test_client_expect(members[0], "LEFT #den other\n");
	test_client_ask(members[0], "MODE #den -s\n", "MODE-OK #den +\n");
	test_client_ask(other, "WHO #den\n", "WHO-OK #den member0,member1\n");
}
END_TEST

START_TEST(secrets_end_with_the_last_member)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +s\n", "MODE-OK #den +s\n");
	test_client_ask(alice, "MODE #den +f\n", "MODE-OK #den +fs\n");
	test_client_ask(alice, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(other, "WHO #den\n", "WHO-OK #den member0\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, every_member_may_change_a_free_topic);
	test_cases_add(tests, a_secret_room_is_seen_by_its_members);
	test_cases_add(tests, secrets_end_with_the_last_member);
}
