/* SPDX-License-Identifier: MIT */
/*
 * hello: who may not join a room, and who may whatever is said otherwise.
 */

#include "server/members_fixture.h"

/* There may be this many in a room. */
#define BANS_MAX    64
#define INVITED_MAX 32

#define NAME_MAX_BYTES 64

static void
ban(struct test_client *operator, const char * mask)
{
	test_client_ask(operator, test_format("MODE #den +b %s\n", mask),
	    "MODE-OK #den +\n");
}

/* Invite a user who has used JOIN. */
static void
invite(
    struct test_client *operator, struct test_client * user, const char *name)
{
	test_client_ask(operator, test_format("INVITE #den %s\n", name),
	    test_format("INVITE-OK #den %s\n", name));
	test_client_expect(user, "INVITED #den member0\n");
}

/* Log in a user who has asked for #den, and has not been let in. */
static struct test_client *
visitor(const struct test_daemon *daemon, const char *name, const char *refusal)
{
	struct test_client *user = test_client_login(daemon, name);

	test_client_ask(user, "JOIN #den\n", refusal);
	return user;
}

/* ---- bans ---------------------------------------------------------------- */

START_TEST(who_is_banned_may_not_join)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];
	struct test_client *bobby = test_client_login(daemon, "bobby");
	struct test_client *bob;

	members_gather(daemon, members, 2);
	ban(members[0], "bob");
	bob = visitor(daemon, "bob", "BANNED\n");
	test_client_ask(bobby, "JOIN #den\n", "JOIN-OK #den\n");
	members_expect(members, 0, 2, "JOINED #den bobby\n");
	test_client_ask(members[0], "MODE #den -b bob\n", "MODE-OK #den +\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	members_expect(members, 0, 2, "JOINED #den bob\n");
	/* Members stay, and do not come back. */
	ban(members[0], "bob");
	test_client_ask(bob, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(bob, "JOIN #den\n", "BANNED\n");
}
END_TEST

START_TEST(a_ban_can_be_of_all_names_that_begin_alike)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;

	members_gather(daemon, &alice, 1);
	ban(alice, "troll*");
	visitor(daemon, "troll", "BANNED\n");
	visitor(daemon, "troll99", "BANNED\n");
	visitor(daemon, "trol", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den trol\n");
	test_client_ask(alice, "MODE #den -b troll\n", "MODE-OK #den +\n");
	test_client_ask(alice, "MODE #den b\n", "MODE-OK #den b troll*\n");
	ban(alice, "*");
	visitor(daemon, "anybody", "BANNED\n");
}
END_TEST

START_TEST(a_ban_can_look_at_hosts_and_have_exceptions)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice, *tim;

	members_gather(daemon, &alice, 1);
	ban(alice, "t?m!*@*");
	ban(alice, "CAROL@chat*");
	visitor(daemon, "tom", "BANNED\n");
	visitor(daemon, "carol", "BANNED\n");
	test_client_ask(alice, "MODE #den +e *i?\nMODE #den +i\n",
	    "MODE-OK #den +\nMODE-OK #den +i\n");
	tim = visitor(daemon, "tim", "INVITE-ONLY\n");
	test_client_ask(alice, "MODE #den +I ti*\n", "MODE-OK #den +i\n");
	test_client_ask(tim, "JOIN #den\nMODE #den e\nSEND #den hi\n",
	    "JOIN-OK #den\nMODE-OK #den e *i?\nSEND-OK\n");
}
END_TEST

