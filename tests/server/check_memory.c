/* SPDX-License-Identifier: MIT */
/*
 * Out of memory.  Whichever request for memory fails: while starting, chatd
 * says what it lacks and ends with the status that chatd(8) has for it; later
 * only one connection suffers, its name is free, and what was confirmed to
 * others is delivered.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"

#define EXIT_NOT_STARTED 127

/* From sysexits.h, as chatd(8) lists it. */
#define EXIT_SYSTEM 71

/* Users who come one after another: both workers serve some of them. */
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
		/* The connection before has ended, and its name is free. */
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

/*
 * Return whether bob's connection still lives, and fail unless all that was
 * confirmed to others has then been delivered to it.
 */
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

/*
 * Start, use and stop chatd while the request of this number fails.  Return
 * whether it did.
 */
static bool
run(unsigned int fail)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "workers=2",
		    /* It waits this long if it cannot tell itself to stop. */
		    "-o", "drain_timeout=250ms", "-o", "name_grace=0" },
		.environment = { test_format("FAIL_MALLOC=%u", fail),
		    test_format(
			"LD_PRELOAD=%s", test_program("FAIL_MALLOC_LIBRARY")) },
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
	for (unsigned int fail = 1; run(fail); fail++)
		test_undo();
}
END_TEST

/* Write a configuration of two files.  Return the path of the first one. */
static const char *
create_files(void)
{
	static const char included[] = "/* once more */ max_clients = 7\n";
	const char *path = test_file_create(included, strlen(included));
	const char *text = test_format("# one of everything\n"
				       "address = 127.0.0.1 port = 0\n"
				       "workers = 2 control_socket = \"\"\n"
				       "drain_timeout = \"250\\x6ds\" // ms\n"
				       "listener second {\n"
				       "  protocol = 'plain'\n"
				       "  port = 0\n"
				       "}\n"
				       "include(\"%s\")\n",
	    path);

	return test_file_create(text, strlen(text));
}

/*
 * Start chatd with these files, and perhaps with another argument, while the
 * request of this number fails.  Return whether it did.
 */
static bool
run_file(const char *path, const char *argument, unsigned int fail)
{
	struct test_spec spec = {
		.arguments = { "-c", path, argument },
		.environment = { test_format("FAIL_MALLOC=%u", fail),
		    test_format(
			"LD_PRELOAD=%s", test_program("FAIL_MALLOC_LIBRARY")) },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);
	int status;

	if (test_daemon_has_started(daemon))
		test_daemon_signal(daemon, SIGTERM);
	status = test_daemon_wait_exit(daemon);
	test_require(status < EXIT_NOT_STARTED,
	    "request %u fails: ended with status %d", fail, status);
	test_require(status == 0 || count(daemon, "") > 1,
	    "request %u fails: ended without a word", fail);
	/* What happens before the file has been read and checked. */
	if (argument != NULL || count(daemon, "configuration") > 0)
		test_require(
		    status == 0 || (status == EXIT_SYSTEM &&
				       count(daemon, "out of memory") == 1),
		    "request %u fails: ended with status %d", fail, status);
	return count(daemon, "FAIL_MALLOC: this one") > 0;
}

/* To start, and only to check the files. */
static const char *const arguments[] = { NULL, "--check" };

START_TEST(each_request_of_a_real_file_may_fail)
{
	unsigned int fail = 1;

	while (run_file(create_files(), arguments[_i], fail)) {
		test_undo();
		fail++;
	}
	test_require(fail > 30, "only %u requests", fail);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, each_request_for_memory_may_fail);
	test_cases_add_loop(tests, each_request_of_a_real_file_may_fail, 0,
	    sizeof(arguments) / sizeof(*arguments));
}
