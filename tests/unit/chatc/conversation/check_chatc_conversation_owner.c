/* SPDX-License-Identifier: MIT */
/*
 * A name that has an owner: when its password is asked for, when it is shown,
 * and when it is forgotten.
 */

#include "chatc/conversation/conversation.h"

#include "unit/chatc/conversation/conversation_fixture.h"
#include "unit/unit.h"

#define LOGIN "(connect)\n> HELLO-FROM alice\n"
#define TAKEN "Cannot log in as alice. That username is already in use.\n"
#define WRONG "That is not the password of alice.\n"
#define LATER "The server takes no passwords at the moment. Try again later.\n"
#define READABLE                                                               \
	"Others could read a password on this connection; --tls encrypts.\n"
#define NOT_PRIVATE                                                            \
	"No password goes over a connection that others could read; "          \
	"see --tls.\n"
#define SECRET "open sesame"
#define AUTH   "> AUTH alice " SECRET "\n"

/* Have a person take a name that somebody has. */
static void
find_it_taken(void)
{
	talk_have_person();
	talk_start("alice");
	talk_connect();
	talk_receive("IN-USE\n");
}

/* Log a person in as the owner of a name. */
static void
own_it(void)
{
	talk_be_private();
	find_it_taken();
	talk_type_password(SECRET);
	talk_receive("AUTH-OK\nHELLO alice\nWHO-OK alice\n");
	talk_forget_done();
}

/* Begin a script with a password at hand, and find the name taken. */
static void
script(const char *codec, const char *taken)
{
	talk_start_codec(codec, "alice");
	conversation_have_password(talk_conversation(), slice_of(SECRET));
	talk_connect();
	talk_receive(taken);
}

START_TEST(the_owner_is_asked_for_the_password)
{
	talk_be_private();
	find_it_taken();
	talk_require_done(LOGIN TAKEN);
	talk_type_password(SECRET);
	talk_require_done(AUTH);
	ck_assert_int_eq(talk_timeout_ms(), 10000);
	talk_receive("AUTH-OK\n");
	talk_require_done("> HELLO-FROM alice\n");
	talk_receive("HELLO alice\n");
	ck_assert_uint_eq(talk_count_done(TALK_LOGGED_IN), 1);
}
END_TEST

START_TEST(whoever_has_no_password_takes_another_name)
{
	talk_be_private();
	find_it_taken();
	talk_forget_done();
	talk_type_password("");
	talk_require_done(TALK_ASKED);
	talk_type("bob");
	talk_require_done("> HELLO-FROM bob\n");
}
END_TEST

START_TEST(a_wrong_password_is_asked_for_again_three_times)
{
	talk_be_private();
	find_it_taken();
	talk_forget_done();
	for (int i = 0; i < 2; i++) {
		talk_type_password(SECRET);
		talk_receive("BAD-AUTH\n");
		talk_require_done(AUTH WRONG);
	}
	talk_type_password(SECRET);
	talk_receive("BAD-AUTH\n");
	talk_require_done(AUTH WRONG TALK_ASKED);
	/* It is not kept for the same name. */
	talk_type("alice");
	talk_require_done("> HELLO-FROM alice\n");
	ck_assert_uint_eq(talk_conversation()->password.size, 0);
}
END_TEST

START_TEST(a_server_that_hangs_up_is_asked_once_more)
{
	talk_be_private();
	find_it_taken();
	talk_hang_up();
	talk_forget_done();
	talk_type_password(SECRET);
	talk_require_done("(connect)\n");
	talk_connect();
	talk_require_done(AUTH);
	talk_receive("BAD-AUTH\n");
	talk_hang_up();
	talk_type_password(SECRET);
	talk_connect();
	talk_receive("AUTH-OK\nHELLO alice\n");
	ck_assert_uint_eq(talk_count_done(TALK_LOGGED_IN), 1);
}
END_TEST

