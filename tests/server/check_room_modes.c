/* SPDX-License-Identifier: MIT */
/*
 * hello: what operators of a room decide about who may join it, and who may
 * speak there.
 */

#include <string.h>

#include "server/members_fixture.h"

/* Bytes of the longest key. */
#define KEY_MAX 32

/* So many want to join a room for LIMIT at the same time. */
#define CROWD 12
#define LIMIT 5

/* ---- asking and changing ------------------------------------------------- */

START_TEST(modes_are_shown_to_members_who_ask)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(members[1], "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(members[0], "MODE #den +m\n", "MODE-OK #den +m\n");
	test_client_ask(members[0], "MODE #den +l 12\n",
	    "MODE-OK #den +lm "
	    "12\n");
	test_client_ask(
	    members[0], "MODE #den  +k  a \n", "MODE-OK #den +klm a 12\n");
	test_client_ask(
	    members[0], "MODE #den +i\n", "MODE-OK #den +iklm a 12\n");
	test_client_ask(members[1], "MODE #den\n", "MODE-OK #den +iklm a 12\n");
	test_client_ask(
	    members[0], "MODE #den -m\n", "MODE-OK #den +ikl a 12\n");
	test_client_ask(members[0], "MODE #den -k\n", "MODE-OK #den +il 12\n");
	test_client_ask(members[0], "MODE #den -l\n", "MODE-OK #den +i\n");
	test_client_ask(members[0], "MODE #den -i\n", "MODE-OK #den +\n");
	test_client_ask(other, "MODE #den\n", "UNKNOWN\n");
	test_client_ask(other, "MODE #den +i\n", "UNKNOWN\n");
	/* Their programs may be older than modes. */
	members_expect_silence(members[0], members[1], "member0");
}
END_TEST

START_TEST(only_operators_change_modes)
{
	static const char *const changes[] = { "+k key", "-k", "+l 9", "-l",
		"+i", "-i", "+m", "-m", "+x", "-x", "+o member1", "-o member0",
		"+v member1", "-v member1" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		test_client_ask(members[1],
		    test_format("MODE #den %s\n", changes[i]),
		    "NOT-OPERATOR\n");
	test_client_ask(members[1], "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(members[0], "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(members[0], "MODE #lobby\n", "MODE-OK #lobby +\n");
	test_client_ask(members[0], "MODE #lobby +m\n", "NOT-OPERATOR\n");
}
END_TEST

/* Nobody owns a name, so nobody can own a room. */
START_TEST(without_accounts_no_room_is_kept)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "MODE #den +r\n", "NOT-OWNER\n");
	test_client_ask(members[1], "MODE #den +r\n", "NOT-OPERATOR\n");
	test_client_ask(members[0], "MODE #den -r\n", "MODE-OK #den +\n");
}
END_TEST

START_TEST(a_change_is_a_sign_a_letter_and_a_value)
{
	static const char *const changes[] = { "+", "-", "k", "+y", "+im", "*i",
		"+i now", "-i now", "+k", "+k a b", "-k key", "+l", "+l 0",
		"+l -1", "+l 1x", "+l 1234567890", "-l 5", "+o", "-o",
		"+o member0 member0", "+v", "-v" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	const char *longest = test_repeat('k', KEY_MAX, "");

	members_gather(daemon, &alice, 1);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		test_client_ask(alice,
		    test_format("MODE #den %s\n", changes[i]),
		    "BAD-RQST-BODY\n");
	test_client_ask(alice, "MODE\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "MODE den\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, test_format("MODE #den +k %s\n", longest),
	    test_format("MODE-OK #den +k %s\n", longest));
	test_client_ask(alice, test_format("MODE #den +k %sk\n", longest),
	    "BAD-RQST-BODY\n");
	test_client_ask(alice, "MODE #den +k \x1b[31m\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "MODE #den +l 999999999\n",
	    test_format("MODE-OK #den +kl %s 999999999\n", longest));
}
END_TEST

/* ---- who may join -------------------------------------------------------- */

START_TEST(a_room_can_have_a_key)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +k secret\n",
	    "MODE-OK #den +k "
	    "secret\n");
	test_client_ask(bob, "JOIN #den\n", "BAD-KEY\n");
	test_client_ask(bob, "JOIN #den secre\n", "BAD-KEY\n");
	test_client_ask(bob, "JOIN #den secrets\n", "BAD-KEY\n");
	test_client_ask(bob, "SEND #den hi\n", "UNKNOWN\n");
	test_client_ask(bob, "JOIN #den secret\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den bob\n");
	/* Members need none, and what is not needed does no harm. */
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_expect(alice, "LEFT #den bob\n");
	test_client_ask(alice, "MODE #den -k\n", "MODE-OK #den +\n");
	test_client_ask(bob, "JOIN #den else\n", "JOIN-OK #den\n");
	test_client_ask(bob, "JOIN #lobby else\n", "JOIN-OK #lobby\n");
}
END_TEST

