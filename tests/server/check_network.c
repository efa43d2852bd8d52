/* SPDX-License-Identifier: MIT */
/*
 * System calls that fail while chatd runs.  Only the connection that a call is
 * about may suffer; then its name is free, and everybody else is served.
 */

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/network_fixture.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* sysexits.h, as chatd(8) has it. */
#define EXIT_UNAVAILABLE 69

/* Longer than chatd's pages of output. */
#define LONG_TEXT_BYTES 10000

/* chatd's pause when it cannot accept, and its calls when it tries again. */
#define PAUSE_MS      50
#define CALLS_PER_TRY 2

/* More than one read takes. */
#define FLOOD_BYTES 200000

static void
talk(struct test_client *alice, struct test_client *bob)
{
	test_client_ask(alice, "SEND bob hello\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hello\n");
	test_client_ask(bob, "SEND alice hello\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob hello\n");
}

/* Log in under the name of a user who was cut, as soon as it is free. */
static void
require_name_is_free(struct test_daemon *daemon, const char *name)
{
	test_daemon_wait_log(daemon, test_format("%s: closed", name));
	test_client_ask_until(test_client_connect(daemon),
	    test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
}

struct failure {
	const char *call;
	int error;
};

/* Calls on behalf of carol, a user with a request, and errors that are final.
 */
static const struct failure fatal[] = {
	{ "send", EPIPE },
	{ "send", ECONNRESET },
	{ "send", ETIMEDOUT },
	{ "recv", ECONNRESET },
	{ "recv", ETIMEDOUT },
	{ "recv", ENOMEM },
};

START_TEST(a_connection_that_fails_ends_alone)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");
	bool reset;

	network_break(fatal[_i].call, fatal[_i].error);
	test_client_send(carol, "SEND carol hi\n");
	network_wait_failed(daemon, fatal[_i].call);
	test_client_drain(carol, &reset);
	require_name_is_free(daemon, "carol");
	talk(alice, bob);
}
END_TEST

/* Text that is too long for a page is written by writev(). */
START_TEST(a_receiver_that_fails_ends_alone)
{
	static const int errors[] = { EPIPE, ECONNRESET, EHOSTUNREACH };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");
	bool reset;

	network_break("writev", errors[_i]);
	test_client_ask(alice,
	    test_format(
		"SEND carol %s", test_repeat('x', LONG_TEXT_BYTES, "\n")),
	    "SEND-OK\n");
	network_wait_failed(daemon, "writev");
	test_client_drain(carol, &reset);
	require_name_is_free(daemon, "carol");
	talk(alice, bob);
}
END_TEST

/* Errors that say that the kernel can do it later. */
static const struct failure passing[] = {
	{ "send", EAGAIN },
	{ "send", EINTR },
	{ "send", ENOBUFS },
	{ "send", ENOMEM },
	{ "writev", EAGAIN },
	{ "writev", EINTR },
	{ "writev", ENOBUFS },
	{ "writev", ENOMEM },
	{ "recv", EAGAIN },
	{ "recv", EINTR },
	{ "epoll_wait", EINTR },
};

START_TEST(an_error_that_passes_is_not_felt)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	const char *text = test_repeat('x',
	    strcmp(passing[_i].call, "writev") == 0 ? LONG_TEXT_BYTES : 10,
	    "\n");

	network_break(passing[_i].call, passing[_i].error);
	test_client_ask(alice, test_format("SEND bob %s", text), "SEND-OK\n");
	test_client_expect(bob, test_format("DELIVERY alice %s", text));
	network_wait_failed(daemon, passing[_i].call);
	talk(alice, bob);
}
END_TEST

/* The connection ends although it could not be told so. */
START_TEST(a_shutdown_that_fails_ends_the_connection)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "hello_strict=yes", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *other = test_client_connect(daemon);
	bool reset;

	network_break("shutdown", ENOTCONN);
	test_client_send(other, "HELLO-FROM alice\n");
	network_wait_failed(daemon, "shutdown");
	test_client_drain(other, &reset);
	talk(alice, bob);
}
END_TEST

/*
 * A client that sends without reading is told goodbye while chatd keeps input
 * that it has not handled.  More input is read, and not in small pieces, and
 * thrown away.
 */
START_TEST(input_after_the_end_is_read_and_thrown_away)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64KiB", "drain_timeout=1h", "line_max=512",
	    "message_max=512", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *flooder = test_client_connect_small(
	    daemon, "hello");
	const char *flood = test_repeat('\n', FLOOD_BYTES, "");
	bool reset;

	/* Until chatd reads no more; the questions give it the time to. */
	do {
		for (int i = 0; i < 100; i++)
			test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
	} while (test_client_try_send(flooder, flood, FLOOD_BYTES) > 0);
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_wait_log(daemon, "stopping");
	test_client_drain(flooder, &reset);
	test_require(!reset, "the last words were destroyed");
	test_client_close(flooder);
	test_client_close(alice);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 0, "recv of a part");
}
END_TEST

/* ---- newcomers ----------------------------------------------------------- */

