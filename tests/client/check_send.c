/* SPDX-License-Identifier: MIT */
/*
 * chatc --send and --listen, as cron and programs use them, and the lines of
 * --json.
 */

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

/* Start chatc at the server, with what stands behind the target, up to NULL. */
static void
start(const char *name, const char *option, const char *first,
    const char *second, const char *third)
{
	const char *arguments[] = { "--json", server_target(name), option,
		first, second, third, NULL };

	client_start(arguments + 1);
	server_accept();
}

static void
log_in(const char *name)
{
	server_expect("HELLO-FROM ");
	server_expect(name);
	server_expect("\n");
	server_send("HELLO ");
	server_send(name);
	server_send("\n");
}

/* The server hears that it is over, and chatc ends with this status. */
static void
end(int status)
{
	server_expect_end();
	server_hang_up();
	client_expect_exit(status);
}

START_TEST(a_delivered_text_needs_no_words)
{
	start("cron", "--send", "bob", "the backup", "is done");
	log_in("cron");
	server_expect_in_one("SEND bob the backup is done\n");
	server_send("DELIVERY eve psst\nSEND-OK\n");
	end(EX_OK);
	client_expect_aside("");
}
END_TEST

START_TEST(the_status_tells_what_became_of_it)
{
	start("cron", "--send", "bob", "hi", NULL);
	log_in("cron");
	server_expect("SEND bob hi\n");
	server_send("UNKNOWN\n");
	end(EX_NOUSER);
	client_expect_aside("chatc: bob is not here.\n");
	start("cron", "--send", "bob", "hi", NULL);
	log_in("cron");
	server_expect("SEND bob hi\n");
	server_send("BAD-RQST-BODY\n");
	end(EX_DATAERR);
	client_expect_aside(
	    "chatc: The server does not take that name or text.\n");
	start("cron", "--send", "bob", "hi", NULL);
	server_expect("HELLO-FROM cron\n");
	server_send("BUSY\n");
	server_hang_up();
	client_expect_exit(EX_TEMPFAIL);
	client_expect_aside("chatc: Cannot log in. The server is full!\n");
}
END_TEST

START_TEST(nobody_to_connect_to_is_a_status_of_its_own)
{
	const char *arguments[] = { server_target("cron"), "--send", "bob",
		"hi", NULL };

	server_close();
	client_start(arguments);
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(
	    "chatc: Cannot connect to 127.0.0.1: Connection refused\n");
}
END_TEST

START_TEST(a_room_is_joined_first_and_lines_are_read)
{
	start("cron", "--send", "#ops", NULL, NULL);
	client_type("!quit\n\none\n");
	client_end_input();
	log_in("cron");
	server_expect_in_one("JOIN #ops\n");
	server_send("JOIN-OK #ops\n");
	server_expect_in_one("SEND #ops !quit\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND #ops one\n");
	server_send("SEND-OK\n");
	end(EX_OK);
}
END_TEST

START_TEST(a_text_of_several_lines_is_several_messages)
{
	start("cron", "--send", "bob", "one\ntwo", NULL);
	log_in("cron");
	server_expect_in_one("SEND bob one\n");
	server_send("SEND-OK\n");
	server_expect_in_one("SEND bob two\n");
	server_send("SEND-OK\n");
	end(EX_OK);
}
END_TEST

START_TEST(the_account_has_a_name)
{
	const struct passwd *account = getpwuid(getuid());
	char second[64];

	ck_assert_ptr_nonnull(account);
	(void)snprintf(second, sizeof(second), "%s-2", account->pw_name);
	start("", "--send", "bob", "hi", NULL);
	server_expect("HELLO-FROM ");
	server_expect(account->pw_name);
	server_expect("\n");
	server_send("IN-USE\n");
	log_in(second);
	server_expect("SEND bob hi\n");
	server_send("SEND-OK\n");
	end(EX_OK);
	client_expect_aside("");
}
END_TEST

