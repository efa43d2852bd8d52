/* SPDX-License-Identifier: MIT */
/*
 * Mutes: those who are muted are heard by nobody, are told so, and can do
 * everything else.
 */

#include <string.h>

#include "server/members_fixture.h"
#include "server/moderation_fixture.h"

static struct test_daemon *chatd;

static void
begin(const char *option)
{
	moderation_begin();
	chatd = moderation_start(option, NO_OPTION);
}

/* On one worker a text takes the short way, on two it does not. */
START_TEST(a_muted_user_sends_to_nobody)
{
	struct test_client *alice, *bob;

	begin(test_format("workers=%d", _i));
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	for (int i = 0; i < 2; i++) {
		test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
		test_client_expect(bob, "DELIVERY alice hi\n");
	}
	moderation_order("mute alice be civil", 1);
	test_client_ask(alice, "SEND bob no\n", "MUTED be civil\n");
	test_client_ask(alice, "SEND bob no\n", "MUTED be civil\n");
	test_client_ask(alice, "SEND alice no\n", "MUTED be civil\n");
	test_client_ask(alice, "SEND echobot no\n", "MUTED be civil\n");
	test_client_ask(alice, "SEND nobody no\n", "MUTED be civil\n");
	test_client_ask(alice, "SEND bob \n", "BAD-RQST-BODY\n");
	test_client_ask(bob, "SEND alice hear\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob hear\n");
	moderation_order("unmute alice", 1);
	test_client_ask(alice, "SEND bob again\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice again\n");
	metrics_await(metrics_connect(chatd),
	    "chatd_messages_refused_total{reason=\"muted\"}", 5);
}
END_TEST

START_TEST(a_muted_member_says_nothing)
{
	struct test_client *members[3];

	begin(NO_OPTION);
	members_gather(chatd, members, 3);
	moderation_order("mute member0", 1);
	test_client_ask(members[0], "SEND #den no\n", "MUTED\n");
	test_client_ask(members[0], "TOPIC #den no\n", "MUTED\n");
	test_client_ask(members[0], "KICK #den member1 no\n", "MUTED\n");
	test_client_ask(members[0], "INVITE #den member1\n", "MUTED\n");
	test_client_ask(members[0], "TOPIC #den\n", "TOPIC-OK #den\n");
	test_client_ask(members[0], "LEAVE #den\n", "LEAVE-OK #den\n");
	members_expect(members, 1, 3, "LEFT #den member0\n");
	test_client_ask(members[0], "JOIN #den\n", "JOIN-OK #den\n");
	members_expect(members, 1, 3, "JOINED #den member0\n");
	test_client_ask(members[1], "SEND #den hi\n", "SEND-OK\n");
	test_client_expect(members[0], "SAID #den member1 hi\n");
	test_client_expect(members[2], "SAID #den member1 hi\n");
}
END_TEST

/* What members read of a room when they ask is no way round it. */
START_TEST(a_muted_operator_writes_nothing)
{
	struct test_client *members[2];

	begin(NO_OPTION);
	members_gather(chatd, members, 2);
	moderation_order("mute member0", 1);
	test_client_ask(members[0],
	    "MODE #den +k you-all-are-wrong\n"
	    "MODE #den +b you-all-are-wrong\n"
	    "MODE #den +k \n"
	    "MODE #den -k\n"
	    "MODE #den +m\n",
	    "MUTED\nMUTED\nBAD-RQST-BODY\nMODE-OK #den +\n"
	    "MODE-OK #den +m\n");
	test_client_ask(members[1], "MODE #den\nMODE #den b\n",
	    "MODE-OK #den +m\nMODE-OK #den b\n");
}
END_TEST

