/* SPDX-License-Identifier: MIT */
/*
 * The conversation, with this test as its host: everything that it does to the
 * world is written down as text, with "> " before what it sends, and compared.
 */

#include "chatc/conversation.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/codecs/codecs.h"
#include "unit/unit.h"

#define ASK   "Welcome to Chat Client. Enter your login:\n"
#define IN    "Successfully logged in as alice!\n"
#define TAKEN "Cannot log in as alice. That username is already in use.\n"

static struct conversation conversation;
static struct buffer done; /* since the last comparison */

static void
host_connect(void *context)
{
	(void)context;
	buffer_append_text(&done, "(connect)\n");
}

static void
host_send(void *context, const char *bytes, size_t size)
{
	(void)context;
	buffer_append_text(&done, "> ");
	buffer_append(&done, bytes, size);
}

static void
host_finish(void *context)
{
	(void)context;
	buffer_append_text(&done, "(finish)\n");
}

static void
host_disconnect(void *context)
{
	(void)context;
}

static void
host_set_timeout(void *context, int timeout_ms)
{
	*(int *)context = timeout_ms;
}

static void
host_show(
    void *context, enum display_kind kind, struct slice name, struct slice text)
{
	(void)context;
	display_render(&(struct display_style){ 0 }, kind, name, text, &done);
}

static void
host_end(void *context, int status)
{
	(void)context;
	buffer_append_format(&done, "(end %d)\n", status);
}

static const struct conversation_host host = {
	.connect = host_connect,
	.send = host_send,
	.finish = host_finish,
	.disconnect = host_disconnect,
	.set_timeout = host_set_timeout,
	.show = host_show,
	.end = host_end,
};

static int timeout;

static void
assert_done(const char *want)
{
	buffer_append(&done, "", 1);
	ck_assert_str_eq(done.bytes, want);
	buffer_clear(&done);
}

static void
start_codec(const char *codec, const char *name)
{
	conversation_start(&conversation, codec_find(codec), 10000, &host,
	    &timeout, (struct slice){ name, strlen(name) });
}

static void
start(const char *name)
{
	start_codec("hello", name);
}

static void
type(const char *line)
{
	ck_assert(conversation_is_ready(&conversation));
	conversation_line(&conversation, (struct slice){ line, strlen(line) });
}

static void
receive(const char *bytes)
{
	conversation_received(&conversation, bytes, strlen(bytes));
}

static void
hang_up(void)
{
	conversation_hung_up(&conversation, (struct slice){ "EOF", 3 });
}

/* Log in as alice, and leave nothing to be compared. */
static void
log_in(void)
{
	start("alice");
	conversation_connected(&conversation);
	receive("HELLO alice\n");
	assert_done("(connect)\n> HELLO-FROM alice\n" IN);
}

static void
clear(void)
{
	conversation_clear(&conversation);
	buffer_clear(&done);
}

START_TEST(asks_for_a_name_before_it_connects)
{
	start("");
	assert_done(ASK);
	type("");
	type("  ");
	assert_done("");
	type(" alice ");
	assert_done("(connect)\n");
	ck_assert(!conversation_is_ready(&conversation));
	conversation_connected(&conversation);
	assert_done("> HELLO-FROM alice\n");
	ck_assert_int_eq(timeout, 10000);
	receive("HELLO alice\n");
	assert_done(IN);
	ck_assert_int_eq(timeout, 0);
}
END_TEST

START_TEST(tries_another_name_on_the_same_connection)
{
	start("alice");
	conversation_connected(&conversation);
	receive("IN-USE\n\n");
	assert_done("(connect)\n> HELLO-FROM alice\n" TAKEN ASK);
	type("b@b");
	receive("BAD-RQST-BODY\n");
	assert_done("> HELLO-FROM b@b\nCannot log in as b@b. That username "
		    "contains disallowed characters.\n" ASK);
	type("c");
	receive("BAD-RQST-HDR\n");
	assert_done("> HELLO-FROM c\nError: Unknown issue in previous message "
		    "header.\n" ASK);
	type("d");
	receive("HELLO d\n");
	assert_done("> HELLO-FROM d\nSuccessfully logged in as d!\n");
}
END_TEST

START_TEST(refuses_names_that_cannot_be_sent)
{
	start("a b");
	assert_done("Cannot log in as a b. That username contains disallowed "
		    "characters.\n" ASK);
	type("x\ty");
	assert_done("Cannot log in as x\ty. That username contains disallowed "
		    "characters.\n" ASK);
	type("!who");
	assert_done("(connect)\n");
}
END_TEST

START_TEST(connects_again_after_a_hang_up_during_login)
{
	start("alice");
	conversation_connected(&conversation);
	receive("IN-USE");
	hang_up();
	assert_done("(connect)\n> HELLO-FROM alice\n" TAKEN ASK);
	type("bob");
	assert_done("(connect)\n");
	conversation_connected(&conversation);
	hang_up();
	assert_done("> HELLO-FROM bob\n"
		    "The server hung up. Try another name.\n" ASK);
	conversation_leave(&conversation);
	assert_done("(end 69)\n");
}
END_TEST

