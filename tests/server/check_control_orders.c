/* SPDX-License-Identifier: MIT */
/*
 * What an operator can do to the server on the console: "Doing" in chatctl(8).
 */

#include <signal.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"

/* How often an option is set, to a name of how many bytes, at what cost. */
#define SETS            5000
#define SETS_NAME_BYTES 250
#define SETS_MEMORY_KIB 1024

static void
expect_limit(struct test_client *console, const char *option, const char *value)
{
	test_require_equal(
	    console_field(console_ask(console, "limits"), option, "value"),
	    value);
}

START_TEST(set_holds_until_the_next_reload)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(
	    LISTEN "echo_user = crow\n", &daemon);
	struct test_client *alice = test_client_login(daemon, "alice");

	console_expect(console, "set echo_user parrot", "OK\n");
	test_client_ask_until(alice, "WHO\n", "WHO-OK parrot,alice\n");
	console_expect(console, "set max_clients 1", "OK\n");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM bob\n", "BUSY\n");
	/* What was set before is still in force. */
	expect_limit(console, "echo_user", "parrot");
	expect_limit(console, "max_clients", "1");
	console_expect(console, "set max_clients 2", "OK\n");
	console_expect(console, "reload", "OK\n");
	test_daemon_wait_log(daemon, "reloaded");
	test_client_ask_until(alice, "WHO\n", "WHO-OK crow,alice\n");
	expect_limit(console, "max_clients", "10000");
	console_expect(console, "set max_clients 3", "OK\n");
	/* What was set before the reload does not come back with it. */
	expect_limit(console, "echo_user", "crow");
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded");
	expect_limit(console, "max_clients", "10000");
}
END_TEST

START_TEST(set_changes_nothing_else)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN
	    "echo_user = crow\n"
	    "listener plain { protocol = plain port = 0 }\n",
	    &daemon);

	/* Somebody is editing the file: it is good, then broken, then gone. */
	console_replace_file(LISTEN "echo_user = owl\nmax_clients = 1\n");
	console_expect(console, "set name_max 50", "OK\n");
	expect_limit(console, "name_max", "50");
	expect_limit(console, "echo_user", "crow");
	expect_limit(console, "max_clients", "10000");
	console_replace_file(LISTEN "max_clients = lots\nno_such_option = 1\n");
	console_expect(console, "set echo_user parrot", "OK\n");
	expect_limit(console, "echo_user", "parrot");
	ck_assert_int_eq(unlink(console_file()), 0);
	console_expect(console, "set max_clients 5", "OK\n");
	expect_limit(console, "max_clients", "5");
	/* A reload that fails forgets nothing; one that does not, all. */
	console_expect_begin(console, "reload", "ERROR ");
	expect_limit(console, "echo_user", "parrot");
	expect_limit(console, "name_max", "50");
	console_replace_file(
	    LISTEN "max_clients = 9\n"
		   "listener plain { protocol = plain port = 0 }\n");
	console_expect(console, "reload", "OK\n");
	expect_limit(console, "echo_user", "echobot");
	expect_limit(console, "name_max", "64");
	expect_limit(console, "max_clients", "9");
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, "needs a restart");
}
END_TEST

START_TEST(set_passes_the_checks_between_options)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(
	    LISTEN "send_queue_max = 100KiB\nmessage_max = 1KiB\n", &daemon);

	console_expect(console, "set line_max 1MiB",
	    "ERROR send_queue_max: found 100KiB, want at least 1MiB "
	    "(line_max)\n");
	console_expect(console, "set send_queue_max 15KiB",
	    "ERROR set send_queue_max: found 15KiB, want at least 16KiB "
	    "(line_max)\n");
	console_expect(console, "set name_max 3",
	    "ERROR echo_user: found \"echobot\", want at most 3 bytes "
	    "(name_max)\n");
	console_expect(console, "set echo_user server",
	    "ERROR set echo_user: found \"server\", which is chatd's own "
	    "name\n");
	expect_limit(console, "line_max", "16KiB");
	expect_limit(console, "name_max", "64");
	console_expect(console, "set send_queue_max 1MiB", "OK\n");
	console_expect(console, "set line_max 1MiB", "OK\n");
	expect_limit(console, "line_max", "1MiB");
}
END_TEST

