/* SPDX-License-Identifier: MIT */
/*
 * What an operator can look at on the console: "Looking" in chatctl(8).
 */

#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"

#define ROOMS_HEADER "OK\nroom\tmembers\tmodes\towner\n"

#define USERS_HEADER                                                           \
	"OK\nname\tprotocol\tpeer\tnumber\tworker\tage\tidle\tbytes_in\t"      \
	"bytes_out\tmessages_in\tmessages_out\tqueue\n"

/* Lines that a reader leaves unread: more than its socket holds. */
#define UNREAD_LINES 1200

/* Users whose report is longer than a socket takes at once. */
#define CROWD 1000

START_TEST(status_says_how_the_server_is_doing)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "max_clients=7", NULL);
	struct test_client *console = console_connect();
	struct test_client *alice;
	const char *status;

	console_expect_begin(console, "status",
	    "OK\nkey\tvalue\nversion\t" PACKAGE_VERSION "\nstate\tserving\n");
	alice = test_client_login(daemon, "alice");
	test_client_login(daemon, "bob");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_ask(
	    alice, "SEND echobot hi\n", "SEND-OK\nDELIVERY echobot hi\n");
	test_client_connect(daemon);
	console_await_status(console, "connections", 3);
	console_await_status(console, "messages_sent", 2);
	console_await_status(console, "messages_delivered", 2);
	console_await_status(console, "bytes_in",
	    strlen("HELLO-FROM alice\nHELLO-FROM bob\n"
		   "SEND bob hi\nSEND echobot hi\n"));
	console_await_status(console, "bytes_out",
	    strlen("HELLO alice\nHELLO bob\nDELIVERY alice hi\n"
		   "SEND-OK\nSEND-OK\nDELIVERY echobot hi\n"));
	status = console_ask(console, "status");
	ck_assert_uint_eq(console_number(status, "workers", "value"), 2);
	ck_assert_uint_eq(console_number(status, "users", "value"), 2);
	ck_assert_uint_eq(console_number(status, "users_max", "value"), 7);
	ck_assert_uint_eq(console_number(status, "logins_total", "value"), 2);
	ck_assert_uint_eq(console_number(status, "users_peak", "value"), 2);
	ck_assert_uint_eq(test_count_lines(status, "listeners\thello on "), 1);
	test_require(console_number(status, "memory", "value") > 100000 &&
			 console_number(status, "memory_peak", "value") >=
			     console_number(status, "memory", "value") &&
			 console_number(status, "processor", "value") < 3600,
	    "%s", status);
	ck_assert_uint_eq(
	    console_number(status, "connections_total", "value"), 3);
	ck_assert_uint_eq(console_number(status, "queue", "value"), 0);
	ck_assert_uint_eq(
	    console_number(status, "slow_readers_cut", "value"), 0);
	/* It started in this test. */
	test_require(
	    console_number(status, "uptime", "value") < 3600, "%s", status);
	test_client_close(alice);
	console_await_status(console, "connections", 2);
	console_await_status(console, "users", 1);
}
END_TEST

START_TEST(rooms_says_how_many_are_where)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "workers=2", NULL);
	struct test_client *console = console_connect();
	static const char *const joins[] = { "b", "a", "c" };
	struct test_client *last = NULL;

	console_expect(console, "rooms", ROOMS_HEADER);
	/* Each is in one room more than the one before. */
	for (int i = 0; i < 3; i++) {
		last = test_client_login(daemon, test_format("user%d", i));
		for (int k = 0; k <= i; k++)
			test_client_ask_until(last,
			    test_format("JOIN #%s\n", joins[k]),
			    test_format("JOIN-OK #%s\n", joins[k]));
	}
	console_expect(console, "rooms",
	    ROOMS_HEADER "b\t3\t+\t-\na\t2\t+\t-\nc\t1\t+\t-\n");
	test_client_ask_until(last, "LEAVE #b\n", "LEAVE-OK #b\n");
	test_client_ask_until(last, "LEAVE #c\n", "LEAVE-OK #c\n");
	console_expect(
	    console, "rooms", ROOMS_HEADER "a\t2\t+\t-\nb\t2\t+\t-\n");
	test_client_ask_until(last, "JOIN #c\n", "JOIN-OK #c\n");
	test_client_ask_until(last, "MODE #c +k key\n", "MODE-OK #c +k key\n");
	test_client_ask_until(
	    last, "MODE #c +b mallory\n", "MODE-OK #c +k key\n");
	test_client_ask_until(last, "MODE #c +l 3\n", "MODE-OK #c +kl key 3\n");
	test_client_ask_until(last, "TOPIC #c a\tb\n", "TOPIC-OK #c a\tb\n");
	console_expect(console, "rooms",
	    ROOMS_HEADER "a\t2\t+\t-\nb\t2\t+\t-\nc\t1\t+kl\t-\n");
	/* A key is for members, and a tab for tables. */
	console_expect(console, "rooms c",
	    "OK\nproperty\tvalue\nroom\tc\nmembers\t1\nmodes\t+kl\n"
	    "limit\t3\nkept\tno\nban\tmallory\ntopic\ta b\n");
	console_expect(console, "rooms d", "ERROR no such room\n");
	console_expect(
	    console, "room forget c", "ERROR accounts is not file\n");
}
END_TEST

