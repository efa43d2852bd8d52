/* SPDX-License-Identifier: MIT */
/*
 * What one client may take.  Each test has a neighbour that must not feel it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define FLOOD_REQUESTS 100000

/* What one client may cost at most, the buffers of both sides not counted. */
#define FLOOD_MEMORY_KIB 4096

/*
 * A line of 64 MiB, and what it may cost.  Linux counts the pages of each
 * thread in lots of 64, so less than a MiB says nothing.
 */
#define ENDLESS_PIECE      65536
#define ENDLESS_PIECES     1024
#define ENDLESS_MEMORY_KIB 1024

/* Users who come and go, and what may be left of them. */
#define SESSIONS            (test_is_sanitized() ? 100 : 1000)
#define SESSIONS_MEMORY_KIB 1024

static long
memory_kib(const struct test_daemon *daemon, const char *what)
{
	return test_process_memory_kib(test_daemon_pid(daemon), what);
}

/* A sanitizer holds memory back for reasons of its own. */
static void
require_growth(const struct test_daemon *daemon, const char *what, long before,
    long most_kib)
{
	long growth = memory_kib(daemon, what) - before;

	test_require(test_is_sanitized() || growth <= most_kib,
	    "%s has grown by %ld KiB", what, growth);
}

static size_t
count_descriptors(const struct test_daemon *daemon)
{
	return test_process_count_descriptors(test_daemon_pid(daemon));
}

START_TEST(a_user_who_takes_nothing_is_cut_after_send_timeout)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", "send_timeout=1s", "echo_user=", NULL);
	struct test_client *reader = test_client_login_small(daemon, "reader");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *line = test_format(
	    "SEND reader %s\n", test_repeat('x', 10000, ""));

	for (int i = 0; i < 1200; i++) {
		test_client_send(alice, line);
		if (strcmp(test_client_take_line(alice), "UNKNOWN") == 0)
			break;
	}
	test_client_ask_until(alice, "WHO\n", "WHO-OK alice\n");
	test_client_expect_reset(reader);
	test_client_close(alice);
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1,
	    test_format("%s reader: closed: slow reader, too little read",
		test_client_name(reader)));
}
END_TEST

/* The reader is slow, but takes something within each send_timeout. */
START_TEST(a_user_who_reads_slowly_is_not_cut)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", NULL);
	struct test_client *reader = test_client_login_small(daemon, "reader");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	const char *line = test_format("SEND reader %s", text);
	const char *delivery = test_format("DELIVERY alice %s", text);

	test_client_ask_many(alice, line, "SEND-OK\n", 1200);
	for (int i = 0; i < 1200; i++)
		test_client_expect(reader, delivery);
	test_client_ask(reader, "FOO\n", "BAD-RQST-HDR\n");
}
END_TEST

/* More than the reader's own buffer holds, so that some move. */
static void
read_some(struct test_client *reader, const char *delivery)
{
	for (int i = 0; i < 5; i++)
		test_client_expect(reader, delivery);
}

/*
 * The kernel holds megabytes for the reader, so chatd itself gets rid of
 * nothing for longer than send_timeout.  The login_timeout of connections that
 * do not log in is the clock; a busy machine may be ten times as slow.
 */
START_TEST(a_user_who_takes_what_the_kernel_holds_is_not_cut)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", "send_timeout=10s", "login_timeout=1s",
	    NULL);
	struct test_client *reader = test_client_login_small(daemon, "reader");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	const char *line = test_format("SEND reader %s", text);
	const char *delivery = test_format("DELIVERY alice %s", text);

	for (int i = 0; i < 12; i++) {
		test_client_ask_many(alice, line, "SEND-OK\n", 100);
		read_some(reader, delivery);
	}
	for (int i = 0; i < 12; i++) {
		read_some(reader, delivery);
		test_client_expect_end(test_client_connect(daemon));
	}
	test_client_ask(alice, line, "SEND-OK\n");
}
END_TEST

/* The login ends one deadline, and the unread replies begin another. */
START_TEST(a_user_who_logs_in_with_unread_replies_is_cut_too)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", "send_timeout=1s", "login_timeout=1h",
	    "echo_user=", NULL);
	struct test_client *reader = test_client_connect_small(daemon, "hello");
	struct test_client *alice = test_client_login(daemon, "alice");

	/* Each is answered by an error: more than the sockets' buffers hold. */
	test_client_send(reader, test_repeat('\n', 1000000, ""));
	test_client_send(reader, "HELLO-FROM reader\n");
	test_daemon_wait_log(daemon, "reader: logged in");
	test_client_ask_until(alice, "WHO\n", "WHO-OK alice\n");
	test_client_expect_reset(reader);
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1,
	    test_format("%s reader: closed: slow reader, too little read",
		test_client_name(reader)));
}
END_TEST

