/* SPDX-License-Identifier: MIT */
/*
 * Out of memory.  Whichever request for memory fails: while starting, chatd
 * says what it lacks and ends with a status of its own; later only one
 * connection suffers, its name is free, and what was confirmed to others is
 * delivered.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define EXIT_NOT_STARTED 127

/* Users who come one after another: both workers serve some. */
#define SESSIONS 4

static size_t
count(const struct test_daemon *daemon, const char *part)
{
	return test_count_lines(test_daemon_log(daemon), part);
}

/*
 * Log in as alice and talk to bob.  Return whether the connection lived to the
 * end, and add to *confirmed what was confirmed.
 */
static bool
play_session(const struct test_daemon *daemon, size_t *confirmed)
{
	/* The odd pieces make chatd keep half a line. */
	static const char *const requests[] = { "HELLO-FROM alice\n", "FOO\nFO",
		"O\n", "WHO\n", "SEND bob hi\n" };
	struct test_client *alice = test_client_connect(daemon);
	const char *reply = NULL;
	bool reset;

	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		test_client_send(alice, requests[i]);
		reply = test_client_take_line_or_end(alice);
		if (reply == NULL || strcmp(reply, "BUSY") == 0)
			break;
		/* The one before has left, and has left its name. */
		if (i == 0)
			test_require_equal(reply, "HELLO alice");
		if (strcmp(reply, "SEND-OK") == 0)
			++*confirmed;
	}
	test_client_finish(alice);
	test_client_drain(alice, &reset);
	test_client_close(alice);
	return reply != NULL && strcmp(reply, "BUSY") != 0;
}

/* Return whether bob still lives; he then has got all that was confirmed. */
static bool
check_deliveries(struct test_client *bob, size_t confirmed)
{
	const char *line;

	test_client_send(bob, "FOO\n");
	for (size_t i = 0; i < confirmed + 1; i++) {
		line = test_client_take_line_or_end(bob);
		if (line == NULL)
			return false;
		if (strcmp(line, "BAD-RQST-HDR") != 0)
			test_require_equal(line, "DELIVERY alice hi");
	}
	return true;
}

/* Serve some clients, of whom one connection at most may suffer. */
static void
play(const struct test_daemon *daemon)
{
	struct test_client *bob = test_client_connect(daemon);
	size_t confirmed = 0, suffered = 0;
	const char *reply;

	test_client_send(bob, "HELLO-FROM bob\n");
	reply = test_client_take_line_or_end(bob);
	for (int i = 0; i < SESSIONS; i++)
		suffered += !play_session(daemon, &confirmed);
	if (reply == NULL || strcmp(reply, "HELLO bob") != 0 ||
	    !check_deliveries(bob, confirmed))
		suffered++;
	test_client_close(bob);
	test_require(suffered <= 1, "%zu connections were lost", suffered);
}

/* Start, use and stop chatd with call number fail failing; false if none did.
 */
static bool
run(unsigned int fail)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "workers=2",
		    /* It waits that long if it can't tell itself to stop. */
		    "-o", "drain_timeout=250ms" },
		.environment = { test_format("FAIL_MALLOC=%u", fail),
		    test_format(
			"LD_PRELOAD=%s", getenv("FAIL_MALLOC_LIBRARY")) },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);
	bool started = test_daemon_has_started(daemon);
	bool failed;
	int status;

	if (started) {
		play(daemon);
		test_daemon_signal(daemon, SIGTERM);
	}
	status = test_daemon_wait_exit(daemon);
	failed = count(daemon, "FAIL_MALLOC: this one") > 0;
	test_require(status < EXIT_NOT_STARTED,
	    "call %u fails: ended with status %d", fail, status);
	if (started)
		test_require(
		    status == 0, "call %u fails: status %d", fail, status);
	else
		test_require(failed && status != 0 && count(daemon, "") > 1,
		    "call %u fails: status %d without a word", fail, status);
	return failed;
}

START_TEST(each_request_for_memory_may_fail)
{
	test_require(getenv("FAIL_MALLOC_LIBRARY") != NULL,
	    "FAIL_MALLOC_LIBRARY must name the library to preload");
	for (unsigned int fail = 1; run(fail); fail++)
		test_undo();
}
END_TEST

void
test_add_tests(TCase *tests)
{
	tcase_add_test(tests, each_request_for_memory_may_fail);
}
