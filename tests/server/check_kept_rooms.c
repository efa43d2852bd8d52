/* SPDX-License-Identifier: MIT */
/*
 * Rooms that stay when their last member leaves: whom they belong to, and how
 * many there may be.
 */

#include <stdio.h>
#include <string.h>

#include "chatd/keeping/kept_rooms.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/kept_fixture.h"

static struct test_daemon *chatd;

/* ---- the room ------------------------------------------------------------ */

START_TEST(a_kept_room_waits_for_its_owner)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice");
	struct test_client *bob = test_client_login(chatd, "bob");

	test_client_ask(
	    alice, "TOPIC #den tea at four\n", "TOPIC-OK #den tea at four\n");
	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +ir\n");
	kept_leave(alice, "den");
	test_client_ask(bob, "JOIN #den\n", "INVITE-ONLY\n");
	kept_join(alice, "den");
	test_client_ask(alice, "TOPIC #den\n", "TOPIC-OK #den tea at four\n");
	kept_require_operator(alice, true);
	/* So it is for the same owner on another connection. */
	test_client_close(alice);
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "den");
	kept_require_operator(alice, true);
}
END_TEST

START_TEST(whoever_enters_it_first_is_no_operator)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice");
	struct test_client *bob = test_client_login(chatd, "bob");

	kept_leave(alice, "den");
	kept_join(bob, "den");
	kept_require_operator(bob, false);
	test_client_ask(bob, "MODE #den\n", DEN_IS_KEPT);
	kept_leave(bob, "den");
	kept_join(bob, "den");
	kept_require_operator(bob, false);
}
END_TEST

START_TEST(invitations_end_with_the_last_member)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice");
	struct test_client *bob = test_client_login(chatd, "bob");

	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +ir\n");
	test_client_ask(alice, "INVITE #den bob\n", "INVITE-OK #den bob\n");
	kept_leave(alice, "den");
	test_client_ask(bob, "JOIN #den\n", "INVITE-ONLY\n");
}
END_TEST

START_TEST(rooms_are_kept_for_operators_who_own_their_names)
{
	struct test_client *alice, *bob, *carol;

	chatd = kept_begin("alice carol", NO_OPTION);
	bob = test_client_login(chatd, "bob");
	alice = kept_log_in(chatd, "alice");
	carol = kept_log_in(chatd, "carol");
	kept_join(bob, "den");
	test_client_ask(bob, KEEP_DEN, "NOT-OWNER\n");
	kept_join(carol, "den");
	test_client_expect(bob, "JOINED #den carol\n");
	test_client_ask(carol, KEEP_DEN, "NOT-OPERATOR\n");
	test_client_ask(alice, KEEP_DEN, "UNKNOWN\n");
	kept_join(alice, "lobby");
	test_client_ask(alice, "MODE #lobby +r\n", "NOT-OPERATOR\n");
	test_client_ask(bob, "MODE #den\n", "MODE-OK #den +\n");
	test_client_ask(bob, "MODE #den -r\n", "MODE-OK #den +\n");
	test_client_ask(bob, "MODE #den +r now\n", "BAD-RQST-BODY\n");
}
END_TEST

START_TEST(a_password_that_was_changed_shows_nothing)
{
	struct test_client *alice;

	chatd = kept_begin("alice", NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	console_expect(
	    console_connect(), "account password alice new-sesame", "OK\n");
	kept_join(alice, "den");
	test_client_ask(alice, KEEP_DEN, "NOT-OWNER\n");
}
END_TEST

START_TEST(only_its_owner_gives_a_room_up)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice bob");
	struct test_client *bob = kept_log_in(chatd, "bob");
	struct test_client *dave = test_client_login(chatd, "dave");

	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	test_client_ask(bob, "MODE #den -r\n", "NOT-OWNER\n");
	/* Whose it is is not for another one to say. */
	test_client_ask(bob, KEEP_DEN, DEN_IS_KEPT);
	test_client_ask(bob, "MODE #den -r\n", "NOT-OWNER\n");
	test_client_ask(alice, "MODE #den +m\n", "MODE-OK #den +mr\n");
	test_client_ask(alice, "MODE #den -r\n", "MODE-OK #den +m\n");
	kept_leave(alice, "den");
	test_client_expect(bob, "LEFT #den alice\n");
	kept_require_operator(bob, true);
	kept_leave(bob, "den");
	kept_join(dave, "den");
	test_client_ask(dave, "MODE #den\n", "MODE-OK #den +\n");
	kept_require_operator(dave, true);
}
END_TEST

