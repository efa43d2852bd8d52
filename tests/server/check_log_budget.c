/* SPDX-License-Identifier: MIT */
/*
 * Whatever users do and however fast, the log stays short, and what it leaves
 * out is counted: lines that are there and lines that are not add up.
 */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

/* Of chatd: an interval, and lines in it about a connection and of a worker. */
#define INTERVAL_S       10
#define CONNECTION_LINES 10
#define WORKER_LINES     1000

#define WORKERS 2

/* How often a user takes another name, and how many users come and go. */
#define RENAMES  20000
#define SESSIONS 6000

/* Requests of one connection that fit into the buffers of its sockets. */
#define REQUESTS 1000

static time_t
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Return how many intervals can have begun since a moment. */
static size_t
intervals_since(time_t moment)
{
	return (size_t)(seconds() - moment) / INTERVAL_S + 2;
}

/* Return the sum of the numbers before this part of a line, over the log. */
static size_t
sum_before(const char *log, const char *part)
{
	size_t sum = 0;

	for (const char *at = log; (at = strstr(at, part)) != NULL; at++) {
		const char *number = at;

		while (number > log && strchr("0123456789", number[-1]) != NULL)
			number--;
		sum += strtoul(number, NULL, 10);
	}
	return sum;
}

static size_t
sum_left_out(const char *log, const char *about)
{
	return sum_before(log,
		   test_format(" more lines about %s were left out", about)) +
	       sum_before(
		   log, test_format(" more line about %s was left out", about));
}

static void
require_renames(struct test_daemon *daemon, size_t count, time_t begin)
{
	size_t intervals = intervals_since(begin), written, left_out;

	test_daemon_stop(daemon);
	written = test_count_lines(test_daemon_log(daemon), ": renamed (");
	left_out = sum_left_out(test_daemon_log(daemon), "this connection");
	test_require(written <= intervals * CONNECTION_LINES,
	    "%zu lines in %zu intervals", written, intervals);
	ck_assert_uint_eq(written + left_out, count);
	/* What was left out is told before the end. */
	ck_assert_ptr_nonnull(
	    strstr(strstr(test_daemon_log(daemon), "left out"), "closed: "));
}

START_TEST(renaming_in_plain)
{
	struct test_daemon *daemon = test_daemon_start_speaking("plain", NULL);
	time_t begin = seconds();
	struct test_client *guest = plain_connect(daemon);

	test_client_ask_many(guest, "!name a\n!name b\n",
	    "You are now a\nYou are now b\n", RENAMES / 2);
	test_client_finish(guest);
	test_daemon_wait_log(daemon, "closed: ");
	require_renames(daemon, RENAMES, begin);
}
END_TEST

START_TEST(renaming_in_sized)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	time_t begin = seconds();
	struct test_client *alice = sized_login(daemon, 2, "a");

	test_client_ask_many(alice,
	    test_format(
		"%s%s", sized_message(2, "NAME b"), sized_message(2, "NAME a")),
	    test_format("%s%s", sized_message(2, "HELLO b"),
		sized_message(2, "HELLO a")),
	    RENAMES / 2);
	test_client_finish(alice);
	test_daemon_wait_log(daemon, "closed: ");
	require_renames(daemon, RENAMES, begin);
}
END_TEST

START_TEST(coming_and_going)
{
	struct test_daemon *daemon = test_daemon_start();
	time_t begin = seconds();
	size_t intervals, written;

	for (int i = 0; i < SESSIONS; i++) {
		struct test_client *client = test_client_login(
		    daemon, test_format("user%d", i));

		test_client_finish(client);
		test_client_expect_end(client);
		test_client_close(client);
	}
	intervals = intervals_since(begin);
	test_daemon_stop(daemon);
	written = test_count_lines(test_daemon_log(daemon), ": logged in (") +
		  test_count_lines(test_daemon_log(daemon), ": closed: ");
	test_require(written <= intervals * WORKERS * WORKER_LINES,
	    "%zu lines in %zu intervals", written, intervals);
	ck_assert_uint_eq(
	    written + sum_left_out(test_daemon_log(daemon), "connections"),
	    2 * SESSIONS);
}
END_TEST

