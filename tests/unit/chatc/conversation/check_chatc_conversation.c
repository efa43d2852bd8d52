/* SPDX-License-Identifier: MIT */
/*
 * The conversation of a user who is logged in: what is sent, what is shown, and
 * how it ends.
 */

#include "chatc/conversation/conversation.h"

#include <string.h>

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

START_TEST(has_one_request_in_flight)
{
	talk_log_in();
	talk_type("@bob hi");
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_receive("\r\nDELIVERY bob yo\nSEND-");
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_receive("OK\nDELIVERY bob ok\n");
	talk_require_done("> SEND bob hi\nFrom bob: yo\n"
			  "The message was sent successfully\nFrom bob: ok\n");
	talk_type("@carol x");
	talk_receive("UNKNOWN\n");
	talk_type("@carol x");
	talk_receive("BAD-DEST-USER\n");
	talk_type("@carol x");
	talk_receive("BAD-RQST-BODY\n");
	talk_require_done(
	    "> SEND carol x\nThe destination user does not exist\n"
	    "> SEND carol x\nThe destination user does not exist\n"
	    "> SEND carol x\nError: Unknown issue in previous "
	    "message body.\n");
}
END_TEST

START_TEST(uses_list_once_it_has_worked)
{
	talk_log_in();
	talk_type("!who");
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("> WHO\n> LIST\n");
	talk_receive("LIST-OK alice\n");
	talk_type("!who");
	talk_require_done("There are 1 online users:\nalice\n> LIST\n");
}
END_TEST

START_TEST(takes_either_error_for_an_unknown_verb)
{
	talk_log_in();
	talk_type("!who");
	talk_receive("BAD-RQST-BODY\n");
	talk_receive("BAD-RQST-BODY\n");
	talk_require_done("> WHO\n> LIST\n"
			  "Error: Unknown issue in previous message body.\n");
	talk_type("!who");
	talk_require_done("> WHO\n");
}
END_TEST

START_TEST(goes_on_when_no_answer_comes)
{
	talk_log_in();
	talk_type("@bob hi");
	conversation_timed_out(talk_conversation());
	ck_assert(conversation_is_ready(talk_conversation()));
	talk_type("!who");
	talk_receive("SEND-OK\n");
	ck_assert(!conversation_is_ready(talk_conversation()));
	talk_receive("WHO-OK alice\n");
	conversation_leave(talk_conversation());
	conversation_timed_out(talk_conversation());
	talk_require_done("> SEND bob hi\nThe server does not answer.\n> WHO\n"
			  "The message was sent successfully\n"
			  "There are 1 online users:\nalice\n"
			  "(finish)\n(end 76)\n");
}
END_TEST

START_TEST(listens_to_the_end)
{
	talk_log_in();
	conversation_leave(talk_conversation());
	talk_receive("DELIVERY bob bye\n");
	talk_hang_up();
	talk_require_done("(finish)\nFrom bob: bye\n(end 0)\n");
}
END_TEST

START_TEST(does_not_wait_when_told_to_leave_twice)
{
	talk_log_in();
	talk_type("!who");
	conversation_leave(talk_conversation());
	conversation_leave(talk_conversation());
	conversation_leave(talk_conversation());
	talk_require_done("> WHO\n(finish)\n(end 0)\n");
}
END_TEST

START_TEST(ends_with_a_lost_connection)
{
	talk_log_in();
	talk_receive("DELIVERY bob ha");
	talk_hang_up();
	talk_require_done(
	    "From bob: ha\nThe connection is lost: EOF\n(end 74)\n");
}
END_TEST

START_TEST(shows_what_else_the_server_says)
{
	talk_start("alice");
	conversation_connected(talk_conversation());
	talk_receive("Welcome\nHELLO alice\nHELLO alice\nthe end is nigh\n");
	talk_require_done("(connect)\n> HELLO-FROM alice\n"
			  "The server says: Welcome\n" TALK_LOGGED_IN
			  "The server says: the end is nigh\n");
}
END_TEST

START_TEST(bounds_a_line_that_does_not_end)
{
	static char piece[64 * 1024];

	talk_log_in();
	memset(piece, 'x', sizeof(piece));
	for (int i = 0; i <= 16 * 16; i++)
		conversation_received(
		    talk_conversation(), piece, sizeof(piece));
	talk_require_done("The server does not speak hello.\n(end 76)\n");
	ck_assert_uint_le(
	    talk_conversation()->in.capacity, 2 * CODEC_MESSAGE_MAX_BYTES);
}
END_TEST

START_TEST(shows_a_long_message_whole)
{
	struct buffer line = { 0 }, want = { 0 };

	talk_log_in();
	for (int i = 0; i < 10000; i++)
		buffer_append_text(&line, "0123456789");
	buffer_append_text(&want, "From bob: ");
	buffer_append_slice(&want, buffer_slice(&line));
	buffer_append(&want, "\n", 2);
	talk_receive("DELIVERY bob ");
	conversation_received(talk_conversation(), line.bytes, line.size);
	talk_receive("\n");
	talk_require_done(want.bytes);
	buffer_clear(&line);
	buffer_clear(&want);
}
END_TEST

START_TEST(waits_for_a_list_while_messages_fail)
{
	talk_start_codec("sized", "alice");
	conversation_connected(talk_conversation());
	talk_receive("0011HELLO alice");
	talk_type("@bob x");
	ck_assert_int_eq(talk_timeout_ms(), 0);
	talk_type("!who");
	talk_receive("0018ERROR text refused0023ERROR no such user: bob");
	ck_assert(!conversation_is_ready(talk_conversation()));
	ck_assert_int_eq(talk_timeout_ms(), 10000);
	talk_receive("0005alice");
	ck_assert(conversation_is_ready(talk_conversation()));
	talk_require_done("(connect)\n> 0010NAME alice" TALK_LOGGED_IN
			  "> 0009MSG bob x> 0008GETNAMES"
			  "Error: Unknown issue in previous message body.\n"
			  "The destination user does not exist\n"
			  "There are 1 online users:\nalice\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, NULL, talk_clear);
	test_cases_add(tests, has_one_request_in_flight);
	test_cases_add(tests, uses_list_once_it_has_worked);
	test_cases_add(tests, takes_either_error_for_an_unknown_verb);
	test_cases_add(tests, goes_on_when_no_answer_comes);
	test_cases_add(tests, listens_to_the_end);
	test_cases_add(tests, does_not_wait_when_told_to_leave_twice);
	test_cases_add(tests, ends_with_a_lost_connection);
	test_cases_add(tests, shows_what_else_the_server_says);
	test_cases_add(tests, bounds_a_line_that_does_not_end);
	test_cases_add(tests, shows_a_long_message_whole);
	test_cases_add(tests, waits_for_a_list_while_messages_fail);
}
