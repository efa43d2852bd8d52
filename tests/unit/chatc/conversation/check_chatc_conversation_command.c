/* SPDX-License-Identifier: MIT */
/*
 * What a user who is logged in types: to whom it goes, rooms, and slips.
 */

#include "chatc/conversation/conversation.h"

#include <stdio.h>
#include <sysexits.h>

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define SENT "The message was sent successfully\n"

START_TEST(helps_after_a_slip)
{
	talk_log_in();
	talk_type("hello everybody");
	talk_type("JOIN #lobby");
	talk_type("!nothing");
	talk_type("!join");
	talk_type("@ bob");
	talk_require_done(
	    "To whom? Write @NAME TEXT, or @NAME alone to talk to NAME.\n"
	    "The server's own commands are not typed here. Write !join "
	    "#ROOM.\n"
	    "There is no command !nothing. !help lists the commands.\n"
	    "Write it like this: !join #ROOM\n"
	    "To whom? Write @NAME TEXT, or @NAME alone to talk to NAME.\n");
}
END_TEST

START_TEST(sends_a_message_without_a_text_as_it_is)
{
	talk_log_in();
	talk_type("@bob ");
	talk_receive("BAD-RQST-BODY\n");
	talk_require_done("> SEND bob \n"
			  "Error: Unknown issue in previous message body.\n");
}
END_TEST

START_TEST(talks_to_the_target)
{
	talk_log_in();
	talk_type("@bob");
	talk_type("hi there");
	talk_receive("SEND-OK\n");
	talk_type("!me waves");
	talk_receive("UNKNOWN\n");
	talk_type("!to");
	talk_type("hi");
	talk_require_done(
	    "What you type now goes to bob; \"!to\" alone ends that.\n"
	    "> SEND bob hi there\n" SENT "> SEND bob * alice waves\n"
	    "The destination user does not exist\n"
	    "What you type now goes to nobody; @NAME TEXT goes to NAME.\n"
	    "To whom? Write @NAME TEXT, or @NAME alone to talk to NAME.\n");
}
END_TEST

/* Where there are rooms, the server knows actions, unless it says no. */
START_TEST(acts_where_the_server_knows_actions)
{
	talk_log_in();
	talk_type("!join ops");
	talk_receive("JOIN-OK #ops\n");
	talk_forget_done();
	talk_type("!me waves");
	talk_receive("SEND-OK\n");
	talk_type("!me  is gone");
	talk_receive("UNKNOWN\n");
	talk_type("@bob");
	talk_forget_done();
	talk_type("!me waves");
	talk_receive("BAD-RQST-BODY\n");
	talk_type("hi");
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("> ACT bob waves\n"
			  "Error: Unknown issue in previous message body.\n"
			  "> SEND bob hi\n"
			  "Error: Unknown issue in previous message header.\n");
}
END_TEST

START_TEST(says_what_it_does_where_the_server_does_not)
{
	talk_log_in();
	talk_type("!join ops");
	talk_receive("JOIN-OK #ops\n");
	talk_forget_done();
	talk_type("!me waves");
	talk_receive("BAD-RQST-HDR\n");
	talk_receive("SEND-OK\n");
	talk_type("!me waves");
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("> ACT #ops waves\n> SEND #ops * alice waves\n" SENT
			  "> SEND #ops * alice waves\n"
			  "Error: Unknown issue in previous message header.\n");
}
END_TEST

START_TEST(talks_in_rooms)
{
	talk_log_in();
	talk_type("!join ops");
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_receive("JOIN-OK #ops\n");
	talk_type("hi all");
	talk_receive("SEND-OK\nSAID #ops bob  hi\nJOINED #ops carol\n"
		     "RENAMED #ops carol eve\nLEFT #ops eve\n");
	talk_require_done("> JOIN #ops\nYou are in #ops now.\n"
			  "> SEND #ops hi all\n" SENT "From bob in #ops:  hi\n"
			  "carol has joined #ops.\ncarol is called eve now.\n"
			  "eve has left #ops.\n");
	talk_type("!who #ops");
	talk_receive("WHO-OK #ops alice,bob\n");
	talk_type("!rooms");
	talk_type("!part");
	talk_receive("LEAVE-OK #ops\n");
	talk_type("hi");
	talk_require_done(
	    "> WHO #ops\nMembers of #ops: 2\nalice\nbob\n"
	    "Your rooms: 1\n#ops\n> LEAVE #ops\nYou have left #ops.\n"
	    "To whom? Write @NAME TEXT, or @NAME alone to talk to NAME.\n");
}
END_TEST

START_TEST(keeps_several_rooms_apart)
{
	talk_log_in();
	talk_type("!join a");
	talk_receive("JOIN-OK #a\n");
	talk_type("!join b");
	talk_receive("JOIN-OK #b\n");
	talk_type("@#a");
	talk_type("x");
	talk_receive("SEND-OK\n");
	talk_type("!part b");
	talk_receive("LEAVE-OK #b\n");
	talk_type("y");
	talk_receive("SEND-OK\n");
	talk_forget_done();
	talk_type("@#b");
	talk_type("!rooms");
	talk_require_done("You are not in #b. Write !join #b first.\n"
			  "Your rooms: 1\n#a\n");
	ck_assert(slice_is(buffer_slice(&talk_conversation()->target), "#a"));
}
END_TEST