START_TEST(its_owner_and_operators_are_never_kept_out)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice bob");
	struct test_client *bob = kept_log_in(chatd, "bob");
	struct test_client *dave = test_client_login(chatd, "dave");

	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	kept_leave(alice, "den");
	test_client_expect(bob, "LEFT #den alice\n");
	test_client_ask(bob, "MODE #den +k key\n", "MODE-OK #den +kr key\n");
	test_client_ask(bob, "MODE #den +i\n", "MODE-OK #den +ikr key\n");
	test_client_ask(bob, "MODE #den +l 1\n", "MODE-OK #den +iklr key 1\n");
	test_client_ask(bob, "MODE #den +b *\n", "MODE-OK #den +iklr key 1\n");
	test_client_ask(dave, "JOIN #den key\n", "BANNED\n");
	kept_join(alice, "den");
	test_client_expect(bob, "JOINED #den alice\n");
	kept_require_operator(alice, true);
	/* Nor are its operators, who are as if they were invited. */
	kept_leave(bob, "den");
	test_client_expect(alice, "LEFT #den bob\n");
	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	kept_require_operator(bob, true);
}
END_TEST

/* ---- how many ------------------------------------------------------------ */

START_TEST(an_account_has_few_rooms_kept)
{
	struct test_client *alice, *console;

	chatd = kept_begin("alice", NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	console = console_connect();
	for (int i = 0; i <= KEPT_ROOMS_OF_ACCOUNT; i++) {
		kept_join(alice, test_format("den%d", i));
		test_client_ask(alice, test_format("MODE #den%d +r\n", i),
		    i < KEPT_ROOMS_OF_ACCOUNT
			? test_format("MODE-OK #den%d +r\n", i)
			: "KEPT-FULL\n");
	}
	test_client_ask(alice, "MODE #den0 -r\n", "MODE-OK #den0 +\n");
	kept_await_written(console);
	test_client_ask(alice, "MODE #den10 +r\n", "MODE-OK #den10 +r\n");
}
END_TEST

START_TEST(there_are_few_kept_rooms_in_all)
{
	struct test_client *alice, *bob;

	chatd = kept_begin("alice bob", "rooms_kept_max=1");
	alice = kept_log_in(chatd, "alice");
	bob = kept_log_in(chatd, "bob");
	kept_join(alice, "den");
	test_client_ask(alice, KEEP_DEN, DEN_IS_KEPT);
	kept_join(bob, "hall");
	test_client_ask(bob, "MODE #hall +r\n", "KEPT-FULL\n");
	test_client_ask(bob, "MODE #hall\n", "MODE-OK #hall +\n");
}
END_TEST

START_TEST(a_kept_room_takes_a_place_without_members)
{
	struct test_client *alice, *console;

	chatd = kept_begin("alice", "rooms_total_max=1");
	alice = kept_log_in(chatd, "alice");
	console = console_connect();
	kept_join(alice, "den");
	test_client_ask(alice, KEEP_DEN, DEN_IS_KEPT);
	kept_leave(alice, "den");
	test_client_ask(alice, "JOIN #hall\n", "BUSY\n");
	console_expect(console, "room forget den", "OK\n");
	console_await_status(console, "rooms", 0);
	kept_join(alice, "hall");
}
END_TEST

/* ---- the operator of chatd ----------------------------------------------- */

START_TEST(whose_account_is_deleted_owns_no_room)
{
	struct test_client *alice = kept_begin_den(&chatd, "Alice bob");
	struct test_client *bob = kept_log_in(chatd, "bob");
	struct test_client *console = console_connect();

	test_client_ask(alice, "MODE #den +i\n", "MODE-OK #den +ir\n");
	console_expect(console, "rooms",
	    "OK\nroom\tmembers\tmodes\towner\nden\t1\t+ir\tAlice\n");
	kept_leave(alice, "den");
	console_expect(console, "account delete ALICE", "OK\n");
	console_expect(console, "rooms",
	    "OK\nroom\tmembers\tmodes\towner\nden\t0\t+ir\t-\n");
	/* Nor does whoever has the account after them. */
	accounts_add("Alice");
	test_client_close(alice);
	alice = kept_log_in(chatd, "alice");
	test_client_ask(alice, "JOIN #den\n", "INVITE-ONLY\n");
	console_expect(
	    console, "room owner den nobody", "ERROR nobody owns that name\n");
	console_expect(console, "room owner den BOB", "OK\n");
	console_expect(console, "rooms",
	    "OK\nroom\tmembers\tmodes\towner\nden\t0\t+ir\tbob\n");
	kept_join(bob, "den");
	kept_require_operator(bob, true);
	test_client_ask(bob, "MODE #den -r\n", "MODE-OK #den +i\n");
}
END_TEST

START_TEST(the_operator_forgets_a_room)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice");
	struct test_client *bob = test_client_login(chatd, "bob");
	struct test_client *console = console_connect();

	console_expect(
	    console, "room forget hall", "ERROR no such room is kept\n");
	console_expect(console, "room forget den", "OK\n");
	console_expect(
	    console, "room forget den", "ERROR no such room is kept\n");
	console_expect(
	    console, "room owner den alice", "ERROR no such room is kept\n");
	test_client_ask(alice, "MODE #den\n", "MODE-OK #den +\n");
	kept_leave(alice, "den");
	kept_join(bob, "den");
	kept_require_operator(bob, true);
	test_daemon_wait_log(chatd, "keeps room den no longer");
}
END_TEST

