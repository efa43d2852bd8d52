/* SPDX-License-Identifier: MIT */
/*
 * chatc and chatd together, as most people will use them.
 */

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"

#define ASK  "Welcome to Chat Client. Enter your login:\n"
#define IN   "Successfully logged in as alice!\n"
#define SENT "The message was sent successfully\n"

static struct test_daemon *server;

/* Return the argument that chatc takes; name ends in '@', or is empty. */
static const char *
target_of(const char *protocol, const char *name)
{
	struct sockaddr_storage address;

	test_daemon_address(server, protocol, 0, &address);
	return test_format("%s127.0.0.1:%u", name,
	    ntohs(((struct sockaddr_in *)&address)->sin_port));
}

static const char *
target(const char *name)
{
	return target_of("hello", name);
}

static void
start_speaking(const char *protocol, const char *name)
{
	const char *arguments[] = { "--protocol", protocol,
		target_of(protocol, name), NULL };

	client_start(arguments);
}

static void
start(const char *name)
{
	const char *arguments[] = { target(name), NULL };

	client_start(arguments);
}

START_TEST(talks_to_itself_and_others)
{
	struct test_client *bob;

	server = test_daemon_start();
	bob = test_client_login(server, "bob");
	start("");
	client_expect(ASK);
	client_type("alice\n!who\n@bob hi  bob\n@carol x\n@alice me\n");
	client_expect(
	    IN "There are 3 online users:\nechobot\nbob\nalice\n" SENT
	       "The destination user does not exist\n" SENT "From alice: me\n");
	test_client_expect(bob, "DELIVERY alice hi  bob\n");
	test_client_ask(
	    bob, "SEND alice gr\xc3\xbc\xc3\x9f dich\n", "SEND-OK\n");
	client_expect("From bob: gr\xc3\xbc\xc3\x9f dich\n");
	client_type("!quit\n");
	client_expect_exit(EX_NOUSER);
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,bob\n");
}
END_TEST