START_TEST(bans_are_names)
{
	static const char *const masks[] = { "+b", "-b", "+b a b", "+b a!b!c",
		"+b a@b@c", "+b e=a", "+b a,b", "+b #a", "+b \x1b" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *other = test_client_login(daemon, "other");
	const char *longest = test_repeat('x', NAME_MAX_BYTES, "");

	members_gather(daemon, &alice, 1);
	for (size_t i = 0; i < sizeof(masks) / sizeof(*masks); i++)
		test_client_ask(alice, test_format("MODE #den %s\n", masks[i]),
		    "BAD-RQST-BODY\n");
	test_client_ask(alice, test_format("MODE #den +b %sx\n", longest),
	    "BAD-RQST-BODY\n");
	test_client_ask(alice, "MODE #den b\n", "MODE-OK #den b\n");
	ban(alice, test_format("%s*", longest));
	ban(alice, "a");
	test_client_ask(alice, "MODE #den b\n",
	    test_format("MODE-OK #den b %s*,a\n", longest));
	test_client_ask(other, "MODE #den b\n", "UNKNOWN\n");
	test_client_ask(other, "MODE #den +b member0\n", "UNKNOWN\n");
	test_client_ask(other, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(other, "MODE #den +b member0\n", "NOT-OPERATOR\n");
}
END_TEST

START_TEST(there_are_not_too_many_bans)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;

	members_gather(daemon, &alice, 1);
	for (int i = 0; i < BANS_MAX; i++)
		ban(alice, test_format("%0*d*", NAME_MAX_BYTES, i));
	test_client_ask(alice, "MODE #den +b one-more\n", "BANS-FULL\n");
	/* Those that are there can be given again, and taken away. */
	ban(alice, test_format("%0*d*", NAME_MAX_BYTES, 0));
	test_client_ask(alice,
	    test_format("MODE #den -b %0*d*\n", NAME_MAX_BYTES, 7),
	    "MODE-OK #den +\n");
	ban(alice, "one-more");
	test_client_ask(alice, "MODE #den +b two-more\n", "BANS-FULL\n");
	visitor(daemon, "one-more", "BANNED\n");
	visitor(daemon, "two-more", "JOIN-OK #den\n");
}
END_TEST

START_TEST(bans_and_invitations_go_with_the_room)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *bob, *carol;

	members_gather(daemon, &alice, 1);
	ban(alice, "bob");
	bob = visitor(daemon, "bob", "BANNED\n");
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	carol = visitor(daemon, "carol", "INVITE-ONLY\n");
	invite(alice, carol, "carol");
	test_client_ask(alice, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(bob, "MODE #den b\n", "MODE-OK #den b\n");
	test_client_ask(bob, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(carol, "JOIN #den\n", "INVITE-ONLY\n");
}
END_TEST

/* Those who have a rank are heard all the same. */
static void
expect_silence(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *members[3];

	members_gather(daemon, members, 3);
	ban(members[0], "mem*");
	test_client_ask(members[1], "SEND #den hi\n", "BANNED\n");
	test_client_ask(members[2], "ACT #den waves\n", "BANNED\n");
	test_client_ask(members[0], "SEND #den one\n", "SEND-OK\n");
	members_expect(members, 1, 3, "SAID #den member0 one\n");
	test_client_ask(
	    members[0], "MODE #den +v member1\n", "MODE-OK #den +\n");
	test_client_ask(members[1], "SEND #den two\n", "SEND-OK\n");
	test_client_expect(members[0], "SAID #den member1 two\n");
	test_client_expect(members[2], "SAID #den member1 two\n");
	test_client_ask(members[2], "SEND #den hi\n", "BANNED\n");
	test_client_ask(members[0], "MODE #den -b mem*\n", "MODE-OK #den +\n");
	test_client_ask(members[2], "SEND #den three\n", "SEND-OK\n");
	members_expect(members, 0, 2, "SAID #den member2 three\n");
}

START_TEST(members_who_are_banned_are_silent)
{
	expect_silence("workers=1");
}
END_TEST

START_TEST(members_who_are_banned_from_another_worker_are_silent)
{
	expect_silence("workers=2");
}
END_TEST

/* ---- invitations --------------------------------------------------------- */

static void
expect_an_invitation(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *alice;

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(alice, "MODE #den +k key\n", "MODE-OK #den +ik key\n");
	test_client_ask(
	    alice, "MODE #den +b user*\n", "MODE-OK #den +ik key\n");
	/* Two, so that one of them is on another worker if there is one. */
	for (int i = 0; i < 2; i++) {
		const char *name = test_format("user%d", i);
		struct test_client *user = visitor(daemon, name, "BANNED\n");

		invite(alice, user, name);
		test_client_ask(user, "JOIN #den\n", "JOIN-OK #den\n");
		test_client_expect(
		    alice, test_format("JOINED #den %s\n", name));
		/* It is good for once. */
		test_client_ask(user, "LEAVE #den\n", "LEAVE-OK #den\n");
		test_client_expect(alice, test_format("LEFT #den %s\n", name));
		test_client_ask(user, "JOIN #den\n", "BANNED\n");
	}
}

START_TEST(who_is_invited_may_join_once)
{
	expect_an_invitation("workers=1");
}
END_TEST

START_TEST(who_is_invited_may_join_once_from_another_worker)
{
	expect_an_invitation("workers=2");
}
END_TEST

START_TEST(an_invitation_makes_place_for_one_more)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];
	struct test_client *bob;

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "MODE #den +l 2\n", "MODE-OK #den +l 2\n");
	bob = visitor(daemon, "bob", "ROOM-FULL\n");
	invite(members[0], bob, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	members_expect(members, 0, 2, "JOINED #den bob\n");
	test_client_ask(members[1], "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_expect(bob, "LEFT #den member1\n");
	test_client_ask(members[1], "JOIN #den\n", "ROOM-FULL\n");
}
END_TEST

START_TEST(a_ban_withdraws_an_invitation)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "INVITE #den bob\n", "INVITE-OK #den bob\n");
	ban(alice, "bob");
	test_client_ask(bob, "JOIN #den\n", "BANNED\n");
}
END_TEST