START_TEST(a_name_that_was_given_is_not_given_up)
{
	start("cron", "--send", "bob", "hi", NULL);
	server_expect("HELLO-FROM cron\n");
	server_send("IN-USE\n");
	end(EX_NOPERM);
	client_expect_aside("chatc: Cannot log in as cron. "
			    "That username is already in use.\n");
}
END_TEST

START_TEST(a_listener_prints_what_is_said)
{
	start("ear", "--listen", "#ops", "#dev", NULL);
	log_in("ear");
	server_expect("JOIN #ops\n");
	server_send("JOIN-OK #ops\n");
	server_expect("JOIN #dev\n");
	server_send("JOIN-OK #dev\nSAID #ops bob up\nDELIVERY bob hi\n"
		    "JOINED #dev eve\n");
	client_expect(
	    "From bob in #ops: up\nFrom bob: hi\neve has joined #dev.\n");
	server_hang_up();
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: the server closed it\n");
}
END_TEST

/* Expect a line of JSON, whatever its time. */
static void
expect_json(const char *event, const char *rest)
{
	char want[256];

	(void)snprintf(
	    want, sizeof(want), "{\"event\":\"%s\",\"time\":\"", event);
	client_expect(want);
	client_expect_later("Z\"");
	client_expect(rest);
	client_expect("}\n");
}

START_TEST(programs_read_objects)
{
	const char *arguments[] = { "--json", server_target("ear"), NULL };

	client_start(arguments);
	server_accept();
	log_in("ear");
	expect_json("logged-in", ",\"name\":\"ear\"");
	client_type("!join #ops\n@bob hi\n!who\nhi\n");
	server_expect("JOIN #ops\n");
	server_send("JOIN-OK #ops\nSAID #ops b\\ob a\"\xc3\xa4\xff\n");
	server_expect("SEND bob hi\n");
	server_send("UNKNOWN\n");
	server_expect("WHO\n");
	server_send("WHO-OK ear,eve\n");
	server_expect("SEND #ops hi\n");
	server_send("SEND-OK\n");
	expect_json("joined", ",\"room\":\"#ops\"");
	expect_json("message", ",\"room\":\"#ops\",\"from\":\"b\\\\ob\","
			       "\"text\":\"a\\\"\xc3\xa4\\ufffd\"");
	expect_json("unknown", ",\"to\":\"bob\"");
	expect_json("users", ",\"users\":[\"ear\",\"eve\"]");
	expect_json("sent", ",\"to\":\"#ops\"");
	client_type("/nothing\n");
	expect_json("mistake",
	    ",\"text\":\"There is no command /nothing. !help lists the "
	    "commands.\"");
	client_end_input();
	end(EX_NOUSER);
}
END_TEST

START_TEST(explains_its_usage)
{
	const char *wrong[][5] = {
		{ "h", "--send", NULL },
		{ "h", "--send", "a b", "x", NULL },
		{ "h", "--send", "a\nb", "x", NULL },
		{ "h", "--listen", "ops", NULL },
		{ "h", "--listen", "--send", "bob", NULL },
		{ "--protocol=sized", "h", "--listen", "#ops", NULL },
		{ "--protocol=framed", "h", "--send", "#ops", NULL },
		{ "--protocol=drop", "h", "--send", "f", NULL },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		client_start(wrong[i]);
		client_expect_exit(EX_USAGE);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, a_delivered_text_needs_no_words);
	test_cases_add(tests, the_status_tells_what_became_of_it);
	test_cases_add(tests, nobody_to_connect_to_is_a_status_of_its_own);
	test_cases_add(tests, a_room_is_joined_first_and_lines_are_read);
	test_cases_add(tests, a_text_of_several_lines_is_several_messages);
	test_cases_add(tests, the_account_has_a_name);
	test_cases_add(tests, a_name_that_was_given_is_not_given_up);
	test_cases_add(tests, a_listener_prints_what_is_said);
	test_cases_add(tests, programs_read_objects);
	test_cases_add(tests, explains_its_usage);
}