/* ---- all at once --------------------------------------------------------- */

/* Owners of names, who are on all workers, and what each of them asks for. */
#define CROWD  6
#define ROUNDS 40

START_TEST(a_crowd_has_one_room_kept_and_given_up)
{
	struct test_client *crowd[CROWD], *console;
	const char *names = "u0 u1 u2 u3 u4 u5";
	char requests[ROUNDS * 160] = "";

	chatd = kept_begin(names, "rooms_kept_max=3");
	console = console_connect();
	for (int i = 0; i < ROUNDS; i++)
		snprintf(requests + strlen(requests),
		    sizeof(requests) - strlen(requests),
		    "JOIN #den\nMODE #den +r\nMODE #den +o u%d\n"
		    "MODE #den -o u%d\nTOPIC #den %d\nMODE #den -r\n"
		    "LEAVE #den\n",
		    i % CROWD, (i + 1) % CROWD, i);
	for (int i = 0; i < CROWD; i++)
		crowd[i] = kept_log_in(chatd, test_format("u%d", i));
	for (int i = 0; i < CROWD; i++)
		test_client_send(
		    crowd[i], test_format("%sNO-SUCH-VERB\n", requests));
	/* The last one of them loses their account, and what they own. */
	for (int i = 0; i < 5; i++) {
		console_ask(console, "rooms");
		console_ask(console, "rooms den");
		console_ask(console, "room owner den u1");
		console_ask(console, "room forget den");
	}
	console_expect(console, "account delete u5", "OK\n");
	for (int i = 0; i < CROWD; i++)
		test_client_take_until(crowd[i], "BAD-RQST-HDR");
	ck_assert(strstr(console_ask(console, "rooms den"), "u5") == NULL);
	console_ask(console, "room forget den");
	for (int i = 0; i < CROWD; i++)
		test_client_close(crowd[i]);
	kept_await_written(console);
	console_await_status(console, "rooms", 0);
	console_await_status(console, "rooms_kept", 0);
	test_require_equal(kept_read(), "chatd-rooms 1\nend 0\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, a_kept_room_waits_for_its_owner);
	test_cases_add(tests, whoever_enters_it_first_is_no_operator);
	test_cases_add(tests, invitations_end_with_the_last_member);
	test_cases_add(tests, rooms_are_kept_for_operators_who_own_their_names);
	test_cases_add(tests, a_password_that_was_changed_shows_nothing);
	test_cases_add(tests, only_its_owner_gives_a_room_up);
	test_cases_add(tests, its_owner_and_operators_are_never_kept_out);
	test_cases_add(tests, an_account_has_few_rooms_kept);
	test_cases_add(tests, there_are_few_kept_rooms_in_all);
	test_cases_add(tests, a_kept_room_takes_a_place_without_members);
	test_cases_add(tests, whose_account_is_deleted_owns_no_room);
	test_cases_add(tests, the_operator_forgets_a_room);
	test_cases_add(tests, a_crowd_has_one_room_kept_and_given_up);
}