START_TEST(retries_a_name_that_met_an_earlier_hang_up)
{
	start("alice");
	conversation_connected(&conversation);
	receive("IN-USE\n");
	type("bob");
	hang_up();
	assert_done("(connect)\n> HELLO-FROM alice\n" TAKEN ASK
		    "> HELLO-FROM bob\n(connect)\n");
	conversation_connected(&conversation);
	receive("HELLO bob\n");
	assert_done("> HELLO-FROM bob\nSuccessfully logged in as bob!\n");
}
END_TEST

START_TEST(ends_when_the_server_is_full)
{
	start("alice");
	conversation_connected(&conversation);
	receive("BUSY\n");
	hang_up();
	assert_done("(connect)\n> HELLO-FROM alice\n"
		    "Cannot log in. The server is full!\n(end 75)\n");
}
END_TEST

START_TEST(quits_before_login)
{
	start("");
	type("!help");
	type("!quit");
	assert_done(ASK "@NAME TEXT - send TEXT to NAME\n"
			"!who - list who is online\n"
			"!help - show this list\n"
			"!quit - leave\n"
			"!exit - leave, too\n"
			"(end 0)\n");
}
END_TEST

START_TEST(has_one_request_in_flight)
{
	log_in();
	type("@bob hi");
	ck_assert(!conversation_is_ready(&conversation));
	receive("\r\nDELIVERY bob yo\nSEND-");
	ck_assert(!conversation_is_ready(&conversation));
	receive("OK\nDELIVERY bob ok\n");
	assert_done("> SEND bob hi\nFrom bob: yo\n"
		    "The message was sent successfully\nFrom bob: ok\n");
	type("@carol x");
	receive("UNKNOWN\n");
	type("@carol x");
	receive("BAD-DEST-USER\n");
	type("@carol x");
	receive("BAD-RQST-BODY\n");
	assert_done("> SEND carol x\nThe destination user does not exist\n"
		    "> SEND carol x\nThe destination user does not exist\n"
		    "> SEND carol x\nError: Unknown issue in previous "
		    "message body.\n");
}
END_TEST

START_TEST(uses_list_once_it_has_worked)
{
	log_in();
	type("!who");
	receive("BAD-RQST-HDR\n");
	assert_done("> WHO\n> LIST\n");
	receive("LIST-OK alice\n");
	type("!who");
	assert_done("There are 1 online users:\nalice\n> LIST\n");
}
END_TEST

START_TEST(takes_either_error_for_an_unknown_verb)
{
	log_in();
	type("!who");
	receive("BAD-RQST-BODY\n");
	receive("BAD-RQST-BODY\n");
	assert_done("> WHO\n> LIST\n"
		    "Error: Unknown issue in previous message body.\n");
	type("!who");
	assert_done("> WHO\n");
}
END_TEST

START_TEST(sends_only_commands)
{
	log_in();
	type("hello");
	type("@bob");
	type("!nothing");
	assert_done("That is not a command. !help lists the commands.\n"
		    "That is not a command. !help lists the commands.\n"
		    "That is not a command. !help lists the commands.\n");
}
END_TEST

START_TEST(goes_on_when_no_answer_comes)
{
	log_in();
	type("@bob hi");
	conversation_timed_out(&conversation);
	ck_assert(conversation_is_ready(&conversation));
	type("!who");
	receive("SEND-OK\n");
	ck_assert(!conversation_is_ready(&conversation));
	receive("WHO-OK alice\n");
	conversation_leave(&conversation);
	conversation_timed_out(&conversation);
	assert_done("> SEND bob hi\nThe server does not answer.\n> WHO\n"
		    "The message was sent successfully\n"
		    "There are 1 online users:\nalice\n"
		    "(finish)\n(end 76)\n");
}
END_TEST

START_TEST(gives_up_when_a_login_is_not_answered)
{
	start("alice");
	conversation_connected(&conversation);
	conversation_timed_out(&conversation);
	assert_done("(connect)\n> HELLO-FROM alice\n"
		    "The server does not answer.\n(end 76)\n");
}
END_TEST

START_TEST(listens_to_the_end)
{
	log_in();
	conversation_leave(&conversation);
	receive("DELIVERY bob bye\n");
	hang_up();
	assert_done("(finish)\nFrom bob: bye\n(end 0)\n");
}
END_TEST

START_TEST(does_not_wait_when_told_to_leave_twice)
{
	log_in();
	type("!who");
	conversation_leave(&conversation);
	conversation_leave(&conversation);
	conversation_leave(&conversation);
	assert_done("> WHO\n(finish)\n(end 0)\n");
}
END_TEST

START_TEST(ends_with_a_lost_connection)
{
	log_in();
	receive("DELIVERY bob ha");
	hang_up();
	assert_done("From bob: ha\nThe connection is lost: EOF\n(end 74)\n");
}
END_TEST

START_TEST(says_why_it_cannot_connect)
{
	start("alice");
	conversation_not_connected(
	    &conversation, (struct slice){ "h", 1 }, (struct slice){ "no", 2 });
	assert_done("(connect)\nCannot connect to h: no\n(end 69)\n");
}
END_TEST

