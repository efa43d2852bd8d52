/* SPDX-License-Identifier: MIT */
/*
 * What a conversation does for a person, and not for a script: it learns names,
 * bounds what a server says unasked, comes back to a server that has gone, and
 * leaves at once.
 */

#include "chatc/conversation/conversation.h"

#include <string.h>

#include "chatc/conversation/reconnecting.h"
#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define LOST "The connection is lost: EOF\n"

/* Lose the connection, and let the pause before the next one pass. */
static void
lose_connection(void)
{
	talk_hang_up();
	ck_assert_int_gt(talk_timeout_ms(), 0);
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	talk_require_done("(connect)\n");
	conversation_connected(talk_conversation());
	talk_require_done("> HELLO-FROM alice\n");
}

static void
refuse_connection(void)
{
	conversation_not_connected(talk_conversation(),
	    (struct slice){ "h", 1 }, (struct slice){ "no", 2 });
}

START_TEST(learns_names_after_the_login)
{
	talk_have_person();
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\n");
	ck_assert(!conversation_is_ready(talk_conversation()));
	ck_assert_int_eq(talk_timeout_ms(), CONVERSATION_QUIET_MS);
	talk_receive("WHO-OK alice,bob\n");
	ck_assert(conversation_is_ready(talk_conversation()));
	ck_assert_int_eq(talk_timeout_ms(), 0);
	talk_require_done(
	    "(connect)\n> HELLO-FROM alice\n" TALK_LOGGED_IN
	    "@NAME TEXT talks to somebody, !join #ROOM joins a room, "
	    "!help shows more.\n> WHO\n(learn  alice,bob)\n");
}
END_TEST

START_TEST(does_not_insist_on_names)
{
	talk_have_person();
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\n");
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	talk_require_done("> LIST\n");
	ck_assert(!conversation_is_ready(talk_conversation()));
	conversation_timed_out(talk_conversation());
	talk_require_done("");
	ck_assert(conversation_is_ready(talk_conversation()));
}
END_TEST

START_TEST(says_nothing_of_a_refusal_to_list_names)
{
	talk_have_person();
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\n");
	talk_forget_done();
	talk_receive("BAD-RQST-HDR\n");
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("> LIST\n");
	ck_assert(conversation_is_ready(talk_conversation()));
}
END_TEST

START_TEST(asks_nobody_for_names_where_that_would_be_talk)
{
	talk_have_person();
	talk_start_codec("framed", "alice");
	conversation_connected(talk_conversation());
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	talk_require_done(
	    TALK_LOGGED_IN "What you type goes to everybody, @NAME TEXT to "
			   "one; !help shows more.\n");
}
END_TEST

START_TEST(comes_back_to_a_server_that_has_gone)
{
	talk_have_person();
	talk_log_in();
	talk_let_time_pass(60000);
	talk_hang_up();
	ck_assert(!conversation_is_ready(talk_conversation()));
	ck_assert_int_ge(talk_timeout_ms(), RECONNECTING_FIRST_MS / 4 * 3);
	ck_assert_int_le(talk_timeout_ms(), RECONNECTING_FIRST_MS / 4 * 5);
	talk_forget_done();
	for (int i = 0; i < 8; i++) {
		int before = talk_timeout_ms();

		conversation_timed_out(talk_conversation());
		refuse_connection();
		ck_assert_int_gt(
		    talk_timeout_ms(), before < 40000 ? before : 44999);
	}
	ck_assert_int_le(talk_timeout_ms(), RECONNECTING_LONGEST_MS / 4 * 5);
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\nWHO-OK alice\n");
	talk_require_done("(connect)\n> HELLO-FROM alice\n" TALK_LOGGED_IN
			  "> WHO\n(learn  alice)\n");
	ck_assert(conversation_is_ready(talk_conversation()));
}
END_TEST

/* Lose the connection after a stay, and return the pause that follows. */
static int
pause_after_stay_ms(uint64_t stay_ms)
{
	int pause_ms;

	talk_let_time_pass(stay_ms);
	talk_hang_up();
	pause_ms = talk_timeout_ms();
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\nWHO-OK alice\n");
	return pause_ms;
}

