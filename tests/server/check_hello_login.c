/* SPDX-License-Identifier: MIT */
/*
 * hello: everything up to HELLO.  It is tested which users are let in, what the
 * others are told, and that every refusal but BUSY leaves the connection open.
 */

#include <stddef.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"

START_TEST(hello_from_is_answered_with_the_name)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_connect(daemon);

	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

START_TEST(before_login_everything_else_is_a_bad_header)
{
	static const char *const lines[] = { "WHO\n", "LIST\n",
		"SEND alice hi\n", "SEND alice\n", "JOIN #lobby\n",
		"LEAVE #lobby\n", "hello-from alice\n", "Hello-From alice\n",
		"HELLO alice\n", "HELLO-FROMalice\n", "GET / HTTP/1.0\r\n",
		"\n", "\r\n", "   \n", "\x16\x03\x01\n", "\x80\xff\n" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_connect(daemon);

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		test_client_ask(alice, lines[i], "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

START_TEST(missing_or_refused_names_are_a_bad_body)
{
	static const char *const lines[] = { "HELLO-FROM\n", "HELLO-FROM \n",
		"HELLO-FROM \t \n", "HELLO-FROM two words\n",
		"HELLO-FROM a,b\n", "HELLO-FROM #lobby\n",
		"HELLO-FROM \x1b[31m\n", "HELLO-FROM a\x7f\n",
		"HELLO-FROM a\rb\n", "HELLO-FROM caf\xc3\xa9\n",
		"HELLO-FROM \xff\n", "HELLO-FROM 192.0.2.7:34858\n" };
	static const char refused[] = "!@#$%^&*()+=[]{}|\\;:'\"<>?/~`";
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client = test_client_connect(daemon);

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		test_client_ask(client, lines[i], "BAD-RQST-BODY\n");
	for (const char *c = refused; *c != '\0'; c++)
		test_client_ask(client, test_format("HELLO-FROM a%cb\n", *c),
		    "BAD-RQST-BODY\n");
	test_client_send_bytes(client, "HELLO-FROM a\0b\n", 15);
	test_client_expect(client, "BAD-RQST-BODY\n");
	test_client_ask(client, "HELLO-FROM ab\n", "HELLO ab\n");
}
END_TEST

START_TEST(names_of_every_allowed_byte_are_taken)
{
	static const char *const names[] = { "a", "-", "_", ".", "0",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz",
		"0123456789_-." };
	struct test_daemon *daemon = test_daemon_start();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		test_client_login(daemon, names[i]);
}
END_TEST

START_TEST(names_are_as_long_as_name_max_allows)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client = test_client_connect(daemon);
	const char *longest = test_repeat('x', 64, "");

	test_client_ask(client, test_format("HELLO-FROM %sx\n", longest),
	    "BAD-RQST-BODY\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", longest),
	    test_format("HELLO %s\n", longest));

	daemon = test_daemon_start_with("name_max=3", "echo_user=", NULL);
	client = test_client_connect(daemon);
	test_client_ask(client, "HELLO-FROM four\n", "BAD-RQST-BODY\n");
	test_client_ask(client, "HELLO-FROM two\n", "HELLO two\n");
}
END_TEST

START_TEST(names_differ_by_case)
{
	struct test_daemon *daemon = test_daemon_start();

	test_client_login(daemon, "alice");
	test_client_login(daemon, "Alice");
}
END_TEST

START_TEST(blanks_around_verb_and_name_are_ignored)
{
	struct test_daemon *daemon = test_daemon_start();

	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM a \t \n", "HELLO a\n");
	test_client_ask(
	    test_client_connect(daemon), " \tHELLO-FROM b\n", "HELLO b\n");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM  c\r\n", "HELLO c\n");
}
END_TEST

START_TEST(second_login_is_a_bad_header_and_changes_nothing)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(alice, "HELLO-FROM alice\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM bob\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM a,b\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
}
END_TEST

START_TEST(taken_name_is_in_use_and_another_may_be_tried)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *second = test_client_connect(daemon);

	test_client_ask(second, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(second, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(second, "WHO\n", "BAD-RQST-HDR\n");
	test_client_ask(second, "HELLO-FROM bob\n", "HELLO bob\n");
	test_client_ask_known(alice, "WHO\n", "WHO-OK alice,bob\n");
}
END_TEST

START_TEST(reserved_names_are_in_use)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client = test_client_connect(daemon);

	test_client_ask(client, "HELLO-FROM server\n", "IN-USE\n");
	test_client_ask(client, "HELLO-FROM echobot\n", "IN-USE\n");
	test_client_ask(client, "HELLO-FROM Server\n", "HELLO Server\n");

	daemon = test_daemon_start_with("echo_user=parrot", NULL);
	client = test_client_connect(daemon);
	test_client_ask(client, "HELLO-FROM parrot\n", "IN-USE\n");
	test_client_ask(client, "HELLO-FROM echobot\n", "HELLO echobot\n");

	daemon = test_daemon_start_with("echo_user=", NULL);
	client = test_client_connect(daemon);
	test_client_ask(client, "HELLO-FROM echobot\n", "HELLO echobot\n");
}
END_TEST

START_TEST(busy_is_told_last_and_closes)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_clients=1", NULL);
	struct test_client *second = test_client_connect(daemon);

	test_client_login(daemon, "alice");
	test_client_ask(second, "HELLO-FROM a,b\n", "BAD-RQST-BODY\n");
	test_client_ask(second, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(second, "HELLO-FROM server\n", "IN-USE\n");
	test_client_ask(second, "HELLO-FROM echobot\n", "IN-USE\n");
	test_client_send(second, "HELLO-FROM bob\n");
	test_client_expect(second, "BUSY\n");
	test_client_expect_end(second);
}
END_TEST

START_TEST(a_place_is_free_when_a_connection_has_ended)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_clients=1", NULL);
	struct test_client *client;

	for (int i = 0; i < 100; i++) {
		/* When a name is free again is another question. */
		client = test_client_login(daemon, test_format("user%d", i));
		test_client_finish(client);
		test_client_expect_end(client);
	}
}
END_TEST