START_TEST(the_owner_comes_back_without_being_asked)
{
	own_it();
	talk_hang_up();
	conversation_timed_out(talk_conversation());
	talk_forget_done();
	talk_connect();
	talk_require_done(AUTH);
	talk_receive("AUTH-OK\nHELLO alice\n");
	talk_forget_done();
	talk_receive("WHO-OK alice\n");
	/* Too many passwords at once: there will be less later. */
	talk_hang_up();
	conversation_timed_out(talk_conversation());
	talk_connect();
	talk_receive("BAD-AUTH LATER\n");
	ck_assert_int_eq(talk_conversation()->stage, CONVERSATION_PAUSING);
	/* It is another one by now. */
	conversation_timed_out(talk_conversation());
	talk_connect();
	talk_receive("BAD-AUTH\n");
	talk_forget_done();
	talk_type_password("sesame opens");
	talk_require_done("> AUTH alice sesame opens\n");
}
END_TEST

START_TEST(two_programs_of_one_owner_do_not_go_on_forever)
{
	own_it();
	for (int i = 0; i < 2; i++) {
		talk_hang_up();
		conversation_timed_out(talk_conversation());
		talk_connect();
		talk_receive("AUTH-OK\nHELLO alice\nWHO-OK alice\n");
	}
	/* A long stay begins the count anew. */
	talk_let_time_pass(60000);
	for (int i = 0; i < 3; i++) {
		talk_hang_up();
		conversation_timed_out(talk_conversation());
		talk_connect();
		talk_receive("AUTH-OK\nHELLO alice\nWHO-OK alice\n");
	}
	talk_forget_done();
	talk_hang_up();
	talk_require_done(
	    "The server ends the connection again and again. "
	    "Perhaps the owner of alice is logged in elsewhere.\n" TALK_ASKED);
	ck_assert_uint_eq(talk_conversation()->password.size, 0);
}
END_TEST

START_TEST(a_server_without_owners_is_not_shown_a_second_password)
{
	talk_be_private();
	find_it_taken();
	talk_type_password(SECRET);
	talk_forget_done();
	talk_receive("BAD-RQST-HDR\n");
	talk_require_done("Names have no owners on this server.\n" TALK_ASKED);
	talk_type("bob");
	talk_receive("IN-USE\n");
	talk_require_done("> HELLO-FROM bob\n"
			  "Cannot log in as bob. "
			  "That username is already in use.\n" TALK_ASKED);
}
END_TEST

START_TEST(a_person_is_warned_where_others_could_read)
{
	find_it_taken();
	talk_require_done(LOGIN TAKEN READABLE);
	talk_type_password(SECRET);
	talk_require_done(AUTH);
	talk_receive("BAD-AUTH NOT-PRIVATE\n");
	talk_require_done(NOT_PRIVATE TALK_ASKED);
}
END_TEST

START_TEST(a_script_has_a_password_at_hand)
{
	talk_be_private();
	script("hello", "IN-USE\n");
	talk_require_done(LOGIN AUTH);
	talk_receive("AUTH-OK\nHELLO alice\n");
	talk_require_done("> HELLO-FROM alice\n" TALK_LOGGED_IN);
	talk_clear();
	talk_be_private();
	script("hello", "HELLO alice\n");
	talk_require_done(LOGIN TALK_LOGGED_IN);
	talk_clear();
	talk_be_private();
	script("sized", "0023ERROR name taken: alice");
	talk_receive("0007AUTH-OK0011HELLO alice");
	talk_require_done("(connect)\n> 0010NAME alice> "
			  "0022AUTH alice " SECRET "> 0010NAME "
			  "alice" TALK_LOGGED_IN);
}
END_TEST

