/* SPDX-License-Identifier: MIT */
/* Rooms that have operators: what they ask for, and what others hear of it. */

#include "chatc/conversation/conversation.h"

#include <string.h>

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define JOIN_OPS "> JOIN #ops\nYou are in #ops now.\n"

/* Log in and join a room. */
static void
enter(void)
{
	talk_log_in();
	talk_type("!join #ops");
	talk_receive("JOIN-OK #ops\n");
	talk_require_done(JOIN_OPS);
}

START_TEST(whoever_is_kicked_forgets_the_room)
{
	talk_have_person();
	enter();
	talk_receive("KICKED #ops bob\n");
	talk_require_done("bob has taken you out of #ops.\n");
	ck_assert_uint_eq(talk_conversation()->target.size, 0);
	talk_type("!rooms");
	talk_require_done("Your rooms: 0\n");
	/* They do not go back by themselves, not even after a loss. */
	talk_hang_up();
	conversation_timed_out(talk_conversation());
	talk_connect();
	talk_receive("HELLO alice\n");
	ck_assert_uint_eq(talk_count_done("> JOIN"), 0);
	talk_receive("WHO-OK alice\n");
	talk_forget_done();
	talk_type("!join #ops");
	talk_receive("JOIN-OK #ops\n");
	talk_receive("KICKED #ops bob  be quiet \n");
	talk_require_done(JOIN_OPS "bob has taken you out of #ops: be quiet\n");
}
END_TEST

START_TEST(a_kick_while_rooms_are_joined_again_counts)
{
	talk_have_person();
	enter();
	talk_type("!join #a");
	talk_receive("JOIN-OK #a\n");
	talk_hang_up();
	conversation_timed_out(talk_conversation());
	talk_connect();
	talk_receive("HELLO alice\nKICKED #a bob\nJOIN-OK #ops\n");
	ck_assert_uint_eq(talk_count_done("> JOIN #a\n"), 1);
	talk_receive("WHO-OK alice\n");
	talk_forget_done();
	talk_type("!rooms");
	talk_require_done("Your rooms: 1\n#ops\n");
}
END_TEST

START_TEST(invitations_are_shown_up_to_a_bound)
{
	talk_have_person();
	talk_log_in();
	talk_receive("INVITED #ops bob\n");
	talk_require_done("bob lets you enter #ops. Write !join #ops.\n");
	for (int i = 0; i < 1000; i++)
		talk_receive("INVITED #ops bob\nKICKED #none bob\n");
	ck_assert_uint_le(talk_count_done("\n"), UNASKED_LINES_MAX);
}
END_TEST

START_TEST(operators_ask_in_the_room_of_the_prompt)
{
	enter();
	talk_type("!topic");
	talk_receive("TOPIC-OK #ops\n");
	talk_type("!topic what  we do");
	talk_receive("TOPIC-OK #ops what  we do\n");
	talk_type("!kick bob is loud");
	talk_receive("KICK-OK #ops bob\n");
	talk_type("!mode #other +k key");
	talk_receive("MODE-OK #other +k key\n");
	talk_type("!invite carol");
	talk_receive("INVITE-OK #ops carol\n");
	talk_require_done("> TOPIC #ops\n#ops has no topic.\n"
			  "> TOPIC #ops what  we do\n"
			  "#ops is about: what  we do\n"
			  "> KICK #ops bob is loud\n"
			  "bob was taken out of #ops.\n"
			  "> MODE #other +k key\nModes of #other: +k key\n"
			  "> INVITE #ops carol\ncarol may enter #ops.\n");
}
END_TEST

START_TEST(why_an_operator_is_refused_is_said)
{
	static const struct {
		const char *answer, *words;
	} rows[] = {
		{ "NOT-OPERATOR\n", "Only an operator of #ops may do that.\n" },
		{ "UNKNOWN\n",
		    "There is nobody of that name; #ops is as it was.\n" },
		{ "BANS-FULL\n", "The server says: BANS-FULL\n" },
		{ "BAD-RQST-BODY\n",
		    "Error: Unknown issue in previous message body.\n" },
	};

	enter();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		talk_type("!kick bob");
		talk_receive(rows[i].answer);
		ck_assert_uint_eq(talk_count_done(rows[i].words), 1);
		ck_assert(conversation_is_ready(talk_conversation()));
		talk_forget_done();
	}
	talk_type("!topic #none");
	talk_receive("UNKNOWN\n");
	talk_require_done("> TOPIC #none\n"
			  "You are not in #none. Write !join #none first.\n");
	conversation_leave(talk_conversation());
	talk_hang_up();
	ck_assert_uint_eq(talk_count_done("(end 65)"), 1);
}
END_TEST

START_TEST(without_a_room_nothing_is_asked)
{
	talk_log_in();
	talk_type("!topic");
	talk_type("!kick bob");
	talk_require_done("Write it like this: !topic [#ROOM] [TEXT]\n"
			  "Write it like this: !kick [#ROOM] NAME [WHY]\n");
	talk_clear();
	talk_start_codec("sized", "alice");
	talk_connect();
	talk_receive("0011HELLO alice");
	talk_forget_done();
	talk_type("!mode #ops");
	talk_require_done(
	    "There are no rooms to join in the sized protocol.\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, whoever_is_kicked_forgets_the_room);
	test_cases_add(tests, a_kick_while_rooms_are_joined_again_counts);
	test_cases_add(tests, invitations_are_shown_up_to_a_bound);
	test_cases_add(tests, operators_ask_in_the_room_of_the_prompt);
	test_cases_add(tests, why_an_operator_is_refused_is_said);
	test_cases_add(tests, without_a_room_nothing_is_asked);
}
