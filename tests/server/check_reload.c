/* SPDX-License-Identifier: MIT */
/*
 * SIGHUP: a good file takes effect, any other one changes nothing and the log
 * says why, and users who are connected do not notice.
 */

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"

#define RELOADS 100

static const char *path;

static struct test_daemon *
start(const char *text)
{
	path = test_file_create(text, strlen(text));
	return test_daemon_start_file(path);
}

/* Reload with another text in the file; wait for a line that holds outcome. */
static void
reload(struct test_daemon *daemon, const char *text, const char *outcome)
{
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, outcome);
}

START_TEST(a_good_file_takes_effect_for_everybody)
{
	struct test_daemon *daemon = start(LISTEN "name_max = 7\n");
	struct test_client *pending = test_client_connect(daemon);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *other = test_client_connect(daemon);

	test_client_ask(pending, "HELLO-FROM patricia\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
	reload(daemon, LISTEN "dialect = list\n", "reloaded");
	test_client_ask_until(
	    pending, "HELLO-FROM patricia\n", "HELLO patricia\n");
	test_client_ask_until(alice, "SEND bob hi\n", "BAD-DEST-USER\n");
	test_client_ask_until(
	    other, "HELLO-FROM jonathan\n", "HELLO jonathan\n");
	test_client_ask(alice, "WHO\n",
	    "WHO-OK echobot,alice,patricia,"
	    "jonathan\n");
}
END_TEST

START_TEST(max_guests_takes_effect)
{
	static const char plain[] = LISTEN
	    "listener plain { protocol = plain port = 0 }\n";
	struct test_daemon *daemon = start(
	    test_format("%smax_guests = 1\n", plain));
	struct test_client *guest = test_client_connect_protocol(
	    daemon, "plain");
	struct test_client *other;

	test_client_ask(guest, "!name\n", "! refused: not a name\n");
	other = test_client_connect_protocol(daemon, "plain");
	test_client_expect(other, "! refused: server full\n");
	reload(daemon, plain, "reloaded");
	other = test_client_connect_protocol(daemon, "plain");
	test_client_ask(other, "!name\n", "! refused: not a name\n");
}
END_TEST

START_TEST(max_clients_takes_effect)
{
	struct test_daemon *daemon = start(LISTEN "max_clients = 1\n");

	test_client_login(daemon, "alice");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM bob\n", "BUSY\n");
	reload(daemon, LISTEN "max_clients = 2\n", "reloaded");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM alice\n", "IN-USE\n");
	test_client_login(daemon, "bob");
	/* There are more users by now: nobody has to leave, nobody comes in. */
	reload(daemon, LISTEN "max_clients = 1\n", "reloaded");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM carol\n", "BUSY\n");
}
END_TEST

START_TEST(the_echo_user_can_be_renamed)
{
	struct test_daemon *daemon = start(LISTEN);
	struct test_client *alice = test_client_login(daemon, "alice");

	reload(daemon, LISTEN "echo_user = parrot\n", "reloaded");
	test_client_ask_until(alice, "WHO\n", "WHO-OK parrot,alice\n");
	test_client_ask(
	    alice, "SEND parrot hi\n", "SEND-OK\nDELIVERY parrot hi\n");
	test_client_ask(alice, "SEND echobot hi\n", "UNKNOWN\n");
	/* It is free once no worker echoes what it is sent. */
	test_client_ask_until(test_client_connect(daemon),
	    "HELLO-FROM echobot\n", "HELLO echobot\n");
	reload(daemon, LISTEN "echo_user = \"\"\n", "reloaded");
	test_client_ask_until(alice, "WHO\n", "WHO-OK alice,echobot\n");
}
END_TEST

START_TEST(a_broken_file_changes_nothing)
{
	struct test_daemon *daemon = start(LISTEN "name_max = 7\n");
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *other = test_client_connect(daemon);

	reload(daemon, LISTEN "dialect = list\nname_max = 0\n",
	    test_format("%s:5: name_max", path));
	reload(daemon, LISTEN "dialect = list\nname_max = 64\nlistener x {\n",
	    path);
	reload(daemon, "\xff\xfe\n", path);
	test_client_ask(alice, "SEND bob hi\n", "UNKNOWN\n");
	test_client_ask(other, "HELLO-FROM patricia\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	/* The next good file takes effect. */
	reload(daemon, LISTEN "dialect = list\n", "reloaded");
	test_client_ask_until(alice, "SEND bob hi\n", "BAD-DEST-USER\n");
}
END_TEST

START_TEST(a_missing_file_changes_nothing)
{
	struct test_daemon *daemon = start(LISTEN "dialect = list\n");
	struct test_client *alice = test_client_login(daemon, "alice");

	unlink(path);
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(
	    daemon, test_format("%s: No such file or directory", path));
	test_client_ask(alice, "SEND bob hi\n", "BAD-DEST-USER\n");
	test_client_ask(test_client_login(daemon, "bob"), "WHO\n",
	    "WHO-OK echobot,alice,"
	    "bob\n");
}
END_TEST

START_TEST(what_needs_a_restart_is_named)
{
	struct test_daemon *daemon = start(LISTEN);
	struct test_client *alice = test_client_login(daemon, "alice");

	reload(daemon,
	    "address = 127.0.0.1\nport = 0\nworkers = 3\n"
	    "dialect = list\n",
	    "workers: a change from 2 to 3 needs a restart");
	/* The rest is applied. */
	test_client_ask_until(alice, "SEND bob hi\n", "BAD-DEST-USER\n");
}
END_TEST

START_TEST(the_command_line_still_wins)
{
	static const char text[] = "echo_user = crow\n";
	struct test_spec spec = { .arguments = { "-o", "address=127.0.0.1",
				      "-o", "port=0", "-o",
				      "echo_user=parrot" } };
	struct test_daemon *daemon;
	struct test_client *alice;

	path = test_file_create(text, strlen(text));
	spec.arguments[6] = "-c";
	spec.arguments[7] = path;
	daemon = test_daemon_spawn(&spec);
	test_daemon_wait_started(daemon);
	alice = test_client_login(daemon, "alice");
	reload(daemon, "echo_user = crow\ndialect = list\n", "reloaded");
	test_client_ask_until(alice, "SEND bob hi\n", "BAD-DEST-USER\n");
	test_client_ask(alice, "WHO\n", "WHO-OK parrot,alice\n");
}
END_TEST

/* Expect two lines, in either order. */
static void
expect_both(struct test_client *client, const char *one, const char *other)
{
	const char *line = test_client_take_line(client);
	bool swapped = strcmp(line, other) == 0;

	if (!swapped)
		test_require_equal(line, one);
	test_require_equal(
	    test_client_take_line(client), swapped ? one : other);
}

/* Good and broken files take turns while users talk, come and go. */
START_TEST(many_reloads_under_load_drop_nobody)
{
	struct test_daemon *daemon = start(LISTEN);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *visitor;

	for (int i = 0; i < RELOADS; i++) {
		test_client_send(alice, test_format("SEND bob %d\n", i));
		test_client_send(bob, test_format("SEND alice %d\n", i));
		reload(daemon, i % 3 == 0 ? "max_clients = 0\n" : LISTEN,
		    i % 3 == 0 ? "max_clients" : "reloaded");
		expect_both(
		    alice, "SEND-OK", test_format("DELIVERY bob %d", i));
		expect_both(
		    bob, "SEND-OK", test_format("DELIVERY alice %d", i));
		visitor = test_client_login(
		    daemon, test_format("visitor%d", i));
		test_client_ask(visitor, "SEND bob hi\n", "SEND-OK\n");
		test_client_expect(
		    bob, test_format("DELIVERY visitor%d hi\n", i));
		test_client_close(visitor);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_good_file_takes_effect_for_everybody);
	test_cases_add(tests, max_guests_takes_effect);
	test_cases_add(tests, max_clients_takes_effect);
	test_cases_add(tests, the_echo_user_can_be_renamed);
	test_cases_add(tests, a_broken_file_changes_nothing);
	test_cases_add(tests, a_missing_file_changes_nothing);
	test_cases_add(tests, what_needs_a_restart_is_named);
	test_cases_add(tests, the_command_line_still_wins);
	test_cases_add(tests, many_reloads_under_load_drop_nobody);
}