/* One connection sends the same request again and again, and ends. */
static void
flood(const struct test_daemon *daemon, const char *protocol,
    const char *greeting, const char *bytes, size_t size)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon, protocol);
	bool reset;

	test_client_send(client, greeting);
	for (int i = 0; i < REQUESTS; i++)
		test_client_try_send(client, bytes, size);
	test_client_finish(client);
	test_client_drain(client, &reset);
	test_client_close(client);
}

START_TEST(nonsense_and_sense_in_every_protocol)
{
	static const struct {
		const char *protocol, *greeting, *request;
	} floods[] = {
		{ "hello", "", "NONSENSE\n" },
		{ "hello", "", "HELLO-FROM \x1b\n" },
		{ "hello", "HELLO-FROM a\n", "HELLO-FROM b\n" },
		{ "hello", "HELLO-FROM a\n", "SEND nobody hi\n" },
		{ "hello", "HELLO-FROM a\n", "JOIN #x\nLEAVE #x\n" },
		{ "plain", "", "!nonsense\n" },
		{ "plain", "", "!name server\n" },
		{ "plain", "hello\n", "!name a\n!name b\n" },
		{ "plain", "hello\n", "hello\n" },
		{ "sized", "06NAME a", "03FOO" },
		{ "sized", "06NAME a", "06NAME b06NAME c" },
		{ "sized", "06NAME a", "06NAME !" },
		{ "sized", "", "99" },
		{ "drop", "", "\xff\xff\xff\xff" },
	};
	static const char text[] = "\0\0\0\1hello\n";
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed plain sized drop",
	    test_format("drop_directory=%s", test_directory_create()), NULL);
	const char *frames;
	size_t size;

	for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++)
		flood(daemon, floods[i].protocol, floods[i].greeting,
		    floods[i].request, strlen(floods[i].request));
	flood(daemon, "drop", "", text, sizeof(text) - 1);
	frames = framed_bytes("fred|hi\nfred|@nobody hi\n", &size);
	flood(daemon, "framed", "", frames, size);
	frames = framed_bytes("fred|\n", &size);
	flood(daemon, "framed", "", frames, size);
	flood(daemon, "framed", "", "\xff\xff\xff\xff", 4);
	test_daemon_stop(daemon);
	/* A few lines each, and those of the start. */
	ck_assert_uint_lt(test_count_lines(test_daemon_log(daemon), ""),
	    sizeof(floods) / sizeof(floods[0]) * (2 * CONNECTION_LINES + 4));
	ck_assert_uint_lt(strlen(test_daemon_log(daemon)), 65536);
}
END_TEST

/* A crowd that fills the budget of a worker does not hide what matters. */
START_TEST(important_lines_have_a_budget_of_their_own)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "workers=1", "send_queue_max=64KiB", "send_timeout=1s", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *line = test_format(
	    "SEND reader %s\n", test_repeat('x', 10000, ""));

	test_client_login_small(daemon, "reader");
	for (int i = 0; i < WORKER_LINES; i++) {
		struct test_client *client = test_client_login(
		    daemon, test_format("user%d", i));

		test_client_finish(client);
		test_client_expect_end(client);
		test_client_close(client);
	}
	do
		test_client_send(alice, line);
	while (strcmp(test_client_take_line(alice), "SEND-OK") == 0);
	test_daemon_wait_log(daemon, "reader: closed: slow reader");
	/* The rest is told although nothing more happens. */
	test_daemon_wait_log(daemon, "more lines about connections were");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, renaming_in_plain);
	test_cases_add(tests, renaming_in_sized);
	test_cases_add(tests, coming_and_going);
	test_cases_add(tests, nonsense_and_sense_in_every_protocol);
	test_cases_add(tests, important_lines_have_a_budget_of_their_own);
}