START_TEST(a_flooder_who_never_reads_is_not_read)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_timeout=1h", NULL);
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *flooder = test_client_login(daemon, "flooder");
	char *flood = test_repeat('\0', 4 * FLOOD_REQUESTS, "");
	size_t sent = 0, taken;
	const char *list;
	long before;

	/* A long list, so that the replies are worth holding back. */
	for (int i = 0; i < 10; i++)
		test_client_login(
		    daemon, test_format("%s%d", test_repeat('x', 60, ""), i));
	test_client_send(bob, "WHO\n");
	list = test_format("%s\n", test_client_take_line(bob));
	for (int i = 0; i < FLOOD_REQUESTS; i++)
		memcpy(flood + 4 * i, "WHO\n", 4);
	before = memory_kib(daemon, "VmHWM:");
	do {
		taken = test_client_try_send(
		    flooder, flood + sent, 4 * FLOOD_REQUESTS - sent);
		sent += taken;
		test_client_ask(bob, "WHO\n", list);
	} while (taken > 0 && sent < 4 * FLOOD_REQUESTS);
	/* Long enough for a daemon that reads on to be found out. */
	for (int i = 0; i < 10000; i++) {
		test_client_ask(bob, "WHO\n", list);
		if (i % 1000 == 0)
			require_growth(
			    daemon, "VmHWM:", before, FLOOD_MEMORY_KIB);
	}

	/* A flooder who reads after all gets every reply. */
	for (size_t read = 0; read < FLOOD_REQUESTS; read++) {
		test_client_expect(flooder, list);
		if (sent < 4 * FLOOD_REQUESTS)
			sent += test_client_try_send(
			    flooder, flood + sent, 4 * FLOOD_REQUESTS - sent);
	}
	test_client_ask(flooder, "FOO\n", "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(a_line_without_end_is_not_stored)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	const char *piece = test_repeat('x', ENDLESS_PIECE, "");
	long before;

	test_client_ask(alice, piece, "BAD-RQST-BODY\n");
	before = memory_kib(daemon, "VmHWM:");
	for (int i = 0; i < ENDLESS_PIECES; i++) {
		test_client_send_bytes(alice, piece, ENDLESS_PIECE);
		test_client_ask(bob, "WHO\n", "WHO-OK alice,bob\n");
	}
	test_client_ask(alice, "\nWHO\n", "WHO-OK alice,bob\n");
	require_growth(daemon, "VmHWM:", before, ENDLESS_MEMORY_KIB);
}
END_TEST

static void
play_sessions(const struct test_daemon *daemon, int sessions)
{
	struct test_client *client;

	for (int i = 0; i < sessions; i++) {
		client = test_client_login(daemon, "visitor");
		test_client_ask(client, "SEND echobot hi\n",
		    "SEND-OK\nDELIVERY echobot hi\n");
		test_client_finish(client);
		test_client_expect_end(client);
		test_client_close(client);
	}
}

START_TEST(sessions_leave_nothing)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	size_t descriptors = count_descriptors(daemon);
	long before;

	play_sessions(daemon, SESSIONS);
	before = memory_kib(daemon, "VmRSS:");
	play_sessions(daemon, SESSIONS);
	require_growth(daemon, "VmRSS:", before, SESSIONS_MEMORY_KIB);
	/* The last session may still be on its way out. */
	for (int i = 0; count_descriptors(daemon) > descriptors; i++) {
		test_require(i < 10000, "%zu descriptors, %zu before",
		    count_descriptors(daemon), descriptors);
		test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(
	    tests, a_user_who_takes_nothing_is_cut_after_send_timeout);
	test_cases_add(tests, a_user_who_reads_slowly_is_not_cut);
	test_cases_add(
	    tests, a_user_who_takes_what_the_kernel_holds_is_not_cut);
	test_cases_add(
	    tests, a_user_who_logs_in_with_unread_replies_is_cut_too);
	test_cases_add(tests, a_flooder_who_never_reads_is_not_read);
	test_cases_add(tests, a_line_without_end_is_not_stored);
	test_cases_add(tests, sessions_leave_nothing);
}
