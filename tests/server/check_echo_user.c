/* SPDX-License-Identifier: MIT */
/*
 * The name of the echo user belongs to nobody else, whatever it is changed to
 * and whenever: what a user is sent never comes back as an echo.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"

#define LISTEN                                                                 \
	"address = 127.0.0.1\nport = 0\nworkers = 2\n"                         \
	"listener framed { protocol = framed port = 0 }\n"

/* How often a login and a change of the name run against each other. */
#define RACES 200

#define REFUSAL                                                                \
	"echo_user: found \"bob\", which is the name of a user who is logged " \
	"in"

/* Reload with another text in the file; wait for a line that holds outcome. */
static void
reload(struct test_daemon *daemon, const char *text, const char *outcome)
{
	console_replace_file(text);
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, outcome);
}

static void
leave(struct test_client *client)
{
	test_client_finish(client);
	test_client_expect_end(client);
	test_client_close(client);
}

START_TEST(a_reload_cannot_take_a_users_name)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	/* Nothing else of that file is in force either. */
	reload(daemon, LISTEN "echo_user = bob\ndialect = list\n", REFUSAL);
	test_daemon_wait_log(daemon, "reload failed");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(alice, "SEND nobody hi\n", "UNKNOWN\n");
	test_client_ask(
	    alice, "SEND echobot hi\n", "SEND-OK\nDELIVERY echobot hi\n");
	console_expect(console, "reload", "ERROR " REFUSAL "\n");
	leave(bob);
	reload(daemon, LISTEN "echo_user = bob\n", "reloaded");
	test_client_ask_until(alice, "WHO\n", "WHO-OK bob,alice\n");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\nDELIVERY bob hi\n");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM bob\n", "IN-USE\n");
}
END_TEST

START_TEST(set_cannot_take_a_name_either)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	struct test_client *alice;

	framed_login(daemon, "bob");
	alice = test_client_login(daemon, "alice");
	console_expect(console, "set echo_user bob", "ERROR " REFUSAL "\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,bob,alice\n");
	/* What is in force may be set again, and other options too. */
	console_expect(console, "set echo_user echobot", "OK\n");
	console_expect(console, "set max_clients 9", "OK\n");
	console_expect(console, "set echo_user", "OK\n");
	test_client_ask_until(alice, "WHO\n", "WHO-OK bob,alice\n");
	console_expect(console, "set echo_user echobot", "OK\n");
	test_client_ask_until(alice, "WHO\n", "WHO-OK echobot,bob,alice\n");
}
END_TEST

START_TEST(a_name_that_is_given_up_is_free)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	struct test_client *alice = test_client_login(daemon, "alice");

	for (int i = 0; i < RACES; i++) {
		console_expect(console, "set echo_user parrot", "OK\n");
		console_expect(console, "set echo_user crow", "OK\n");
	}
	for (int i = 0; i < 2; i++) {
		struct test_client *client = test_client_connect(daemon);

		test_client_ask_until(client,
		    i == 0 ? "HELLO-FROM parrot\n" : "HELLO-FROM echobot\n",
		    i == 0 ? "HELLO parrot\n" : "HELLO echobot\n");
	}
	test_client_ask(alice, "WHO\n", "WHO-OK crow,alice,parrot,echobot\n");
	test_client_ask(alice, "SEND crow hi\n", "SEND-OK\nDELIVERY crow hi\n");
}
END_TEST

/* Whichever comes first gets the name, and the other one is told. */
START_TEST(one_of_two_gets_the_name)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);

	console_expect(console, "set log_level warning", "OK\n");
	for (int i = 0; i < RACES; i++) {
		struct test_client *bob = test_client_connect(daemon);
		const char *reply, *login;

		/* Each has half of its request there already. */
		test_client_send(bob, "HELLO-FROM b");
		test_client_send(console, "set echo_user b");
		test_client_send(i % 2 == 0 ? bob : console, "ob\n");
		test_client_send(i % 2 == 0 ? console : bob, "ob\n");
		reply = console_take_reply(console);
		login = test_client_take_line(bob);
		if (strcmp(reply, "OK\n") == 0)
			test_require_equal(login, "IN-USE");
		else
			test_require_equal(login, "HELLO bob");
		leave(bob);
		console_expect(console, "set echo_user echobot", "OK\n");
		bob = test_client_connect(daemon);
		test_client_ask_until(bob, "HELLO-FROM bob\n", "HELLO bob\n");
		leave(bob);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_reload_cannot_take_a_users_name);
	test_cases_add(tests, set_cannot_take_a_name_either);
	test_cases_add(tests, a_name_that_is_given_up_is_free);
	test_cases_add(tests, one_of_two_gets_the_name);
}