START_TEST(begins_the_pauses_anew_after_a_long_stay)
{
	int pause_ms, first_ms;

	talk_have_person();
	talk_log_in();
	first_ms = pause_after_stay_ms(60000);
	pause_ms = first_ms;
	for (int i = 0; i < 3; i++) {
		int before_ms = pause_ms;

		pause_ms = pause_after_stay_ms(1000);
		ck_assert_int_gt(pause_ms, before_ms);
	}
	ck_assert_int_eq(pause_after_stay_ms(60000), first_ms);
}
END_TEST

START_TEST(comes_back_at_another_moment_than_others)
{
	int pauses_ms[26];
	size_t equal = 0;
	char name;

	for (size_t i = 0; i < 26; i++) {
		name = (char)('a' + i);
		pauses_ms[i] = reconnecting_pause_ms(
		    1, (struct slice){ &name, 1 });
		for (size_t other = 0; other < i; other++)
			equal += pauses_ms[other] == pauses_ms[i];
	}
	ck_assert_uint_lt(equal, 3);
}
END_TEST

START_TEST(says_less_and_less_of_a_server_that_stays_away)
{
	talk_have_person();
	talk_log_in();
	talk_hang_up();
	for (int i = 0; i < 15; i++) {
		conversation_timed_out(talk_conversation());
		refuse_connection();
	}
	/* Of 16 attempts the first, second, fourth, eighth and sixteenth. */
	ck_assert_uint_eq(talk_count_done("Trying again in "), 5);
}
END_TEST

START_TEST(takes_its_name_and_its_rooms_again)
{
	talk_have_person();
	talk_log_in();
	talk_type("!join a");
	talk_receive("JOIN-OK #a\n");
	talk_type("!join b");
	talk_receive("JOIN-OK #b\n");
	lose_connection();
	talk_receive("IN-USE\n");
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_forget_done();
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\n");
	talk_receive("JOIN-OK #a\n");
	talk_receive("BAD-RQST-BODY\n");
	talk_receive("WHO-OK alice\n");
	talk_require_done(
	    "(connect)\n> HELLO-FROM alice\n" TALK_LOGGED_IN
	    "> JOIN #a\nYou are in #a now.\n> JOIN #b\n"
	    "Error: Unknown issue in previous message body.\n> WHO\n"
	    "(learn  alice)\n");
	talk_type("!rooms");
	talk_require_done("Your rooms: 1\n#a\n");
	ck_assert_uint_eq(talk_conversation()->target.size, 0);
}
END_TEST

START_TEST(goes_on_talking_in_the_room_of_the_prompt)
{
	talk_have_person();
	talk_log_in();
	talk_type("!join a");
	talk_receive("JOIN-OK #a\n");
	talk_type("!join b");
	talk_receive("JOIN-OK #b\n");
	talk_type("!to #a");
	lose_connection();
	talk_receive("HELLO alice\nJOIN-OK #a\nJOIN-OK #b\nWHO-OK alice\n");
	talk_forget_done();
	talk_type("hi");
	talk_require_done("> SEND #a hi\n");
}
END_TEST

START_TEST(asks_for_another_name_if_it_stays_taken)
{
	talk_have_person();
	talk_log_in();
	lose_connection();
	for (int i = 1; i < RECONNECTING_TAKEN_MAX; i++) {
		talk_receive("IN-USE\n");
		ck_assert(!conversation_is_ready(talk_conversation()));
		conversation_timed_out(talk_conversation());
		conversation_connected(talk_conversation());
	}
	talk_forget_done();
	talk_receive("IN-USE\n");
	talk_require_done("Cannot log in as alice. "
			  "That username is already in use.\n" TALK_ASKED);
}
END_TEST

START_TEST(tries_its_name_again_however_long_the_server_was_away)
{
	talk_have_person();
	talk_log_in();
	talk_hang_up();
	for (int i = 0; i < 2 * RECONNECTING_TAKEN_MAX; i++) {
		conversation_timed_out(talk_conversation());
		refuse_connection();
	}
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_receive("IN-USE\n");
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_PAUSING);
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_receive("HELLO alice\n");
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_TALKING);
}
END_TEST