START_TEST(set_refuses_what_cannot_be)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);

	console_expect(console, "set", "ERROR usage: set OPTION VALUE\n");
	console_expect_begin(console, "set nonsense 1", "ERROR ");
	console_expect_begin(console, "set max_clients", "ERROR ");
	console_expect_begin(console, "set max_clients 0", "ERROR ");
	console_expect_begin(console, "set max_clients many", "ERROR ");
	console_expect_begin(console, "set listener x", "ERROR ");
	console_expect(console, "set port 1", "ERROR port needs a restart\n");
	console_expect(
	    console, "set workers 3", "ERROR workers needs a restart\n");
	console_expect(console,
	    test_format("set %s 1", test_repeat('x', 64, "")),
	    "ERROR too long\n");
	console_expect(console,
	    test_format("set echo_user %s", test_repeat('x', 4000, "")),
	    "ERROR too long\n");
	expect_limit(console, "max_clients", "10000");
	/* Nothing of that is tried again together with what is good. */
	console_expect(console, "set max_clients 5", "OK\n");
	expect_limit(console, "max_clients", "5");
}
END_TEST

START_TEST(an_option_that_is_set_again_costs_nothing)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	const char *name = test_repeat('x', SETS_NAME_BYTES, "");
	pid_t pid = test_daemon_pid(daemon);
	long before, after;

	console_expect(console, "set log_level warning", "OK\n");
	console_expect(console, "set name_max 255", "OK\n");
	for (int i = 0; i < 100; i++)
		console_expect(console, "set max_clients 9", "OK\n");
	before = test_process_memory_kib(pid, "VmRSS:");
	for (int i = 0; i < SETS; i++)
		console_expect(console,
		    test_format("set echo_user %s%d", name, i), "OK\n");
	after = test_process_memory_kib(pid, "VmRSS:");
	test_require(test_is_sanitized() || after - before <= SETS_MEMORY_KIB,
	    "from %ld KiB to %ld KiB", before, after);
	console_expect(console, "set send_timeout 2s", "OK\n");
	expect_limit(console, "echo_user", test_format("%s%d", name, SETS - 1));
	expect_limit(console, "max_clients", "9");
	expect_limit(console, "log_level", "warning");
}
END_TEST

START_TEST(loglevel_says_what_is_logged)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);

	console_expect(console, "loglevel debug", "OK\n");
	test_client_close(test_client_connect(daemon));
	test_daemon_wait_log(daemon, "closed: end of input");
	expect_limit(console, "log_level", "debug");
	console_expect(console, "loglevel error", "OK\n");
	console_expect_begin(console, "loglevel loud", "ERROR ");
	console_expect_begin(console, "loglevel", "ERROR ");
	expect_limit(console, "log_level", "error");
	console_expect(console, "reload", "OK\n");
	expect_limit(console, "log_level", "info");
}
END_TEST

START_TEST(reload_applies_a_good_file_and_no_other)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);

	console_expect(console, "set name_max 9", "OK\n");
	console_replace_file(LISTEN "max_clients = many\nnonsense = 1\n");
	console_expect(console, "reload",
	    test_format("ERROR %s:4: max_clients: found \"many\", "
			"want a number from 1 to 1000000\n"
			"%s:5: nonsense: unknown option\n",
		console_file(), console_file()));
	/* All errors are in the log, too. */
	test_daemon_wait_log(daemon, test_format("%s:5: ", console_file()));
	expect_limit(console, "max_clients", "10000");
	expect_limit(console, "name_max", "9");
	console_replace_file("\xff\n\n\x1b[2J = \"\n\n");
	console_expect_begin(console, "reload", "ERROR ");
	console_replace_file(LISTEN "max_clients = 8\nworkers = 7\n");
	console_expect(console, "reload", "OK\n");
	test_daemon_wait_log(daemon, "needs a restart");
	expect_limit(console, "max_clients", "8");
	expect_limit(console, "workers", "2");
	expect_limit(console, "name_max", "64");
}
END_TEST