START_TEST(shows_what_else_the_server_says)
{
	start("alice");
	conversation_connected(&conversation);
	receive("Welcome\nHELLO alice\nHELLO alice\nthe end is nigh\n");
	assert_done("(connect)\n> HELLO-FROM alice\n"
		    "The server says: Welcome\n" IN
		    "The server says: the end is nigh\n");
}
END_TEST

START_TEST(bounds_a_line_that_does_not_end)
{
	static char piece[64 * 1024];

	log_in();
	memset(piece, 'x', sizeof(piece));
	for (int i = 0; i <= 16 * 16; i++)
		conversation_received(&conversation, piece, sizeof(piece));
	assert_done("The server does not speak this protocol.\n(end 76)\n");
	ck_assert_uint_le(
	    conversation.in.capacity, 2 * CODEC_MESSAGE_MAX_BYTES);
}
END_TEST

START_TEST(shows_a_long_message_whole)
{
	struct buffer line = { 0 }, want = { 0 };

	log_in();
	for (int i = 0; i < 10000; i++)
		buffer_append_text(&line, "0123456789");
	buffer_append_text(&want, "From bob: ");
	buffer_append_slice(&want, buffer_slice(&line));
	buffer_append(&want, "\n", 2);
	receive("DELIVERY bob ");
	conversation_received(&conversation, line.bytes, line.size);
	receive("\n");
	assert_done(want.bytes);
	buffer_clear(&line);
	buffer_clear(&want);
}
END_TEST

START_TEST(waits_for_a_list_while_messages_fail)
{
	start_codec("sized", "alice");
	conversation_connected(&conversation);
	receive("0011HELLO alice");
	type("@bob x");
	ck_assert_int_eq(timeout, 0);
	type("!who");
	receive("0018ERROR text refused0023ERROR no such user: bob");
	ck_assert(!conversation_is_ready(&conversation));
	ck_assert_int_eq(timeout, 10000);
	receive("0005alice");
	ck_assert(conversation_is_ready(&conversation));
	assert_done(
	    "(connect)\n> 0010NAME alice" IN "> 0009MSG bob x> 0008GETNAMES"
	    "Error: Unknown issue in previous message body.\n"
	    "The destination user does not exist\n"
	    "There are 1 online users:\nalice\n");
}
END_TEST

START_TEST(takes_silence_for_success_if_logins_are_not_answered)
{
	start_codec("framed", "alice");
	conversation_connected(&conversation);
	ck_assert_int_eq(timeout, CONVERSATION_LOGIN_MS);
	ck_assert(!conversation_is_ready(&conversation));
	buffer_empty(&done);
	conversation_timed_out(&conversation);
	ck_assert(conversation_is_ready(&conversation));
	assert_done(IN);
}
END_TEST

START_TEST(needs_no_name_if_the_protocol_needs_none)
{
	start_codec("plain", "");
	conversation_connected(&conversation);
	type("!help");
	type("hi all");
	ck_assert(conversation_is_ready(&conversation));
	assert_done("(connect)\n@NAME TEXT - send TEXT to NAME\n"
		    "TEXT - say TEXT to everybody\n"
		    "!who - list who is online\n"
		    "!help - show this list\n"
		    "!quit - leave\n"
		    "!exit - leave, too\n> hi all\n");
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, NULL, clear);
	tcase_add_test(tests, asks_for_a_name_before_it_connects);
	tcase_add_test(tests, tries_another_name_on_the_same_connection);
	tcase_add_test(tests, refuses_names_that_cannot_be_sent);
	tcase_add_test(tests, connects_again_after_a_hang_up_during_login);
	tcase_add_test(tests, retries_a_name_that_met_an_earlier_hang_up);
	tcase_add_test(tests, ends_when_the_server_is_full);
	tcase_add_test(tests, quits_before_login);
	tcase_add_test(tests, has_one_request_in_flight);
	tcase_add_test(tests, uses_list_once_it_has_worked);
	tcase_add_test(tests, takes_either_error_for_an_unknown_verb);
	tcase_add_test(tests, sends_only_commands);
	tcase_add_test(tests, goes_on_when_no_answer_comes);
	tcase_add_test(tests, gives_up_when_a_login_is_not_answered);
	tcase_add_test(tests, listens_to_the_end);
	tcase_add_test(tests, does_not_wait_when_told_to_leave_twice);
	tcase_add_test(tests, ends_with_a_lost_connection);
	tcase_add_test(tests, says_why_it_cannot_connect);
	tcase_add_test(tests, shows_what_else_the_server_says);
	tcase_add_test(tests, bounds_a_line_that_does_not_end);
	tcase_add_test(tests, shows_a_long_message_whole);
	tcase_add_test(tests, waits_for_a_list_while_messages_fail);
	tcase_add_test(
	    tests, takes_silence_for_success_if_logins_are_not_answered);
	tcase_add_test(tests, needs_no_name_if_the_protocol_needs_none);
}