START_TEST(the_oldest_invitation_lapses_for_one_more)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *users[INVITED_MAX + 1];

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	for (size_t i = 0; i <= INVITED_MAX; i++) {
		const char *name = test_format("user%zu", i);

		users[i] = visitor(daemon, name, "INVITE-ONLY\n");
		invite(alice, users[i], name);
		/* Once more is no more. */
		if (i == 1)
			invite(alice, users[i], name);
	}
	test_client_ask(users[0], "JOIN #den\n", "INVITE-ONLY\n");
	test_client_ask(users[1], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(users[INVITED_MAX], "JOIN #den\n", "JOIN-OK #den\n");
}
END_TEST

START_TEST(only_operators_invite_to_a_closed_room)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];
	struct test_client *other = test_client_login(daemon, "other");

	members_gather(daemon, members, 2);
	test_client_ask(members[0], "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(members[1], "INVITE #den other\n", "NOT-OPERATOR\n");
	test_client_ask(other, "INVITE #den other\n", "UNKNOWN\n");
	test_client_ask(members[0], "INVITE #den nobody\n", "UNKNOWN\n");
	test_client_ask(members[0], "INVITE #den echobot\n", "UNKNOWN\n");
	test_client_ask(members[0], "INVITE #den\n", "BAD-RQST-BODY\n");
	test_client_ask(members[0], "INVITE\n", "BAD-RQST-BODY\n");
	test_client_ask(members[0], "INVITE #den a b\n", "BAD-RQST-BODY\n");
	test_client_ask(members[0], "INVITE den other\n", "BAD-RQST-BODY\n");
	/* What one knows anyway is not told. */
	test_client_ask(
	    members[0], "INVITE #den member0\n", "INVITE-OK #den member0\n");
	members_expect_silence(members[1], members[0], "member1");
}
END_TEST

/* It is a notice, and who gets it meets all that holds in the room. */
static void
expect_a_notice(const char *workers)
{
	struct test_daemon *daemon = test_daemon_start_with(workers, NULL);
	struct test_client *members[2];

	members_gather(daemon, members, 2);
	test_client_ask(
	    members[0], "MODE #den +k key\n", "MODE-OK #den +k key\n");
	/* Two, so that one of them is on another worker if there is one. */
	for (int i = 0; i < 2; i++) {
		const char *name = test_format("user%d", i);
		struct test_client *user = visitor(daemon, name, "BAD-KEY\n");

		test_client_ask(members[1],
		    test_format("INVITE #den %s\n", name),
		    test_format("INVITE-OK #den %s\n", name));
		test_client_expect(user, "INVITED #den member1\n");
		test_client_ask(user, "JOIN #den\n", "BAD-KEY\n");
	}
}

START_TEST(a_member_tells_others_of_a_room)
{
	expect_a_notice("workers=1");
}
END_TEST

START_TEST(a_member_tells_others_of_a_room_from_another_worker)
{
	expect_a_notice("workers=2");
}
END_TEST

/* Their programs may be older than rooms; the invitation holds all the same. */
START_TEST(who_has_never_joined_a_room_is_not_told_of_an_invitation)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice;
	struct test_client *bob = test_client_login(daemon, "bob");

	members_gather(daemon, &alice, 1);
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(alice, "INVITE #den bob\n", "INVITE-OK #den bob\n");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY member0 hi\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, who_is_banned_may_not_join);
	test_cases_add(tests, a_ban_can_be_of_all_names_that_begin_alike);
	test_cases_add(tests, a_ban_can_look_at_hosts_and_have_exceptions);
	test_cases_add(tests, bans_are_names);
	test_cases_add(tests, there_are_not_too_many_bans);
	test_cases_add(tests, bans_and_invitations_go_with_the_room);
	test_cases_add(tests, members_who_are_banned_are_silent);
	test_cases_add(
	    tests, members_who_are_banned_from_another_worker_are_silent);
	test_cases_add(tests, who_is_invited_may_join_once);
	test_cases_add(tests, who_is_invited_may_join_once_from_another_worker);
	test_cases_add(tests, an_invitation_makes_place_for_one_more);
	test_cases_add(tests, a_ban_withdraws_an_invitation);
	/* The nodes of inviter and invited have it, and each counts its own. */
	test_cases_add_alone(tests, the_oldest_invitation_lapses_for_one_more);
	test_cases_add(tests, only_operators_invite_to_a_closed_room);
	test_cases_add(tests, a_member_tells_others_of_a_room);
	test_cases_add(
	    tests, a_member_tells_others_of_a_room_from_another_worker);
	test_cases_add(
	    tests, who_has_never_joined_a_room_is_not_told_of_an_invitation);
}