START_TEST(shows_others_what_it_does)
{
	struct test_client *bob;

	server = test_daemon_start();
	bob = test_client_login(server, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	start("alice@");
	client_type("@bob\n!me waves\n!join den\n!me  sits down\n@bob\n"
		    "!me waves\n!quit\n");
	test_client_expect(bob, "DELIVERY alice * alice waves\n"
				"JOINED #den alice\n"
				"SAID #den alice * alice sits down\n"
				"DELIVERY alice * alice waves\n"
				"LEFT #den alice\n");
	client_expect(IN SENT "You are in #den now.\n" SENT SENT);
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(talks_over_a_unix_socket)
{
	const char *place = test_format(
	    "unix:%s/socket", test_directory_create());
	const char *arguments[] = { test_format("alice@%s", place), NULL };

	server = test_daemon_start_with(test_format("address=%s", place), NULL);
	client_start(arguments);
	client_expect(IN);
	client_type("@alice me\n!quit\n");
	client_expect(SENT "From alice: me\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(shows_the_echo_before_it_leaves)
{
	server = test_daemon_start();
	start("alice@");
	client_type("@echobot one\n@echobot two\n");
	client_end_input();
	client_expect(IN SENT "From echobot: one\n" SENT "From echobot: two\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(asks_for_another_name)
{
	server = test_daemon_start();
	test_client_login(server, "bob");
	start("bob@");
	client_expect("Cannot log in as bob. "
		      "That username is already in use.\n" ASK);
	client_type("a,b\n");
	client_expect("Cannot log in as a,b. "
		      "That username contains disallowed characters.\n" ASK);
	client_type("echobot\nalice\n");
	client_expect("Cannot log in as echobot. "
		      "That username is already in use.\n" ASK IN);
	client_end_input();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(asks_for_another_name_if_the_server_is_strict)
{
	server = test_daemon_start_with("hello_strict=yes", NULL);
	test_client_login(server, "bob");
	start("bob@");
	client_expect("Cannot log in as bob. "
		      "That username is already in use.\n" ASK);
	client_type("alice\n");
	client_expect(IN);
	client_end_input();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(is_told_that_the_server_is_full)
{
	server = test_daemon_start_with("max_clients=1", NULL);
	test_client_login(server, "bob");
	start("alice@");
	client_expect("Cannot log in. The server is full!\n");
	client_expect_exit(EX_TEMPFAIL);
}
END_TEST

START_TEST(speaks_the_list_dialect)
{
	server = test_daemon_start_with("dialect=list", NULL);
	start("alice@");
	client_type("!who\n@carol x\n");
	client_end_input();
	client_expect(IN "There are 2 online users:\nechobot\nalice\n"
			 "The destination user does not exist\n");
	client_expect_exit(EX_NOUSER);
}
END_TEST

START_TEST(sends_and_shows_long_texts_whole)
{
	const char *text = test_repeat('x', 16000, "");

	server = test_daemon_start();
	start("alice@");
	client_type(test_format("@alice %s\n", text));
	client_expect(test_format(IN SENT "From alice: %s\n", text));
	client_type(test_format("@alice %s%s\n", text, text));
	client_expect("Error: Unknown issue in previous message body.\n");
	client_end_input();
	client_expect_exit(EX_DATAERR);
}
END_TEST

START_TEST(is_told_what_cannot_be_sent)
{
	server = test_daemon_start();
	start("alice@");
	client_type("@alice \033[2J\n@alice \xff\n");
	client_expect(IN "Error: Unknown issue in previous message body.\n"
			 "Error: Unknown issue in previous message body.\n");
	client_end_input();
	client_expect_exit(EX_DATAERR);
}
END_TEST

START_TEST(notices_that_the_server_stops)
{
	server = test_daemon_start();
	start("alice@");
	client_expect(IN);
	test_daemon_signal(server, SIGTERM);
	client_expect_exit(EX_IOERR);
	client_expect_aside("chatc: The connection is lost: ");
	test_daemon_require_exit(server, EX_OK);
}
END_TEST

START_TEST(talks_on_a_terminal)
{
	const char *arguments[] = { "--no-color", NULL, NULL };
	struct test_client *bob;

	server = test_daemon_start();
	bob = test_client_login(server, "bob");
	arguments[1] = target("alice@");
	client_start_on_terminal(arguments);
	client_expect_later("alice> ");
	client_type("@bob hal");
	client_expect_later("@bob hal");
	test_client_ask(bob, "SEND alice interrupting\n", "SEND-OK\n");
	client_expect_later("From bob: interrupting");
	client_expect_later("alice> @bob hal");
	client_type("lo\r");
	client_expect_later("The message was sent successfully");
	test_client_expect(bob, "DELIVERY alice hallo\n");
	client_type("\004");
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}
END_TEST

START_TEST(talks_sized)
{
	struct test_client *bob;

	server = test_daemon_start_speaking("sized", NULL);
	bob = test_client_login(server, "bob");
	start_speaking("sized", "bob@");
	client_expect("Cannot log in as bob. "
		      "That username is already in use.\n" ASK);
	client_type("a,b\nalice\n@bob hi\n@carol x\n@bob \001\n!who\n");
	client_expect("Cannot log in as a,b. That username contains "
		      "disallowed characters.\n" ASK IN
		      "The destination user does not exist\n"
		      "Error: Unknown issue in previous message body.\n"
		      "There are 3 online users:\nechobot\nbob\nalice\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(bob, "SEND alice yo!\n", "SEND-OK\n");
	client_expect("From bob: yo!\n");
	client_type("@echobot bye\n");
	client_end_input();
	client_expect("From echobot: bye\n");
	client_expect_exit(EX_NOUSER);
	test_client_ask_until(bob, "WHO\n", "WHO-OK echobot,bob\n");
}
END_TEST

START_TEST(talks_framed)
{
	struct test_client *bob;

	server = test_daemon_start_speaking("framed", NULL);
	bob = test_client_login(server, "bob");
	test_client_ask(bob, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	start_speaking("framed", "bob@");
	client_expect("Cannot log in as bob. "
		      "That username is already in use.\n" ASK);
	client_type("alice\n");
	client_expect(IN);
	test_client_expect(bob, "JOINED #lobby alice\n");
	client_type("hi all\n@bob psst\n@carol x\n!who\n");
	test_client_expect(
	    bob, "SAID #lobby alice hi all\nDELIVERY alice psst\n");
	client_expect("The destination user does not exist\n"
		      "There are 3 online users:\nechobot\nbob\nalice\n");
	test_client_ask(bob, "SEND #lobby hi alice\n", "SEND-OK\n");
	client_expect("From bob: hi alice\n");
	client_end_input();
	client_expect_exit(EX_NOUSER);
	test_client_expect(bob, "LEFT #lobby alice\n");
}
END_TEST

START_TEST(talks_plain)
{
	struct test_client *bob;

	server = test_daemon_start_speaking("plain", NULL);
	bob = test_client_login(server, "bob");
	test_client_ask(bob, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	start_speaking("plain", "bob@");
	client_expect("Cannot log in as bob. "
		      "That username is already in use.\n" ASK);
	client_type("alice\n");
	client_expect(IN);
	client_type("hi all\n@bob psst\n@carol x\n!who\n");

	/* Lines before that one tell of a guest who joins and takes a name. */
	test_client_take_until(bob, "SAID #lobby alice hi all");
	test_client_expect(bob, "DELIVERY alice psst\n");
	client_expect("The destination user does not exist\n"
		      "There are 3 online users:\nechobot\nbob\nalice\n");
	test_client_ask(bob, "SEND #lobby hi alice\n", "SEND-OK\n");
	client_expect("From bob: hi alice\n");
	client_end_input();
	client_expect_exit(EX_NOUSER);
	test_client_expect(bob, "LEFT #lobby alice\n");
}
END_TEST

START_TEST(files_texts)
{
	const char *directory = test_directory_create();
	const char *text = test_file_create("one\ntwo", 7);
	const char *large = test_file_create(test_repeat('x', 600, "\n"), 601);
	const char *arguments[] = { "--protocol=drop", NULL, text, large, text,
		NULL };

	server = drop_start(directory, "drop_message_max=512B", NULL);
	arguments[1] = target_of("drop", "");
	client_start(arguments);
	client_expect(test_format("%s: filed, 2 lines\n", text));
	client_expect(test_format("%s: filed, 2 lines\n", text));
	client_expect_aside(
	    test_format("chatc: %s: refused by the server\n", large));
	client_expect_exit(EX_CANTCREAT);
}
END_TEST

START_TEST(files_no_text_where_another_protocol_is_spoken)
{
	static const char *const protocols[] = { "hello", "sized", "framed",
		"plain" };
	const char *text = test_file_create("one\ntwo", 7);
	const char *arguments[] = { "--protocol=drop", NULL, text, NULL };

	server = test_daemon_start_speaking("sized framed plain", NULL);
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		arguments[1] = target_of(protocols[i], "");
		client_start(arguments);
		client_expect_exit(EX_PROTOCOL);
		client_expect_aside(
		    test_format("chatc: 127.0.0.1 does not speak drop; "
				"try --protocol=%s.\nchatc: %s: not filed\n",
			protocols[i], text));
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, talks_to_itself_and_others);
	test_cases_add(tests, shows_others_what_it_does);
	test_cases_add(tests, talks_over_a_unix_socket);
	test_cases_add(tests, shows_the_echo_before_it_leaves);
	test_cases_add(tests, asks_for_another_name);
	test_cases_add(tests, asks_for_another_name_if_the_server_is_strict);
	test_cases_add(tests, is_told_that_the_server_is_full);
	test_cases_add(tests, speaks_the_list_dialect);
	test_cases_add(tests, sends_and_shows_long_texts_whole);
	test_cases_add(tests, is_told_what_cannot_be_sent);
	test_cases_add(tests, notices_that_the_server_stops);
	test_cases_add(tests, talks_on_a_terminal);
	test_cases_add(tests, talks_sized);
	test_cases_add(tests, talks_framed);
	test_cases_add(tests, talks_plain);
	test_cases_add(tests, files_texts);
	test_cases_add(tests, files_no_text_where_another_protocol_is_spoken);
}