static const struct failure accepting[] = {
	{ "accept4", EMFILE },
	{ "accept4", ENFILE },
	{ "accept4", ENOMEM },
	{ "accept4", ENOBUFS },
	{ "accept4", ECONNABORTED },
	{ "accept4", EPROTO },
	{ "accept4", EPERM },
	{ "accept4", EINTR },
	{ "accept4", EAGAIN },
	{ "epoll_ctl", ENOMEM },
	{ "epoll_ctl", ENOSPC },
};

/* Log in under name, or be told that the server is busy. */
static bool
try_login(const struct test_daemon *daemon, const char *name)
{
	struct test_client *client = test_client_connect(daemon);
	const char *reply;

	test_client_send(client, test_format("HELLO-FROM %s\n", name));
	reply = test_client_take_line_or_end(client);
	if (reply != NULL && strcmp(reply, "BUSY") != 0) {
		test_require_equal(reply, test_format("HELLO %s", name));
		return true;
	}
	test_client_close(client);
	return false;
}

START_TEST(a_port_that_fails_to_accept_accepts_again)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");

	network_break(accepting[_i].call, accepting[_i].error);
	/* More than one may be turned away while one call fails. */
	for (int i = 0; !try_login(daemon, "carol"); i++)
		test_require(i < 100, "nobody is let in any more");
	network_wait_failed(daemon, accepting[_i].call);
	talk(alice, bob);
}
END_TEST

static long
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * While nobody can be accepted the users who are there are served, and chatd
 * tries again at intervals only.
 */
START_TEST(a_port_that_cannot_accept_keeps_nobody_busy)
{
	static const int errors[] = { EMFILE, ENFILE, ENOMEM };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol;
	long begun = clock_ms(), most;
	const char *reply;

	network_break("accept4-always", errors[_i]);
	carol = test_client_connect(daemon);
	test_client_send(carol, "HELLO-FROM carol\n");
	for (int i = 0; i < 3; i++)
		network_wait_failed(daemon, "accept4");
	for (int i = 0; i < 100; i++)
		talk(alice, bob);
	network_mend("accept4-always");
	/* It may be mended in the middle of a try, after carol was refused. */
	reply = test_client_take_line(carol);
	if (strcmp(reply, "BUSY") != 0)
		test_require_equal(reply, "HELLO carol");
	else
		while (!try_login(daemon, "carol"))
			continue;
	most = ((clock_ms() - begun) / PAUSE_MS + 2) * CALLS_PER_TRY;
	test_daemon_stop(daemon);
	test_require(test_count_lines(test_daemon_log(daemon),
			 "accept4 fails") <= (size_t)most,
	    "tried more than %ld times", most);
	test_daemon_require_log(daemon, 1, "turning newcomers away");
}
END_TEST

/* ---- names --------------------------------------------------------------- */

/* As on a system without /etc/hosts. */
START_TEST(localhost_needs_no_resolver)
{
	struct test_daemon *daemon;

	network_break("getaddrinfo-always", EAI_NONAME);
	daemon = test_daemon_start_with("address=localhost", NULL);
	test_daemon_require_log(daemon, 1, "hello on 127.0.0.1:");
	test_client_login(daemon, "alice");
}
END_TEST

/* Nobody can come to the address that is missing. */
START_TEST(localhost_does_without_ipv6)
{
	static const int errors[] = { EADDRNOTAVAIL, EAFNOSUPPORT };
	struct test_daemon *daemon;

	network_break("bind-inet6-always", errors[_i]);
	daemon = test_daemon_start_with("address=localhost", NULL);
	test_daemon_require_log(daemon, 1, "hello on 127.0.0.1:");
	test_daemon_require_log(daemon, 0, "::1");
	test_client_login(daemon, "alice");
}
END_TEST

/* It may be that the resolver is not there yet. */
START_TEST(a_name_that_is_not_found_is_no_mistake)
{
	struct test_spec spec = { .arguments = { "-c/dev/null",
				      "-oaddress=chat.example", "-oport=0" } };
	struct test_daemon *daemon;

	network_break("getaddrinfo-always", EAI_AGAIN);
	daemon = test_daemon_spawn(&spec);
	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(
	    daemon, 1, "cannot find the address of \"chat.example\"");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, network_use_faulty, NULL);
	test_cases_add_loop(
	    tests, a_connection_that_fails_ends_alone, 0, COUNT(fatal));
	test_cases_add_loop(tests, a_receiver_that_fails_ends_alone, 0, 3);
	test_cases_add_loop(
	    tests, an_error_that_passes_is_not_felt, 0, COUNT(passing));
	test_cases_add(tests, input_after_the_end_is_read_and_thrown_away);
	test_cases_add(tests, a_shutdown_that_fails_ends_the_connection);
	test_cases_add_loop(tests, a_port_that_fails_to_accept_accepts_again, 0,
	    COUNT(accepting));
	test_cases_add_loop(
	    tests, a_port_that_cannot_accept_keeps_nobody_busy, 0, 3);
	test_cases_add(tests, localhost_needs_no_resolver);
	test_cases_add_loop(tests, localhost_does_without_ipv6, 0, 2);
	test_cases_add(tests, a_name_that_is_not_found_is_no_mistake);
}
