/* SPDX-License-Identifier: MIT */
/*
 * names_fold = yes: names that differ in capital letters alone are one name, of
 * users as of rooms, and it is shown as it was first written.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/moderation_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define FOLDS "names_fold=yes"

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"

/* Connections are dealt to two workers in turn: each pair is met. */
#define PAIRS 4

static struct test_daemon *chatd;
static struct test_client *alice, *bob;

/* Start a daemon with alice and bob, who have founded and joined #Den. */
static void
begin(void)
{
	chatd = test_daemon_start_with(FOLDS, NULL);
	test_nodes_keep_level(chatd);
	alice = test_client_login(chatd, "Alice");
	bob = test_client_login(chatd, "bob");
	test_client_ask(alice, "JOIN #Den\n", "JOIN-OK #Den\n");
	test_client_ask(bob, "JOIN #dEN\n", "JOIN-OK #Den\n");
	test_client_expect(alice, "JOINED #Den bob\n");
}

/* ---- users --------------------------------------------------------------- */

START_TEST(a_name_is_in_use_in_all_capitals)
{
	struct test_client *other;

	begin();
	other = test_client_connect(chatd);
	test_client_ask(other, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(other, "HELLO-FROM ALICE\n", "IN-USE\n");
	test_client_ask(other, "HELLO-FROM alicf\n", "HELLO alicf\n");
	test_client_ask_until(other, "WHO\n",
	    test_format("WHO-OK echobot%s,Alice,bob,alicf\n",
		test_nodes_watchers(",")));
	test_client_close(alice);
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM aLICE\n", "HELLO aLICE\n");
	test_client_ask_until(other, "WHO\n",
	    test_format("WHO-OK echobot%s,bob,alicf,aLICE\n",
		test_nodes_watchers(",")));
}
END_TEST

START_TEST(capitals_make_two_names_otherwise)
{
	chatd = test_daemon_start();
	alice = test_client_login(chatd, "Alice");
	bob = test_client_login(chatd, "alice");
	test_client_ask(alice, "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY Alice hi\n");
	test_client_ask(alice, "SEND ALICE hi\n", "UNKNOWN\n");
	test_client_ask(alice, "JOIN #Den\n", "JOIN-OK #Den\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
}
END_TEST

START_TEST(a_text_finds_its_receiver_in_all_capitals)
{
	begin();
	for (int i = 0; i < PAIRS; i++) {
		const char *name = test_format("Carol%d", i);
		struct test_client *carol = test_client_login(chatd, name);

		test_client_ask_known(
		    bob, test_format("SEND cAROL%d hi\n", i), "SEND-OK\n");
		test_client_expect(carol, "DELIVERY bob hi\n");
		/* It is the one whom bob has written to last. */
		test_client_ask(
		    bob, test_format("SEND %s ho\n", name), "SEND-OK\n");
		test_client_ask(
		    bob, test_format("SEND CAROL%d hu\n", i), "SEND-OK\n");
		test_client_expect(carol, "DELIVERY bob ho\nDELIVERY bob hu\n");
	}
	test_client_ask(bob, "SEND dave hi\n", "UNKNOWN\n");
}
END_TEST

START_TEST(what_comes_back_has_the_name_as_it_is)
{
	begin();
	test_client_ask(
	    alice, "SEND aLICE hi\n", "SEND-OK\nDELIVERY Alice hi\n");
	test_client_ask(
	    alice, "SEND EchoBot hi\n", "SEND-OK\nDELIVERY echobot hi\n");
	/* To oneself is not to the one whom one has written to last. */
	test_client_ask(
	    alice, "SEND Alice hi\n", "SEND-OK\nDELIVERY Alice hi\n");
}
END_TEST

START_TEST(a_text_reaches_whoever_has_the_name_now)
{
	struct test_client *carol;

	begin();
	test_client_ask(alice, "SEND BOB one\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY Alice one\n");
	test_client_close(bob);
	test_client_expect(alice, "LEFT #Den bob\n");
	carol = test_client_connect(chatd);
	test_client_ask_until(carol, "HELLO-FROM BOB\n", "HELLO BOB\n");
	test_client_ask(alice, "SEND bob two\n", "SEND-OK\n");
	test_client_expect(carol, "DELIVERY Alice two\n");
}
END_TEST

START_TEST(nobody_is_called_as_the_server_or_the_echo_user)
{
	struct test_client *client;

	begin();
	client = test_client_connect(chatd);
	test_client_ask(client, "HELLO-FROM Server\n", "IN-USE\n");
	test_client_ask(client, "HELLO-FROM ECHOBOT\n", "IN-USE\n");
}
END_TEST

START_TEST(a_user_changes_the_capitals_of_their_name)
{
	struct test_client *sid, *sue;

	chatd = test_daemon_start_speaking("sized", FOLDS, NULL);
	sid = sized_login(chatd, 4, "sid");
	sue = sized_login(chatd, 4, "sue");
	sized_send(sue, 4, "MSG sid one");
	sized_expect(sid, 4, "sue SENT one");
	for (int i = 0; i < PAIRS; i++) {
		sized_ask(sid, 4, "NAME SID", "HELLO SID");
		sized_ask(sid, 4, "GETNAMES", "echobot SID sue");
		sized_ask(sid, 4, "NAME sId", "HELLO sId");
		sized_ask(sid, 4, "NAME SUE", "ERROR name taken: SUE");
		sized_ask(sid, 4, "GETNAMES", "echobot sId sue");
	}
	/* A name that was left in these capitals is left in all of them. */
	sized_ask(sid, 4, "NAME tom", "HELLO tom");
	sized_ask(sue, 4, "NAME SID", "HELLO SID");
	sized_ask(sue, 4, "GETNAMES", "echobot tom SID");
}
END_TEST

START_TEST(members_see_other_capitals)
{
	struct test_client *plain;

	chatd = test_daemon_start_speaking("plain", FOLDS, NULL);
	alice = test_client_login(chatd, "Alice");
	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	plain = plain_connect(chatd);
	test_client_take_line(alice);
	test_client_send(plain, "!name bob\n");
	test_client_take_line(alice);
	test_client_send(plain, "!name BOB\n");
	test_client_expect(alice, "RENAMED #lobby bob BOB\n");
	test_client_ask(alice, "WHO #lobby\n", "WHO-OK #lobby Alice,BOB\n");
}
END_TEST

/* ---- rooms --------------------------------------------------------------- */

START_TEST(a_room_is_the_same_in_all_capitals)
{
	begin();
	test_client_ask(bob, "SEND #DEN hi\n", "SEND-OK\n");
	test_client_expect(alice, "SAID #Den bob hi\n");
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_client_ask(bob, "TOPIC #DEN\n", "TOPIC-OK #DEN tea\n");
	test_client_ask(bob, "WHO #den\n", "WHO-OK #den Alice,bob\n");
	test_client_ask(bob, "LEAVE #dEn\n", "LEAVE-OK #dEn\n");
	test_client_expect(alice, "LEFT #Den bob\n");
	test_client_ask(alice, "LEAVE #DEN\n", "LEAVE-OK #DEN\n");
	test_client_ask(bob, "JOIN #DEN\n", "JOIN-OK #DEN\n");
	test_client_ask(alice, "JOIN #Den\n", "JOIN-OK #DEN\n");
}
END_TEST

START_TEST(a_member_is_found_among_many_rooms)
{
	begin();
	for (int i = 0; i < PAIRS; i++)
		test_client_ask(bob, test_format("JOIN #R%d\n", i),
		    test_format("JOIN-OK #R%d\n", i));
	test_client_ask(bob, "SEND #den hi\nSEND #r0 hi\nSEND #q0 hi\n",
	    "SEND-OK\nSEND-OK\nUNKNOWN\n");
	test_client_expect(alice, "SAID #Den bob hi\n");
	/* They are in it already, and nobody hears that they come. */
	test_client_ask(bob, "JOIN #DEN\n", "JOIN-OK #Den\n");
	test_client_ask(alice, "WHO #DEN\n", "WHO-OK #DEN Alice,bob\n");
}
END_TEST

/* Whoever came first would be its operator if it were another room. */
START_TEST(the_lobby_is_nobodys_in_all_capitals)
{
	chatd = test_daemon_start_speaking("framed", FOLDS, NULL);
	alice = test_client_login(chatd, "Alice");
	test_client_ask(alice, "JOIN #LOBBY\n", "JOIN-OK #lobby\n");
	test_client_ask(alice, "TOPIC #Lobby tea\n", "NOT-OPERATOR\n");
	framed_login(chatd, "fred");
	test_client_expect(alice, "JOINED #lobby fred\n");
}
END_TEST

START_TEST(bans_of_a_room_fold)
{
	begin();
	test_client_ask(alice, "MODE #den +b MALLORY\nMODE #den +b Tr*\n",
	    "MODE-OK #den +\nMODE-OK #den +\n");
	test_client_ask(
	    test_client_login(chatd, "mallory"), "JOIN #den\n", "BANNED\n");
	test_client_ask(
	    test_client_login(chatd, "tROLL"), "JOIN #den\n", "BANNED\n");
	test_client_ask(alice, "MODE #den +b mallory\nMODE #den b\n",
	    "MODE-OK #den +\nMODE-OK #den b MALLORY,Tr*\n");
	test_client_ask(alice, "MODE #den -b Mallory\nMODE #den b\n",
	    "MODE-OK #den +\nMODE-OK #den b Tr*\n");
}
END_TEST

START_TEST(invitations_and_ranks_fold)
{
	begin();
	test_client_ask(bob, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_expect(alice, "LEFT #Den bob\n");
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +i\n");
	test_client_ask(bob, "JOIN #den\n", "INVITE-ONLY\n");
	test_client_ask(alice, "INVITE #den BOB\n", "INVITE-OK #den BOB\n");
	test_client_expect(bob, "INVITED #Den Alice\n");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #Den\n");
	test_client_expect(alice, "JOINED #Den bob\n");
	test_client_ask(alice, "MODE #den +o Bob\n", "MODE-OK #den +i\n");
	test_client_ask(bob, "KICK #den ALICE\n", "KICK-OK #den ALICE\n");
	test_client_expect(alice, "KICKED #Den bob\n");
}
END_TEST

START_TEST(the_operator_finds_users_in_all_capitals)
{
	moderation_begin();
	chatd = moderation_start(FOLDS, NO_OPTION);
	alice = test_client_login(chatd, "Alice");
	moderation_order("mute aLICE", 1);
	test_client_ask(alice, "SEND echobot hi\n", "MUTED\n");
	moderation_order("unmute ALICE", 1);
	console_expect(moderation_console(), "kick alice", "OK\n");
	test_client_expect_end(alice);
	moderation_order("ban ALICE", 0);
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM Alice\n", "BANNED\n");
}
END_TEST

/* ---- the option ---------------------------------------------------------- */

START_TEST(the_echo_user_changes_its_capitals)
{
	struct test_client *console = console_start_file(
	    LISTEN "names_fold = yes\n", &chatd);

	alice = test_client_login(chatd, "Alice");
	console_expect(console, "set echo_user EchoBot", "OK\n");
	test_client_ask_until(alice, "WHO\n", "WHO-OK EchoBot,Alice\n");
	test_client_ask(
	    alice, "SEND echobot hi\n", "SEND-OK\nDELIVERY EchoBot hi\n");
	console_expect(console, "set echo_user ALICE",
	    "ERROR echo_user: found \"ALICE\", which is the name of a user "
	    "who is logged in\n");
	console_expect_begin(console, "set echo_user Server", "ERROR ");
}
END_TEST

START_TEST(it_is_changed_by_a_restart)
{
	struct test_client *console = console_start_file(LISTEN, &chatd);

	alice = test_client_login(chatd, "Alice");
	console_replace_file(LISTEN "names_fold = yes\n");
	console_expect(console, "reload", "OK\n");
	test_daemon_wait_log(
	    chatd, "names_fold: a change from owned to yes needs a restart");
	test_client_login(chatd, "alice");
}
END_TEST

static void
add_tests_of_users(struct test_cases *tests)
{
	test_cases_add(tests, a_name_is_in_use_in_all_capitals);
	test_cases_add(tests, capitals_make_two_names_otherwise);
	test_cases_add(tests, a_text_finds_its_receiver_in_all_capitals);
	test_cases_add(tests, what_comes_back_has_the_name_as_it_is);
	test_cases_add(tests, a_text_reaches_whoever_has_the_name_now);
	test_cases_add(tests, nobody_is_called_as_the_server_or_the_echo_user);
	test_cases_add(tests, a_user_changes_the_capitals_of_their_name);
	test_cases_add(tests, members_see_other_capitals);
	test_cases_add_alone(tests, the_operator_finds_users_in_all_capitals);
}

void
test_add_tests(struct test_cases *tests)
{
	add_tests_of_users(tests);
	test_cases_add(tests, a_room_is_the_same_in_all_capitals);
	test_cases_add(tests, a_member_is_found_among_many_rooms);
	test_cases_add(tests, the_lobby_is_nobodys_in_all_capitals);
	test_cases_add(tests, bans_of_a_room_fold);
	test_cases_add(tests, invitations_and_ranks_fold);
	test_cases_add_alone(tests, the_echo_user_changes_its_capitals);
	test_cases_add_alone(tests, it_is_changed_by_a_restart);
}