/* With nobody there or somebody, and with time to drain or without. */
START_TEST(drain_stops_the_server)
{
	struct test_daemon *daemon = test_daemon_start_with(console_option(),
	    _i < 2 ? "drain_timeout=10s" : "drain_timeout=0", NULL);
	struct test_client *console = console_connect();
	struct test_client *alice = NULL;
	bool reset;

	if (_i % 2 == 1)
		alice = test_client_login(daemon, "alice");
	console_expect(console, "drain", "OK\n");
	if (alice != NULL) {
		test_client_drain(alice, &reset);
		test_client_close(alice);
	}
	test_client_drain(console, &reset);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1,
	    test_format("accepting nobody, draining %d users", _i % 2));
}
END_TEST

/* More than the sockets' buffers hold, less than the send queue. */
#define UNREAD_LINES 1200

START_TEST(a_server_that_stops_can_be_asked)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "send_queue_max=64MiB", "drain_timeout=1h", NULL);
	struct test_client *console = console_connect();
	struct test_client *reader = test_client_connect_small(daemon, "hello");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	const char *status;
	bool reset;

	test_client_ask(reader, "HELLO-FROM reader\n", "HELLO reader\n");
	for (int i = 0; i < UNREAD_LINES; i++)
		test_client_ask(
		    alice, test_format("SEND reader %s", text), "SEND-OK\n");
	test_client_close(alice);
	console_expect(console, "drain", "OK\n");
	console_expect(console, "drain", "OK\n");
	console_expect(console, "reload", "ERROR the server stops\n");
	console_expect(console, "set name_max 5", "ERROR the server stops\n");
	test_daemon_signal(daemon, SIGHUP);
	console_expect_begin(console, "users", "OK\nname\t");
	status = console_ask(console, "status");
	test_require_equal(console_field(status, "state", "value"), "stopping");
	console_expect_begin(console, "users", "OK\nname\t");
	test_client_drain(reader, &reset);
	test_client_close(reader);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 0, "reloaded");
}
END_TEST

/* What the workers were asked last is freed, even if there is no time left. */
START_TEST(requests_while_it_stops_harm_nobody)
{
	struct test_daemon *daemon = test_daemon_start_with(console_option(),
	    _i % 2 == 0 ? "drain_timeout=0" : "drain_timeout=10s", NULL);
	struct test_client *console[4];
	bool reset;

	test_client_login(daemon, "alice");
	for (int i = 0; i < 4; i++) {
		console[i] = console_connect();
		console_expect_begin(console[i], "status", "OK\n");
	}
	for (int i = 0; i < 4; i++)
		test_client_send(console[i],
		    "users\ntell # hi\nconnections\ntell alice hi\nusers\n"
		    "kick alice\nusers\n");
	test_client_send(console[_i % 4], "drain\nusers\nconnections\n");
	for (int i = 0; i < 4; i++)
		test_client_drain(console[i], &reset);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, set_holds_until_the_next_reload);
	test_cases_add(tests, set_changes_nothing_else);
	test_cases_add(tests, set_passes_the_checks_between_options);
	test_cases_add(tests, set_refuses_what_cannot_be);
	test_cases_add(tests, an_option_that_is_set_again_costs_nothing);
	test_cases_add(tests, loglevel_says_what_is_logged);
	test_cases_add(tests, reload_applies_a_good_file_and_no_other);
	test_cases_add_loop(tests, drain_stops_the_server, 0, 4);
	test_cases_add(tests, a_server_that_stops_can_be_asked);
	test_cases_add_loop(tests, requests_while_it_stops_harm_nobody, 0, 8);
}
