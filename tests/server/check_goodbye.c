/* SPDX-License-Identifier: MIT */
/*
 * Whoever is sent away is told so in the protocols in which the server has
 * words of its own, and in no other.
 *
 * There is one worker, so that nobody is left to hear how the others leave.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "common/test_transport.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define STOPPING "the server is stopping"
#define KICKED   "the operator has ended your connection"

/* More of these than the kernel holds for a reader who does not read. */
#define TEXT_BYTES 10000

static struct test_daemon *chatd;
static struct test_client *console;

static void
start(void)
{
	chatd = test_daemon_start_speaking("sized framed plain", "workers=1",
	    "log_level=debug", "send_queue_max=64MiB", console_option(), NULL);
	console = console_connect();
}

static void
kick(const char *arguments)
{
	console_expect(console, test_format("kick %s", arguments), "OK\n");
}

/* Return a user of plain who has this name. */
static struct test_client *
plain_login(const char *name)
{
	struct test_client *client = plain_connect(chatd);

	test_client_ask(client, test_format("!name %s\n", name),
	    test_format("You are now %s\n", name));
	return client;
}

static void
expect_framed_end(struct test_client *client, const char *words)
{
	framed_expect(client, test_format("server|%s\n", words));
	test_client_expect_end(client);
}

static void
expect_plain_end(struct test_client *client, const char *words)
{
	test_client_expect(client, test_format("! %s\n", words));
	test_client_expect_end(client);
}

START_TEST(users_are_told_that_the_daemon_stops)
{
	struct test_client *framed, *plain;

	start();
	framed = framed_login(chatd, "fred");
	plain = plain_connect(chatd);
	framed_expect(framed,
	    test_format("server|%s has logged in\n", test_client_name(plain)));
	test_daemon_signal(chatd, SIGTERM);
	expect_framed_end(framed, STOPPING);
	expect_plain_end(plain, STOPPING);
}
END_TEST

START_TEST(nobody_else_is_told_anything)
{
	struct test_client *users[2], *nobodies[3];

	start();
	users[0] = test_client_login(chatd, "alice");
	users[1] = sized_login(chatd, 4, "bob");
	nobodies[0] = test_client_connect(chatd);
	nobodies[1] = framed_connect(chatd);
	nobodies[2] = test_client_connect_protocol(chatd, "plain");
	for (int i = 0; i < 3; i++)
		test_daemon_wait_log(chatd, test_format("%s: connected",
						test_client_name(nobodies[i])));
	test_daemon_signal(chatd, SIGTERM);
	for (int i = 0; i < 2; i++)
		test_client_expect_end(users[i]);
	for (int i = 0; i < 3; i++)
		test_client_expect_end(nobodies[i]);
}
END_TEST

START_TEST(users_are_told_that_they_are_kicked)
{
	struct test_client *client;

	start();
	client = framed_login(chatd, "fred");
	kick("fred");
	expect_framed_end(client, KICKED);
	client = framed_login(chatd, "gina");
	kick("gina Be good!");
	framed_expect(client, "server|@gina Be good!\n");
	expect_framed_end(client, KICKED);
	client = plain_login("paul");
	kick("paul Be good!");
	test_client_expect(client, "\r<server> @paul Be good!\n");
	expect_plain_end(client, KICKED);
	client = test_client_login(chatd, "alice");
	kick("alice Be good!");
	test_client_expect(client, "DELIVERY server Be good!\n");
	test_client_expect_end(client);
	client = sized_login(chatd, 3, "bob");
	kick("bob");
	test_client_expect_end(client);
}
END_TEST

START_TEST(who_does_not_read_is_not_told)
{
	const char *text = test_repeat('x', TEXT_BYTES, "");
	const size_t frame = 6 +
			     strlen("alice"
				    "@fred ") +
			     TEXT_BYTES;
	struct test_client *fred, *alice;
	size_t count = 0;
	bool was_reset;

	start();
	fred = test_client_connect_small(chatd, "framed");
	framed_ask(fred, "fred|\n", "server|fred has logged in\n");
	alice = test_client_login(chatd, "alice");
	do {
		test_client_ask(
		    alice, test_format("SEND fred %s\n", text), "SEND-OK\n");
		count++;
	} while (console_number(
		     console_ask(console, "users"), "fred", "queue") == 0);
	kick("fred");
	ck_assert_uint_eq(test_client_drain(fred, &was_reset), count * frame);
	ck_assert(!was_reset);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_but(
	    tests, users_are_told_that_the_daemon_stops, "not_unix");
	/* It takes a while to be connected. */
	if (!test_transport_is_tls())
		test_cases_add_but(
		    tests, nobody_else_is_told_anything, "not_unix");
	test_cases_add_but(
	    tests, users_are_told_that_they_are_kicked, "not_unix");
	test_cases_add(tests, who_does_not_read_is_not_told);
}