START_TEST(users_says_what_each_has_done)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), NULL);
	struct test_client *console = console_connect();
	struct test_client *alice, *bob;
	const char *users;

	console_expect(console, "users", USERS_HEADER);
	alice = test_client_login(daemon, "alice");
	bob = test_client_login(daemon, "bob");
	test_client_connect(daemon);
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	users = console_ask(console, "users");
	ck_assert_uint_eq(test_count_lines(users, ""), 4);
	test_require_equal(console_field(users, "alice", "protocol"), "hello");
	test_require_equal(
	    console_field(users, "alice", "peer"), test_client_name(alice));
	test_require_equal(
	    console_field(users, "bob", "peer"), test_client_name(bob));
	ck_assert_uint_eq(console_number(users, "alice", "number"), 1);
	ck_assert_uint_eq(console_number(users, "bob", "number"), 2);
	ck_assert_uint_eq(console_number(users, "alice", "worker"), 0);
	ck_assert_uint_eq(console_number(users, "bob", "worker"), 1);
	ck_assert_uint_eq(console_number(users, "alice", "bytes_in"),
	    strlen("HELLO-FROM alice\nSEND bob hi\n"));
	ck_assert_uint_eq(console_number(users, "alice", "bytes_out"),
	    strlen("HELLO alice\nSEND-OK\n"));
	ck_assert_uint_eq(console_number(users, "alice", "messages_in"), 1);
	ck_assert_uint_eq(console_number(users, "alice", "messages_out"), 0);
	ck_assert_uint_eq(console_number(users, "bob", "messages_in"), 0);
	ck_assert_uint_eq(console_number(users, "bob", "messages_out"), 1);
	ck_assert_uint_eq(console_number(users, "bob", "queue"), 0);
	test_require(console_number(users, "bob", "age") < 3600 &&
			 console_number(users, "bob", "idle") <=
			     console_number(users, "bob", "age"),
	    "%s", users);
}
END_TEST

/* Connections that do not log in in time are the clock. */
START_TEST(age_and_idle_are_seconds)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "login_timeout=1s", "workers=1", NULL);
	struct test_client *console = console_connect();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	const char *users;

	for (int i = 0; i < 3; i++)
		test_client_expect_end(test_client_connect(daemon));
	test_client_ask(alice, "SEND nobody hi\n", "UNKNOWN\n");
	users = console_ask(console, "users");
	test_require(console_number(users, "alice", "age") >= 2 &&
			 console_number(users, "bob", "idle") >= 2 &&
			 console_number(users, "alice", "idle") <
			     console_number(users, "bob", "idle"),
	    "%s", users);
	test_client_close(bob);
}
END_TEST

START_TEST(what_waits_for_a_reader_is_shown)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "send_queue_max=64MiB", NULL);
	struct test_client *console = console_connect();
	struct test_client *reader = test_client_connect_small(daemon, "hello");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	const char *delivery = test_format("DELIVERY alice %s", text);
	unsigned long long queue, sum;

	test_client_ask(reader, "HELLO-FROM reader\n", "HELLO reader\n");
	for (int i = 0; i < UNREAD_LINES; i++)
		test_client_ask(
		    alice, test_format("SEND reader %s", text), "SEND-OK\n");
	/* The kernel may still be taking some of it. */
	do {
		queue = console_number(
		    console_ask(console, "users"), "reader", "queue");
		sum = console_number(
		    console_ask(console, "status"), "queue", "value");
	} while (queue != sum);
	test_require(queue > 0 && queue < UNREAD_LINES * strlen(delivery),
	    "%llu", queue);
	for (int i = 0; i < UNREAD_LINES; i++)
		test_client_expect(reader, delivery);
	console_await_status(console, "queue", 0);
	ck_assert_uint_eq(
	    console_number(console_ask(console, "users"), "reader", "queue"),
	    0);
}
END_TEST

START_TEST(connections_has_those_that_did_not_log_in)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed plain", console_option(), NULL);
	struct test_client *console = console_connect();
	struct test_client *guest, *stranger = test_client_connect(daemon);
	const char *reply;

	test_client_login(daemon, "alice");
	framed_login(daemon, "fred");
	guest = plain_connect(daemon);
	reply = console_ask(console, "connections");
	ck_assert_uint_eq(test_count_lines(reply, ""), 6);
	test_require_equal(
	    console_field(reply, "-", "peer"), test_client_name(stranger));
	test_require_equal(console_field(reply, "fred", "protocol"), "framed");
	test_require_equal(
	    console_field(reply, test_client_name(guest), "protocol"), "plain");
	reply = console_ask(console, "users");
	ck_assert_uint_eq(test_count_lines(reply, ""), 5);
	ck_assert(!console_has_row(reply, "-"));
	ck_assert(console_has_row(reply, test_client_name(guest)));
}
END_TEST