START_TEST(a_room_can_be_for_few)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, members, 3);
	test_client_ask(members[0], "MODE #den +l 3\n", "MODE-OK #den +l 3\n");
	test_client_ask(bob, "JOIN #den\n", "ROOM-FULL\n");
	/* Nobody has to leave. */
	test_client_ask(members[0], "MODE #den +l 2\n", "MODE-OK #den +l 2\n");
	members_expect_silence(members[2], members[1], "member2");
	test_client_close(members[1]);
	test_client_expect(members[2], "LEFT #den member1\n");
	test_client_ask(bob, "JOIN #den\n", "ROOM-FULL\n");
	test_client_close(members[2]);
	test_client_ask_until(bob, "JOIN #den\n", "JOIN-OK #den\n");
}
END_TEST

/* Return whether the client, which has asked to join, is let in. */
static bool
is_let_in(struct test_client *client)
{
	const char *line;

	do {
		line = test_client_take_line(client);
		if (strcmp(line, "ROOM-FULL") == 0)
			return false;
	} while (strcmp(line, "JOIN-OK #den") != 0);
	return true;
}

START_TEST(a_crowd_does_not_get_past_the_limit)
{
	struct test_daemon *daemon = test_daemon_start_with("workers=2", NULL);
	struct test_client *crowd[CROWD];
	struct test_client *alice;
	size_t members = 1;

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, test_format("MODE #den +l %d\n", LIMIT),
	    test_format("MODE-OK #den +l %d\n", LIMIT));
	for (size_t i = 0; i < CROWD; i++)
		crowd[i] = test_client_login(
		    daemon, test_format("crowd%zu", i));
	for (size_t i = 0; i < CROWD; i++)
		test_client_send(crowd[i], "JOIN #den\n");
	for (size_t i = 0; i < CROWD; i++)
		members += is_let_in(crowd[i]);
	ck_assert_uint_eq(members, LIMIT);
}
END_TEST

START_TEST(a_room_can_be_closed)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(bob, "JOIN #den\n", "INVITE-ONLY\n");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "MODE #den -i\n", "MODE-OK #den +\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
}
END_TEST