START_TEST(a_script_ends_where_its_password_does_not_help)
{
	static const struct {
		const char *answer, *done;
	} rows[] = {
		{ "BAD-AUTH\n", LOGIN AUTH WRONG "(end 77)\n" },
		{ "BAD-AUTH LATER\n", LOGIN AUTH LATER "(end 75)\n" },
		{ "BAD-AUTH NOT-PRIVATE\n",
		    LOGIN AUTH NOT_PRIVATE "(end 77)\n" },
		{ "BAD-RQST-HDR\n", LOGIN AUTH TAKEN
		    "Names have no owners on this server.\n" TALK_ASKED },
		{ "AUTH-OK\nIN-USE\n",
		    LOGIN AUTH "> HELLO-FROM alice\n" TAKEN TALK_ASKED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		talk_be_private();
		script("hello", "IN-USE\n");
		talk_receive(rows[i].answer);
		talk_require_done(rows[i].done);
		talk_clear();
	}
	/* Others could read it. */
	script("hello", "IN-USE\n");
	talk_require_done(LOGIN NOT_PRIVATE "(end 77)\n");
}
END_TEST

START_TEST(silence_is_no_answer_to_a_password)
{
	talk_be_private();
	script("plain", "! refused: name taken: alice\n");
	talk_require_done("(connect)\n> !name alice\n"
			  "> !auth alice " SECRET "\n");
	conversation_timed_out(talk_conversation());
	ck_assert_uint_eq(talk_count_done(TALK_LOGGED_IN), 0);
	ck_assert_uint_eq(talk_count_done("(end 76)"), 1);
}
END_TEST

START_TEST(a_name_is_made_ones_own)
{
	talk_be_private();
	talk_have_person();
	talk_log_in();
	talk_type("!register");
	talk_type_password(SECRET);
	talk_type_password(SECRET " opens");
	talk_require_done(
	    "That was not the same password. Nothing has changed.\n");
	talk_type("!register");
	talk_type_password("");
	talk_type("!register");
	talk_type_password(SECRET);
	talk_type_password(SECRET);
	talk_require_done("> REGISTER " SECRET "\n");
	talk_receive("REGISTER-OK\n");
	talk_require_done(
	    "alice is your own name now, and needs the password.\n");
	talk_hang_up();
	conversation_timed_out(talk_conversation());
	talk_forget_done();
	talk_connect();
	talk_require_done(AUTH);
}
END_TEST

START_TEST(why_a_name_does_not_become_ones_own_is_said)
{
	static const struct {
		const char *answer, *words;
	} rows[] = {
		{ "IN-USE\n", "alice has an owner already.\n" },
		{ "BAD-AUTH LATER\n", LATER },
		{ "BAD-AUTH NOT-PRIVATE\n", NOT_PRIVATE },
		{ "BAD-RQST-BODY\n", "A password has 8 to 128 bytes, "
				     "without blanks around it.\n" },
		{ "BAD-RQST-HDR\n", "The server does not let users become "
				    "owners of their names.\n" },
	};

	talk_be_private();
	talk_log_in();
	conversation_have_password(talk_conversation(), slice_of(SECRET));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		talk_type("!register");
		talk_receive(rows[i].answer);
		ck_assert_uint_eq(
		    talk_count_done("> REGISTER " SECRET "\n"), 1);
		ck_assert_uint_eq(talk_count_done(rows[i].words), 1);
		talk_forget_done();
		ck_assert_uint_eq(talk_conversation()->new_password.size, 0);
	}
	conversation_leave(talk_conversation());
	talk_hang_up();
	ck_assert_uint_eq(talk_count_done("(end 65)"), 1);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_owner_is_asked_for_the_password);
	test_cases_add(tests, whoever_has_no_password_takes_another_name);
	test_cases_add(tests, a_wrong_password_is_asked_for_again_three_times);
	test_cases_add(tests, a_server_that_hangs_up_is_asked_once_more);
	test_cases_add(tests, the_owner_comes_back_without_being_asked);
	test_cases_add(tests, two_programs_of_one_owner_do_not_go_on_forever);
	test_cases_add(
	    tests, a_server_without_owners_is_not_shown_a_second_password);
	test_cases_add(tests, a_person_is_warned_where_others_could_read);
	test_cases_add(tests, a_script_has_a_password_at_hand);
	test_cases_add(tests, a_script_ends_where_its_password_does_not_help);
	test_cases_add(tests, silence_is_no_answer_to_a_password);
	test_cases_add(tests, a_name_is_made_ones_own);
	test_cases_add(tests, why_a_name_does_not_become_ones_own_is_said);
}