START_TEST(workers_says_what_each_has_done)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "workers=3", NULL);
	struct test_client *console = console_connect();
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *reply;

	test_client_login(daemon, "bob");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	console_await_status(console, "messages_delivered", 1);
	console_await_status(console, "bytes_out",
	    strlen("HELLO alice\nHELLO bob\nSEND-OK\nDELIVERY alice hi\n"));
	reply = console_ask(console, "workers");
	test_require_equal(reply,
	    "OK\nworker\tconnections\tlogins\tmessages_sent\t"
	    "messages_delivered\tbytes_in\tbytes_out\n"
	    "0\t1\t1\t1\t0\t29\t20\n"
	    "1\t1\t1\t0\t1\t15\t28\n"
	    "2\t0\t0\t0\t0\t0\t0\n");
}
END_TEST

START_TEST(limits_has_every_option)
{
	const char *console_at = console_option();
	struct test_client *console;
	const char *limits, *help, *option;
	struct test_spec spec = { .arguments = { "--help" } };
	struct test_daemon *asked = test_daemon_spawn(&spec);
	size_t count = 0;

	test_daemon_start_with(
	    console_at, "max_clients=7", "echo_user=", "name_max=9", NULL);
	console = console_connect();
	limits = console_ask(console, "limits");
	test_require_equal(console_field(limits, "max_clients", "value"), "7");
	test_require_equal(console_field(limits, "max_clients", "set"), "now");
	test_require_equal(console_field(limits, "name_max", "value"), "9");
	test_require_equal(console_field(limits, "workers", "set"), "at start");
	test_require_equal(
	    console_field(limits, "control_socket", "value"), console_path());
	test_daemon_require_exit(asked, 0);
	help = test_daemon_output(asked);
	while ((option = strstr(help, " = ")) != NULL) {
		const char *name = option;

		while (name > test_daemon_output(asked) && name[-1] != '\n')
			name--;
		test_require(
		    console_has_row(limits,
			test_format("%.*s", (int)(option - name), name)),
		    "not in limits: %.*s", (int)(option - name), name);
		help = option + 1;
		count++;
	}
	ck_assert_uint_ge(count, 10);
}
END_TEST

/* Everything that help names can be asked; without arguments some is refused.
 */
START_TEST(help_has_every_request)
{
	static const char *const requests[] = { "account list",
		"account add NAME", "account password NAME",
		"account certificate NAME", "account operator NAME",
		"account operators", "account delete NAME", "ban", "bans",
		"cluster", "connections", "drain", "help", "kick", "limits",
		"loglevel", "metrics", "mute", "mutes", "reload",
		"room forget NAME", "room owner NAME ACCOUNT", "rooms", "set",
		"status", "tell", "unban", "unmute", "users", "workers" };
	struct test_client *console;
	const char *help;

	test_daemon_start_with(console_option(), NULL);
	console = console_connect();
	help = console_ask(console, "help");
	ck_assert_uint_eq(test_count_lines(help, ""),
	    2 + sizeof(requests) / sizeof(*requests));
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		ck_assert_uint_ge(test_count_lines(help, requests[i]), 1);
		if (strcmp(requests[i], "drain") != 0)
			test_require(strstr(console_ask(console, requests[i]),
					 "no such request") == NULL,
			    "%s", requests[i]);
	}
}
END_TEST

/* A report is put together by all workers, and sent piece by piece. */
START_TEST(a_long_report_is_whole)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), "max_logins_pending=2000", NULL);
	struct test_client *console = console_connect();
	const char *users;

	for (int i = 0; i < CROWD; i++)
		test_client_login(
		    daemon, test_format("%s%d", test_repeat('x', 50, ""), i));
	users = console_ask(console, "users");
	ck_assert_uint_eq(test_count_lines(users, ""), 2 + CROWD);
	for (int i = 0; i < CROWD; i++)
		ck_assert(console_has_row(
		    users, test_format("%s%d", test_repeat('x', 50, ""), i)));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_but(
	    tests, status_says_how_the_server_is_doing, "not_tls");
	test_cases_add(tests, rooms_says_how_many_are_where);
	test_cases_add_but(tests, users_says_what_each_has_done, "not_unix");
	test_cases_add(tests, age_and_idle_are_seconds);
	test_cases_add(tests, what_waits_for_a_reader_is_shown);
	test_cases_add_but(
	    tests, connections_has_those_that_did_not_log_in, "not_unix");
	test_cases_add(tests, workers_says_what_each_has_done);
	test_cases_add(tests, limits_has_every_option);
	test_cases_add(tests, help_has_every_request);
	test_cases_add(tests, a_long_report_is_whole);
}