START_TEST(a_name_is_free_when_its_connection_has_ended)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client;

	test_nodes_keep_level(daemon);
	for (int i = 0; i < 100; i++) {
		client = test_client_login(daemon, "alice");
		test_nodes_await("alice", true);
		test_client_finish(client);
		test_client_expect_end(client);
		test_nodes_await("alice", false);
	}
}
END_TEST

/* Only that the name is free tells that the daemon has seen a reset. */
START_TEST(a_name_is_free_when_its_connection_was_reset)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *client;

	for (int i = 0; i < 100; i++) {
		client = test_client_connect(daemon);
		test_client_ask_until(
		    client, "HELLO-FROM alice\n", "HELLO alice\n");
		test_client_abort(client);
	}
}
END_TEST

START_TEST(strict_closes_after_each_error_in_the_handshake)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "hello_strict=yes", "echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	static const char *const table[][2] = {
		{ "HELLO-FROM alice\n", "IN-USE\n" },
		{ "HELLO-FROM a,b\n", "BAD-RQST-BODY\n" },
		{ "WHO\n", "BAD-RQST-HDR\n" },
		{ "\n", "BAD-RQST-HDR\n" },
	};
	struct test_client *client;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		client = test_client_connect(daemon);
		test_client_ask(client, table[i][0], table[i][1]);
		test_client_expect_end(client);
	}
	test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "SEND bob\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
	test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, hello_from_is_answered_with_the_name);
	test_cases_add(tests, before_login_everything_else_is_a_bad_header);
	test_cases_add(tests, missing_or_refused_names_are_a_bad_body);
	test_cases_add(tests, names_of_every_allowed_byte_are_taken);
	test_cases_add(tests, names_are_as_long_as_name_max_allows);
	test_cases_add(tests, names_differ_by_case);
	test_cases_add(tests, blanks_around_verb_and_name_are_ignored);
	test_cases_add(tests, second_login_is_a_bad_header_and_changes_nothing);
	test_cases_add(tests, taken_name_is_in_use_and_another_may_be_tried);
	test_cases_add(tests, reserved_names_are_in_use);
	/* Each node has its own max_clients. */
	test_cases_add_alone(tests, busy_is_told_last_and_closes);
	test_cases_add(tests, a_place_is_free_when_a_connection_has_ended);
	test_cases_add(tests, a_name_is_free_when_its_connection_has_ended);
	test_cases_add(tests, a_name_is_free_when_its_connection_was_reset);
	test_cases_add(tests, strict_closes_after_each_error_in_the_handshake);
}
