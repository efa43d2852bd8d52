/* SPDX-License-Identifier: MIT */
/*
 * What an operator can do to users on the console, and what the log says about
 * an operator: "Doing" in chatctl(8).
 */

#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"

#define KICK_USAGE "kick NAME|#NUMBER [REASON]\n"

/* What no connection is called. */
static const char *const wrong[] = { "#", "#0", "#x", "#1x", "#-1",
	"#99999999999999999999" };

START_TEST(kick_ends_a_connection)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");

	console_expect(console, "kick alice", "OK\n");
	test_client_expect_end(alice);
	/* The next is on the other worker, and there is a reason. */
	console_expect(console, "kick bob   Be  good! ", "OK\n");
	test_client_expect(bob, "DELIVERY server Be  good!\n");
	test_client_expect_end(bob);
	test_daemon_wait_log(daemon, "alice: closed: kicked by the operator");
	console_expect(console, "kick alice", "ERROR nobody is called that\n");
	console_expect(console, "kick", "ERROR usage: " KICK_USAGE);
	test_client_ask(carol, "WHO\n", "WHO-OK echobot,carol\n");
	test_client_login(daemon, "alice");
}
END_TEST

/* The numbers are those of the log and of the table. */
START_TEST(kick_ends_the_connection_of_a_number)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	struct test_client *stranger = test_client_connect(daemon);
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");

	console_await_status(console, "connections", 3);
	console_expect(console, "kick #1 nobody hears this", "OK\n");
	test_client_expect_end(stranger);
	console_expect(console, "kick #2 Be good!", "OK\n");
	test_client_expect(bob, "DELIVERY server Be good!\n");
	test_client_expect_end(bob);
	console_await_status(console, "connections", 1);
	console_expect(
	    console, "kick #2", "ERROR no connection has that number\n");
	console_expect(
	    console, "kick #4711", "ERROR no connection has that number\n");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		console_expect(console, test_format("kick %s", wrong[i]),
		    "ERROR usage: " KICK_USAGE);
	test_client_ask(carol, "WHO\n", "WHO-OK echobot,carol\n");
}
END_TEST

/* Who has asked for it is in the log, and for a kick why. */
START_TEST(orders_are_logged)
{
	struct test_daemon *daemon;
	struct test_client *console = console_start_file(LISTEN, &daemon);
	const char *user = test_format("console: user %u ", getuid());

	test_client_login(daemon, "alice");
	test_client_login(daemon, "bob");
	console_expect(console, "tell # Good morning", "OK\n");
	test_daemon_wait_log(daemon, test_format("%stells everybody\n", user));
	console_expect(console, "tell bob A secret", "OK\n");
	test_daemon_wait_log(daemon, test_format("%stells bob\n", user));
	console_expect(console, "kick alice Be good!", "OK\n");
	test_daemon_wait_log(
	    daemon, test_format("%skicks alice: Be good!\n", user));
	console_expect(console, "kick #2", "OK\n");
	test_daemon_wait_log(daemon, test_format("%skicks #2\n", user));
	console_expect(console, "set max_clients 9", "OK\n");
	test_daemon_wait_log(
	    daemon, test_format("%ssets max_clients to 9\n", user));
	console_expect(console, "reload", "OK\n");
	test_daemon_wait_log(
	    daemon, test_format("%shas the configuration read again\n", user));
	console_expect(console, "drain", "OK\n");
	test_daemon_wait_log(daemon, test_format("%sstops the server\n", user));
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 0, "secret");
}
END_TEST

START_TEST(tell_reaches_one_or_all)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed", console_option(), "message_max=512", NULL);
	struct test_client *console = console_connect();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *fred = framed_login(daemon, "fred");
	struct test_client *stranger = test_client_connect(daemon);
	const char *most = test_repeat('x', 512, "");

	console_expect(console, "tell bob Hi there", "OK\n");
	test_client_expect(bob, "DELIVERY server Hi there\n");
	console_expect(console, "tell fred Hi fred", "OK\n");
	framed_expect(fred, "server|@fred Hi fred\n");
	console_expect(console, "tell # \xc3\xa0 tous", "OK\n");
	test_client_expect(alice, "DELIVERY server \xc3\xa0 tous\n");
	test_client_expect(bob, "DELIVERY server \xc3\xa0 tous\n");
	framed_expect(fred, "server|@fred \xc3\xa0 tous\n");
	console_expect(console, test_format("tell alice %s", most), "OK\n");
	test_client_expect(alice, test_format("DELIVERY server %s\n", most));
	/* Nobody hears of what is refused. */
	console_expect(console, test_format("tell # %sx", most),
	    "ERROR the text is longer than message_max\n");
	console_expect(console, test_format("kick alice %sx", most),
	    "ERROR the text is longer than message_max\n");
	console_expect(
	    console, "tell dave hi", "ERROR nobody is called that\n");
	console_expect(
	    console, "tell alice ", "ERROR usage: tell NAME|# TEXT\n");
	console_expect(console, "tell", "ERROR usage: tell NAME|# TEXT\n");
	test_client_ask(alice, "SEND server hi\n", "UNKNOWN\n");
	test_client_ask(stranger, "HELLO-FROM server\n", "IN-USE\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, kick_ends_a_connection);
	test_cases_add(tests, kick_ends_the_connection_of_a_number);
	test_cases_add(tests, orders_are_logged);
	test_cases_add(tests, tell_reaches_one_or_all);
}
