/* SPDX-License-Identifier: MIT */
/*
 * The conversation until the user is logged in, or never is.
 */

#include "chatc/conversation/conversation.h"

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define TAKEN "Cannot log in as alice. That username is already in use.\n"

START_TEST(asks_for_a_name_before_it_connects)
{
	talk_start("");
	talk_require_done(TALK_ASKED);
	talk_type("");
	talk_type("  ");
	talk_require_done("");
	talk_type(" alice ");
	talk_require_done("(connect)\n");
	ck_assert(!conversation_is_ready(talk_conversation()));
	conversation_connected(talk_conversation());
	talk_require_done("> HELLO-FROM alice\n");
	ck_assert_int_eq(talk_timeout_ms(), 10000);
	talk_receive("HELLO alice\n");
	talk_require_done(TALK_LOGGED_IN);
	ck_assert_int_eq(talk_timeout_ms(), 0);
}
END_TEST

START_TEST(tries_another_name_on_the_same_connection)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("IN-USE\n\n");
	talk_require_done("(connect)\n> HELLO-FROM alice\n" TAKEN TALK_ASKED);
	talk_type("b@b");
	talk_receive("BAD-RQST-BODY\n");
	talk_require_done(
	    "> HELLO-FROM b@b\nCannot log in as b@b. That username "
	    "contains disallowed characters.\n" TALK_ASKED);
	talk_type("d");
	talk_receive("HELLO d\n");
	talk_require_done("> HELLO-FROM d\nSuccessfully logged in as d!\n");
}
END_TEST

START_TEST(connects_again_where_a_second_name_is_not_understood)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("IN-USE\n");
	talk_type("bob");
	talk_forget_done();
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("(connect)\n");
	conversation_connected(talk_conversation());
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done(
	    "> HELLO-FROM bob\n"
	    "Error: Unknown issue in previous message header.\n" TALK_ASKED);
}
END_TEST

START_TEST(refuses_names_that_cannot_be_sent)
{
	talk_start("a b");
	talk_require_done(
	    "Cannot log in as a b. That username contains disallowed "
	    "characters.\n" TALK_ASKED);
	talk_type("x\ty");
	talk_require_done(
	    "Cannot log in as x\ty. That username contains disallowed "
	    "characters.\n" TALK_ASKED);
	talk_type("!who");
	talk_require_done("(connect)\n");
}
END_TEST

START_TEST(has_failed_if_its_only_name_cannot_be_sent)
{
	talk_start("a b");
	talk_forget_done();
	conversation_leave(talk_conversation());
	talk_require_done("(end 77)\n");
}
END_TEST

START_TEST(connects_again_after_a_hang_up_during_login)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("IN-USE");
	talk_hang_up();
	talk_require_done("(connect)\n> HELLO-FROM alice\n" TAKEN TALK_ASKED);
	talk_type("bob");
	talk_require_done("(connect)\n");
	conversation_connected(talk_conversation());
	talk_hang_up();
	talk_require_done(
	    "> HELLO-FROM bob\n"
	    "The server hung up. Try another name, or --tls.\n" TALK_ASKED);
	conversation_leave(talk_conversation());
	talk_require_done("(end 69)\n");
}
END_TEST

START_TEST(retries_a_name_that_met_an_earlier_hang_up)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("IN-USE\n");
	talk_type("bob");
	talk_hang_up();
	talk_require_done("(connect)\n> HELLO-FROM alice\n" TAKEN TALK_ASKED
			  "> HELLO-FROM bob\n(connect)\n");
	conversation_connected(talk_conversation());
	talk_receive("HELLO bob\n");
	talk_require_done("> HELLO-FROM bob\nSuccessfully logged in as bob!\n");
}
END_TEST

START_TEST(ends_when_the_server_is_full)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("BUSY\n");
	talk_hang_up();
	talk_require_done("(connect)\n> HELLO-FROM alice\n"
			  "Cannot log in. The server is full!\n(end 75)\n");
}
END_TEST

START_TEST(quits_before_login)
{
	talk_start("");
	talk_type("!quit");
	talk_require_done(TALK_ASKED "(end 0)\n");
}
END_TEST

START_TEST(gives_up_when_a_login_is_not_answered)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	conversation_timed_out(talk_conversation());
	talk_require_done("(connect)\n> HELLO-FROM alice\n"
			  "The server does not answer. Perhaps it does not "
			  "speak hello; see --protocol.\n(end 76)\n");
}
END_TEST

START_TEST(says_why_it_cannot_connect)
{
	talk_start("alice");
	conversation_not_connected(talk_conversation(),
	    (struct slice){ "h", 1 }, (struct slice){ "no", 2 });
	talk_require_done("(connect)\nCannot connect to h: no\n(end 69)\n");
}
END_TEST

START_TEST(takes_silence_for_success_if_logins_are_not_answered)
{
	talk_start_codec("framed", "alice");
	conversation_connected(talk_conversation());
	ck_assert_int_eq(talk_timeout_ms(), CONVERSATION_LOGIN_MS);
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	ck_assert(conversation_is_ready(talk_conversation()));
	talk_require_done(TALK_LOGGED_IN);
}
END_TEST

START_TEST(takes_no_refusal_in_other_words_for_silence)
{
	talk_start_codec("plain", "alice");
	conversation_connected(talk_conversation());
	talk_receive("BAD-RQST-HDR\n");
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	talk_require_done("The server does not speak plain; "
			  "try --protocol=hello.\n(end 76)\n");
}
END_TEST

START_TEST(needs_no_name_if_the_protocol_needs_none)
{
	talk_start_codec("plain", "");
	conversation_connected(talk_conversation());
	talk_type("hi all");
	ck_assert(conversation_is_ready(talk_conversation()));
	talk_require_done("(connect)\n> hi all\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, talk_clear);
	test_cases_add(tests, asks_for_a_name_before_it_connects);
	test_cases_add(tests, tries_another_name_on_the_same_connection);
	test_cases_add(
	    tests, connects_again_where_a_second_name_is_not_understood);
	test_cases_add(tests, refuses_names_that_cannot_be_sent);
	test_cases_add(tests, has_failed_if_its_only_name_cannot_be_sent);
	test_cases_add(tests, connects_again_after_a_hang_up_during_login);
	test_cases_add(tests, retries_a_name_that_met_an_earlier_hang_up);
	test_cases_add(tests, ends_when_the_server_is_full);
	test_cases_add(tests, quits_before_login);
	test_cases_add(tests, gives_up_when_a_login_is_not_answered);
	test_cases_add(tests, says_why_it_cannot_connect);
	test_cases_add(
	    tests, takes_silence_for_success_if_logins_are_not_answered);
	test_cases_add(tests, takes_no_refusal_in_other_words_for_silence);
	test_cases_add(tests, needs_no_name_if_the_protocol_needs_none);
}