START_TEST(says_when_a_room_is_not_ours)
{
	talk_log_in();
	talk_type("@#ops hi");
	talk_receive("UNKNOWN\n");
	talk_type("!part");
	talk_type("!part ops");
	talk_receive("UNKNOWN\n");
	talk_type("!join a,b");
	talk_receive("BAD-RQST-BODY\n");
	talk_require_done(
	    "> SEND #ops hi\nYou are not in #ops. Write !join #ops first.\n"
	    "Write it like this: !part #ROOM\n> LEAVE #ops\n"
	    "You are not in #ops. Write !join #ops first.\n> JOIN #a,b\n"
	    "Error: Unknown issue in previous message body.\n");
	talk_type("!join c");
	talk_receive("TOO-MANY-ROOMS\n");
	talk_type("!join d");
	talk_receive("BUSY\n");
	talk_type("!rooms");
	talk_require_done(
	    "> JOIN #c\nYou cannot join #c: there are too many rooms. "
	    "!part leaves one.\n"
	    "> JOIN #d\nYou cannot join #d: there are too many rooms. "
	    "!part leaves one.\n"
	    "Your rooms: 0\n");
}
END_TEST

START_TEST(has_no_rooms_where_the_protocol_has_none)
{
	talk_start_codec("plain", "");
	conversation_connected(talk_conversation());
	talk_type("!join x");
	talk_type("!who x");
	talk_type("@bob");
	talk_type("hi");
	talk_type("!to");
	talk_type("hi");
	talk_require_done(
	    "(connect)\nThere are no rooms to join in the plain protocol.\n"
	    "There are no rooms to join in the plain protocol.\n"
	    "What you type now goes to bob; \"!to\" alone ends that.\n"
	    "> @bob hi\nWhat you type now goes to everybody.\n> hi\n");
}
END_TEST

START_TEST(lists_the_commands_that_the_protocol_has)
{
	talk_start_codec("sized", "");
	talk_type("!help");
	talk_require_done(TALK_ASKED
	    "@NAME TEXT - send TEXT to NAME\n"
	    "@NAME - what you type from now on is for NAME\n"
	    "!to [NAME] - the same as @NAME; without NAME, nobody is in the "
	    "prompt\n"
	    "!msg NAME TEXT - the same as @NAME TEXT\n"
	    "!me TEXT - say what you do: \"* YOU TEXT\"\n"
	    "!who [#ROOM] - list who is online, or in ROOM\n"
	    "!help - show this list\n"
	    "!quit or !exit - leave\n");
	talk_clear();
	talk_log_in();
	talk_type("!help");
	ck_assert_uint_eq(
	    talk_count_done("!join #ROOM - join ROOM, and talk there\n"), 1);
}
END_TEST

/* Return how a script ends that types this line and gets this answer. */
static void
require_status(const char *line, const char *answer, int status)
{
	char want[32];

	talk_log_in();
	talk_type(line);
	talk_receive(answer);
	talk_forget_done();
	conversation_leave(talk_conversation());
	talk_hang_up();
	(void)snprintf(want, sizeof(want), "(finish)\n(end %d)\n", status);
	talk_require_done(want);
	talk_clear();
}

START_TEST(tells_a_script_what_became_of_its_lines)
{
	require_status("@bob hi", "SEND-OK\n", EX_OK);
	require_status("@bob hi", "UNKNOWN\n", EX_NOUSER);
	require_status("@bob hi", "BAD-RQST-BODY\n", EX_DATAERR);
	require_status("!join x", "BAD-RQST-BODY\n", EX_DATAERR);
	require_status("hi", "", EX_DATAERR);
	require_status("!foo", "", EX_DATAERR);
}
END_TEST

START_TEST(tells_a_person_nothing_by_the_status)
{
	talk_have_person();
	talk_log_in();
	talk_type("@bob hi");
	talk_receive("UNKNOWN\n");
	talk_type("@bob hi");
	conversation_timed_out(talk_conversation());
	talk_forget_done();
	conversation_quit(talk_conversation(), 0);
	talk_hang_up();
	talk_require_done("(finish)\n(end 0)\n");
}
END_TEST

START_TEST(is_in_no_room_that_it_has_not_asked_for)
{
	talk_log_in();
	talk_receive("JOIN-OK #x\n");
	talk_type("!rooms");
	talk_type("hi");
	talk_type("!join #a");
	talk_receive("JOIN-OK #y\n");
	talk_type("!rooms");
	talk_receive("JOIN-OK #a\n");
	talk_type("!rooms");
	talk_require_done("The server says: JOIN-OK #x\nYour rooms: 0\n"
			  "To whom? Write @NAME TEXT, or @NAME alone to talk "
			  "to NAME.\n> JOIN #a\nThe server says: JOIN-OK #y\n"
			  "Your rooms: 0\nYou are in #a now.\n"
			  "Your rooms: 1\n#a\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, talk_clear);
	test_cases_add(tests, helps_after_a_slip);
	test_cases_add(tests, sends_a_message_without_a_text_as_it_is);
	test_cases_add(tests, talks_to_the_target);
	test_cases_add(tests, acts_where_the_server_knows_actions);
	test_cases_add(tests, says_what_it_does_where_the_server_does_not);
	test_cases_add(tests, talks_in_rooms);
	test_cases_add(tests, keeps_several_rooms_apart);
	test_cases_add(tests, says_when_a_room_is_not_ours);
	test_cases_add(tests, has_no_rooms_where_the_protocol_has_none);
	test_cases_add(tests, lists_the_commands_that_the_protocol_has);
	test_cases_add(tests, tells_a_script_what_became_of_its_lines);
	test_cases_add(tests, tells_a_person_nothing_by_the_status);
	test_cases_add(tests, is_in_no_room_that_it_has_not_asked_for);
}