START_TEST(each_protocol_has_its_words)
{
	struct test_client *sized, *framed, *plain;

	begin("workers=1");
	sized = sized_login(chatd, 4, "sid");
	framed = framed_login(chatd, "fred");
	moderation_order("mute sid --until 2222-01-31 spam", 1);
	sized_ask(sized, 4, "MSG fred no",
	    "ERROR you are muted: until 2222-01-31 00:00 UTC: spam");
	sized_ask(sized, 4, "GETNAMES", "echobot sid fred");
	moderation_order("mute fred", 1);
	framed_ask(framed, "fred|no\n", "server|you are muted\n");
	framed_ask(framed, "fred|@sid no\n", "server|you are muted\n");
	framed_ask(framed, "fred|!who\n", "server|users: echobot sid fred\n");
	plain = plain_connect(chatd);
	moderation_order("mute 127.0.0.0/8", 1);
	test_client_ask(plain, "no\n", "! refused: you are muted\n");
	test_client_ask(plain, "@sid no\n", "! refused: you are muted\n");
}
END_TEST

START_TEST(nobody_talks_their_way_out_by_a_name)
{
	struct test_client *sid, *plain;

	begin(NO_OPTION);
	sid = sized_login(chatd, 4, "sid");
	moderation_order("mute sid", 1);
	sized_ask(sid, 4, "NAME dave", "ERROR you are muted");
	sized_ask(sid, 4, "NAME sid", "HELLO sid");
	sized_ask(sid, 4, "MSG sid no", "ERROR you are muted");
	/* To take a name that is muted does not help either. */
	moderation_order("mute zoe", 0);
	plain = plain_connect(chatd);
	test_client_ask(plain, "!name zoe\n", "You are now zoe\n");
	test_client_ask(plain, "hi\n", "! refused: you are muted\n");
}
END_TEST

START_TEST(a_mute_is_there_at_the_next_login)
{
	struct test_client *alice;

	begin(NO_OPTION);
	moderation_order("mute ALI*", 0);
	for (int i = 0; i < 4; i++) {
		alice = test_client_login(chatd, "alice");
		test_client_ask(alice, "SEND alice no\n", "MUTED\n");
		test_client_close(alice);
		test_client_ask_until(
		    test_client_login(chatd, test_format("user%d", i)),
		    "SEND alice hi\n", "UNKNOWN\n");
	}
	moderation_order("unmute ali*", 0);
	alice = test_client_login(chatd, "alice");
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
}
END_TEST

START_TEST(an_address_is_muted_with_all_who_come_from_it)
{
	struct test_client *alice, *guest, *bob;

	begin(NO_OPTION);
	alice = test_client_connect_from(chatd, "hello", "127.0.0.7");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	moderation_order("mute 127.0.0.7", 1);
	test_client_ask(alice, "SEND alice no\n", "MUTED\n");
	guest = test_client_connect_from(chatd, "plain", "127.0.0.7");
	/* The first line makes a guest of them, and is heard by nobody. */
	test_client_ask(guest, "first\n", "! refused: you are muted\n");
	bob = test_client_login(chatd, "bob");
	test_client_ask(bob, "SEND bob hi\n", "SEND-OK\nDELIVERY bob hi\n");
}
END_TEST

START_TEST(two_mutes_are_lifted_one_by_one)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_login(chatd, "alice");
	moderation_order("mute alice", 1);
	moderation_order("mute 127.0.0.1", 0);
	moderation_order("unmute alice", 0);
	test_client_ask(alice, "SEND alice no\n", "MUTED\n");
	moderation_order("unmute 127.0.0.1", 1);
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, a_muted_user_sends_to_nobody, 1, 3);
	test_cases_add(tests, a_muted_member_says_nothing);
	test_cases_add(tests, a_muted_operator_writes_nothing);
	test_cases_add_but(tests, each_protocol_has_its_words, "not_unix");
	test_cases_add_but(
	    tests, nobody_talks_their_way_out_by_a_name, "not_unix");
	test_cases_add(tests, a_mute_is_there_at_the_next_login);
	test_cases_add_but(tests, an_address_is_muted_with_all_who_come_from_it,
	    "not_unix not_tls");
	test_cases_add_but(tests, two_mutes_are_lifted_one_by_one, "not_unix");
}