START_TEST(waits_where_the_server_is_full_or_silent)
{
	talk_have_person();
	talk_log_in();
	lose_connection();
	talk_receive("BUSY\n");
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_PAUSING);
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	conversation_timed_out(talk_conversation());
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_PAUSING);
	conversation_timed_out(talk_conversation());
	conversation_connected(talk_conversation());
	talk_hang_up();
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_PAUSING);
	talk_forget_done();
	conversation_quit(talk_conversation(), 0);
	talk_require_done("(end 0)\n");
}
END_TEST

START_TEST(quits_at_once)
{
	talk_have_person();
	talk_log_in();
	talk_type("@bob hi");
	conversation_quit(talk_conversation(), 2);
	ck_assert_int_eq(talk_timeout_ms(), CONVERSATION_PERSON_LEAVE_MS);
	talk_receive("SEND-OK\nDELIVERY bob bye\nBAD-RQST-HDR\n");
	talk_hang_up();
	talk_require_done("> SEND bob hi\nLines that were not sent: 2\n"
			  "(finish)\n(end 0)\n");
}
END_TEST

START_TEST(says_nothing_unasked_after_a_script_has_quit)
{
	talk_log_in();
	talk_type("!quit");
	talk_receive("BAD-RQST-HDR\nnonsense\nDELIVERY bob bye\nSEND-OK\n");
	talk_hang_up();
	talk_require_done("(finish)\nFrom bob: bye\n(end 0)\n");
}
END_TEST

START_TEST(tells_a_script_that_has_quit_what_it_is_owed)
{
	talk_start_codec("sized", "alice");
	conversation_connected(talk_conversation());
	talk_receive("0011HELLO alice");
	talk_type("@bob x");
	talk_type("!quit");
	talk_forget_done();
	talk_receive("0012bob SENT bye0023ERROR no such user: bob0004EXIT");
	talk_hang_up();
	talk_require_done("From bob: bye\n"
			  "The destination user does not exist\n(end 67)\n");
}
END_TEST

START_TEST(bounds_what_is_said_unasked)
{
	talk_log_in();
	for (int i = 0; i < 1000; i++)
		talk_receive("BAD-RQST-HDR\n");
	ck_assert_uint_eq(
	    talk_count_done("Error: Unknown issue"), UNASKED_LINES_MAX);
	talk_let_time_pass(UNASKED_LINE_MS);
	talk_forget_done();
	talk_receive("DELIVERY bob hi\n");
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("From bob: hi\n"
			  "Lines from the server that were not shown: 980\n"
			  "Error: Unknown issue in previous message header.\n");
	talk_receive("BAD-RQST-HDR\n");
	conversation_leave(talk_conversation());
	talk_hang_up();
	talk_require_done("(finish)\n"
			  "Lines from the server that were not shown: 1\n"
			  "(end 0)\n");
}
END_TEST

START_TEST(shows_all_that_people_say)
{
	talk_log_in();
	for (int i = 0; i < 1000; i++)
		talk_receive("DELIVERY bob hi\n");
	ck_assert_uint_eq(talk_count_done("From bob: hi\n"), 1000);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, talk_clear);
	test_cases_add(tests, learns_names_after_the_login);
	test_cases_add(tests, does_not_insist_on_names);
	test_cases_add(tests, says_nothing_of_a_refusal_to_list_names);
	test_cases_add(tests, asks_nobody_for_names_where_that_would_be_talk);
	test_cases_add(tests, comes_back_to_a_server_that_has_gone);
	test_cases_add(tests, begins_the_pauses_anew_after_a_long_stay);
	test_cases_add(tests, comes_back_at_another_moment_than_others);
	test_cases_add(tests, says_less_and_less_of_a_server_that_stays_away);
	test_cases_add(tests, takes_its_name_and_its_rooms_again);
	test_cases_add(tests, goes_on_talking_in_the_room_of_the_prompt);
	test_cases_add(tests, asks_for_another_name_if_it_stays_taken);
	test_cases_add(
	    tests, tries_its_name_again_however_long_the_server_was_away);
	test_cases_add(tests, waits_where_the_server_is_full_or_silent);
	test_cases_add(tests, quits_at_once);
	test_cases_add(tests, says_nothing_unasked_after_a_script_has_quit);
	test_cases_add(tests, tells_a_script_that_has_quit_what_it_is_owed);
	test_cases_add(tests, bounds_what_is_said_unasked);
	test_cases_add(tests, shows_all_that_people_say);
}