START_TEST(who_is_refused_leaves_no_trace)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "rooms_max=1", "rooms_total_max=1", NULL);
	struct test_client *alice;
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask_many(bob, "JOIN #den\n", "INVITE-ONLY\n", 100);
	test_client_ask(bob, "WHO #den\n", "WHO-OK #den member0\n");
	test_client_ask(alice, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(bob, "WHO #den\n", "UNKNOWN\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "MODE #den +m\n", "MODE-OK #den +m\n");
	test_client_ask(bob, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(bob, "JOIN #other\n", "JOIN-OK #other\n");
}
END_TEST

/* ---- who may speak ------------------------------------------------------- */

static void
expect_moderation(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *members[4];

	members_gather(daemon, members, 4);
	test_client_ask(members[0], "MODE #den +m\n", "MODE-OK #den +m\n");
	for (size_t i = 1; i < 4; i++)
		test_client_ask(members[i], "SEND #den hi\n", "MODERATED\n");
	test_client_ask(members[0], "SEND #den hear\n", "SEND-OK\n");
	members_expect(members, 1, 4, "SAID #den member0 hear\n");
	test_client_ask(
	    members[0], "MODE #den +v member1\n", "MODE-OK #den +m\n");
	test_client_ask(
	    members[0], "MODE #den +o member2\n", "MODE-OK #den +m\n");
	test_client_ask(members[1], "SEND #den one\n", "SEND-OK\n");
	members_expect(members, 2, 4, "SAID #den member1 one\n");
	test_client_ask(members[2], "SEND #den two\n", "SEND-OK\n");
	test_client_expect(members[1], "SAID #den member2 two\n");
	test_client_expect(members[3], "SAID #den member2 two\n");
	test_client_ask(members[3], "SEND #den hi\n", "MODERATED\n");
	test_client_ask(members[3], "SEND #den\n", "BAD-RQST-BODY\n");
	/* A voice may speak, and no more. */
	test_client_ask(members[1], "MODE #den -m\n", "NOT-OPERATOR\n");
	test_client_ask(
	    members[2], "MODE #den -v member1\n", "MODE-OK #den +m\n");
	test_client_ask(members[1], "SEND #den hi\n", "MODERATED\n");
	test_client_ask(members[2], "MODE #den -m\n", "MODE-OK #den +\n");
	test_client_ask(members[3], "SEND #den three\n", "SEND-OK\n");
}

START_TEST(a_room_can_be_moderated)
{
	expect_moderation("workers=1");
}
END_TEST

START_TEST(a_room_can_be_moderated_from_another_worker)
{
	expect_moderation("workers=2");
}
END_TEST

/*
 * Who speaks from outside is heard by all, and hears nothing; and has to be
 * welcome in other respects.
 */
static void
expect_openness(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(other, "SEND #den hi\n", "UNKNOWN\n");
	test_client_ask(members[0], "MODE #den +x\n", "MODE-OK #den +x\n");
	test_client_ask(
	    other, "SEND #den one\nACT #den waves\n", "SEND-OK\nSEND-OK\n");
	members_expect(members, 0, 2,
	    "SAID #den other one\nSAID #den other * other waves\n");
	test_client_ask(members[0], "MODE #den +m\n", "MODE-OK #den +mx\n");
	test_client_ask(other, "SEND #den hi\n", "MODERATED\n");
	test_client_ask(members[0], "MODE #den -m\n", "MODE-OK #den +x\n");
	test_client_ask(members[0], "MODE #den +b oth*\n", "MODE-OK #den +x\n");
	test_client_ask(other, "SEND #den hi\n", "BANNED\n");
	test_client_ask(members[0], "MODE #den -b oth*\n", "MODE-OK #den +x\n");
	test_client_ask(other, "SEND #den two\n", "SEND-OK\n");
	members_expect(members, 0, 2, "SAID #den other two\n");
	test_client_ask(members[0], "MODE #den -x\n", "MODE-OK #den +\n");
	test_client_ask(other, "SEND #den hi\n", "UNKNOWN\n");
	test_client_ask(other, "WHO #den\n", "WHO-OK #den member0,member1\n");
	/* The lobby is nobody's to open. */
	test_client_ask(members[0], "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(other, "SEND #lobby hi\n", "UNKNOWN\n");
}

START_TEST(a_room_can_be_open)
{
	expect_openness("workers=1");
}
END_TEST

START_TEST(a_room_can_be_open_to_another_worker)
{
	expect_openness("workers=2");
}
END_TEST

/* ---- ranks --------------------------------------------------------------- */

START_TEST(operators_make_operators)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "MODE #den +o other\n", "UNKNOWN\n");
	test_client_ask(members[0], "MODE #den +v nobody\n", "UNKNOWN\n");
	test_client_ask(members[0], "MODE #den -o member\n", "UNKNOWN\n");
	test_client_ask(
	    members[0], "MODE #den +o member1\n", "MODE-OK #den +\n");
	test_client_ask(
	    members[1], "MODE #den -o member0\n", "MODE-OK #den +\n");
	test_client_ask(members[0], "TOPIC #den mine\n", "NOT-OPERATOR\n");
	test_client_ask(
	    members[1], "TOPIC #den mine\n", "TOPIC-OK #den mine\n");
	test_client_ask(
	    members[1], "MODE #den -o member1\n", "MODE-OK #den +\n");
	test_client_ask(members[1], "TOPIC #den mine\n", "NOT-OPERATOR\n");
	test_client_ask(other, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(other, "MODE #den +m\n", "NOT-OPERATOR\n");
}
END_TEST

START_TEST(ranks_and_modes_end_with_leaving)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(
	    members[0], "MODE #den +v member1\n", "MODE-OK #den +\n");
	test_client_ask(members[0], "MODE #den +m\n", "MODE-OK #den +m\n");
	test_client_ask(members[1], "LEAVE #den\nJOIN #den\n",
	    "LEAVE-OK #den\nJOIN-OK #den\n");
	test_client_ask(members[1], "SEND #den hi\n", "MODERATED\n");
	test_client_close(members[0]);
	test_client_expect(members[1], "LEFT #den member0\n");
	test_client_ask(members[1], "LEAVE #den\nJOIN #den\n",
	    "LEAVE-OK #den\nJOIN-OK #den\n");
	test_client_ask(members[1], "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(members[1], "SEND #den hi\n", "SEND-OK\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, modes_are_shown_to_members_who_ask);
	test_cases_add(tests, only_operators_change_modes);
	test_cases_add(tests, without_accounts_no_room_is_kept);
	test_cases_add(tests, a_change_is_a_sign_a_letter_and_a_value);
	test_cases_add(tests, a_room_can_have_a_key);
	test_cases_add(tests, a_room_can_be_for_few);
	/* Those who come to two nodes at one moment are not counted together.
	 */
	test_cases_add_alone(tests, a_crowd_does_not_get_past_the_limit);
	test_cases_add(tests, a_room_can_be_closed);
	/* It counts rooms, of which there are some more. */
	test_cases_add_alone(tests, who_is_refused_leaves_no_trace);
	test_cases_add(tests, a_room_can_be_moderated);
	test_cases_add(tests, a_room_can_be_moderated_from_another_worker);
	test_cases_add(tests, a_room_can_be_open);
	test_cases_add(tests, a_room_can_be_open_to_another_worker);
	test_cases_add(tests, operators_make_operators);
	test_cases_add(tests, ranks_and_modes_end_with_leaving);
}
