/* SPDX-License-Identifier: MIT */
/*
 * Rooms that stay when their last member leaves: who is known again there.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/kept_fixture.h"

static struct test_daemon *chatd;

START_TEST(ranks_of_accounts_are_kept)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice bob carol");
	struct test_client *members[3] = { kept_log_in(chatd, "bob"),
		kept_log_in(chatd, "carol"), test_client_login(chatd, "dave") };

	for (int i = 0; i < 3; i++) {
		kept_join(members[i], "den");
		test_client_take_line(alice);
	}
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den +v carol\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den +o dave\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den +m\n", "MODE-OK #den +mr\n");
	/* All of them leave, and come back one after the other. */
	for (int i = 0; i < 3; i++) {
		test_client_close(members[i]);
		test_client_take_line(alice);
	}
	kept_leave(alice, "den");
	members[0] = kept_log_in(chatd, "bob");
	kept_join(members[0], "den");
	kept_require_operator(members[0], true);
	members[1] = kept_log_in(chatd, "carol");
	kept_join(members[1], "den");
	kept_require_operator(members[1], false);
	members[2] = test_client_login(chatd, "dave");
	kept_join(members[2], "den");
	kept_require_operator(members[2], false);
	test_client_expect(members[1], "JOINED #den dave\n");
	test_client_ask(members[1], "SEND #den hi\n", "SEND-OK\n");
	test_client_expect(members[2], "SAID #den carol hi\n");
	test_client_ask(members[2], "SEND #den hi\n", "MODERATED\n");
}
END_TEST

START_TEST(ranks_from_before_are_kept)
{
	struct test_client *alice, *bob;

	chatd = kept_begin("alice bob", NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	bob = kept_log_in(chatd, "bob");
	kept_join(alice, "den");
	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", "MODE-OK #den +\n");
	test_client_ask(alice, KEEP_DEN, DEN_IS_KEPT);
	kept_leave(bob, "den");
	test_client_expect(alice, "LEFT #den bob\n");
	kept_join(bob, "den");
	kept_require_operator(bob, true);
}
END_TEST

START_TEST(ranks_are_taken_from_those_who_are_away)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice Bob");
	struct test_client *bob = kept_log_in(chatd, "bob");

	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den +v bob\n", DEN_IS_KEPT);
	kept_leave(bob, "den");
	test_client_expect(alice, "LEFT #den bob\n");
	test_client_ask(alice, "MODE #den -o bob\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den -o bob\n", "UNKNOWN\n");
	test_client_ask(alice, "MODE #den -v BOB\n", DEN_IS_KEPT);
	test_client_ask(alice, "MODE #den -v bob\n", "UNKNOWN\n");
	test_client_ask(alice, "MODE #den -o dave\n", "UNKNOWN\n");
	kept_join(bob, "den");
	kept_require_operator(bob, false);
}
END_TEST

START_TEST(a_rank_is_kept_for_who_has_shown_to_own_the_name)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice");
	struct test_client *bob = test_client_login(chatd, "bob");

	/* Whoever has the name is not its owner. */
	accounts_add("bob");
	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	kept_require_operator(bob, true);
	bob = kept_log_in(chatd, "bob");
	kept_join(bob, "den");
	kept_require_operator(bob, false);
}
END_TEST

START_TEST(a_member_can_become_an_owner)
{
	struct test_client *alice, *bob;

	chatd = kept_begin("alice", "registration=open");
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "den");
	test_client_ask(alice, KEEP_DEN, DEN_IS_KEPT);
	bob = test_client_login(chatd, "bob");
	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(
	    bob, "REGISTER " ACCOUNTS_PASSWORD "\n", "REGISTER-OK\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	kept_leave(bob, "den");
	kept_join(bob, "den");
	kept_require_operator(bob, true);
}
END_TEST

START_TEST(whose_account_is_deleted_has_no_rank)
{
	struct test_client *alice = kept_begin_den(&chatd, "alice bob");
	struct test_client *bob = kept_log_in(chatd, "bob");
	struct test_client *console = console_connect();

	kept_join(bob, "den");
	test_client_expect(alice, "JOINED #den bob\n");
	test_client_ask(alice, "MODE #den +o bob\n", DEN_IS_KEPT);
	kept_leave(bob, "den");
	test_client_expect(alice, "LEFT #den bob\n");
	console_expect(console, "account delete bob", "OK\n");
	test_client_close(bob);
	accounts_add("bob");
	bob = kept_log_in(chatd, "bob");
	kept_join(bob, "den");
	kept_require_operator(bob, false);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, ranks_of_accounts_are_kept);
	test_cases_add(tests, ranks_from_before_are_kept);
	test_cases_add(tests, ranks_are_taken_from_those_who_are_away);
	test_cases_add(tests, a_rank_is_kept_for_who_has_shown_to_own_the_name);
	test_cases_add(tests, a_member_can_become_an_owner);
	test_cases_add(tests, whose_account_is_deleted_has_no_rank);
}
