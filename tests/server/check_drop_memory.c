/* SPDX-License-Identifier: MIT */
/*
 * Out of memory while texts are filed.  Whichever request for memory fails, one
 * connection at most suffers, and what was accepted is there.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"

#define EXIT_NOT_STARTED 127
#define SESSIONS         4
#define START_STRIDE     7

#define MEMORY_DISK "/dev/shm"

/* More bytes than are kept in memory before the disk is used. */
#define LONG_BYTES 10000

/* "AAQ": two texts are accepted, and goodbye. */
#define ANSWERS 3

/*
 * Hand in two texts, the second in pieces, and say goodbye.  Return how many
 * answers came; short of ANSWERS the last one may have been a refusal.
 */
static size_t
play_session(const struct test_daemon *daemon)
{
	struct test_client *client = drop_connect(daemon);
	size_t answers;
	bool reset;

	drop_send_text(client, 1, "short\n");
	drop_send_text(client, 2, test_repeat('x', LONG_BYTES, ""));
	test_client_send(client, "\nlong\n");
	drop_send_header(client, 0);
	test_client_finish(client);
	answers = test_client_drain(client, &reset);
	test_client_close(client);
	return answers;
}

static void
play(const struct test_daemon *daemon, const char *directory)
{
	size_t accepted = 0, suffered = 0;

	for (int i = 0; i < SESSIONS; i++) {
		size_t answers = play_session(daemon);

		suffered += answers < ANSWERS;
		accepted += answers > 0 ? answers - 1 : 0;
	}
	test_require(suffered <= 1, "%zu connections were lost", suffered);
	test_require(drop_count_files(directory) >= accepted,
	    "%zu texts were accepted, but %zu are there", accepted,
	    drop_count_files(directory));
}

/*
 * Start, use and stop a chatd whose request for memory number fail fails.
 * Return false if none did.  *started_r says whether it came as far as the
 * start line.
 */
static bool
run(unsigned int fail, bool *started_r)
{
	static const char text[] =
	    "listener drop { protocol = drop port = 0 }\n";
	const char *directory = test_directory_create();
	const struct test_spec spec = {
		.arguments = { "-c", test_file_create(text, strlen(text)), "-o",
		    "address=127.0.0.1", "-o", "port=0", "-o", "workers=2",
		    "-o", "drain_timeout=1s", "-o",
		    test_format("drop_directory=%s", directory) },
		.environment = { test_format("FAIL_MALLOC=%u", fail),
		    test_format(
			"LD_PRELOAD=%s", test_program("FAIL_MALLOC_LIBRARY")) },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);
	bool started = test_daemon_has_started(daemon);
	int status;

	if (started) {
		play(daemon, directory);
		test_daemon_signal(daemon, SIGTERM);
	}
	status = test_daemon_wait_exit(daemon);
	test_require(
	    started ? status == 0 : status > 0 && status < EXIT_NOT_STARTED,
	    "call %u fails: ended with status %d", fail, status);
	*started_r = started;
	return test_count_lines(
		   test_daemon_log(daemon), "FAIL_MALLOC: this one") > 0;
}

START_TEST(each_request_for_memory_may_fail)
{
	unsigned int fail = 1;
	bool started;

	/* Hundreds of runs need not wait for a real disk, if there is a way. */
	if (access(MEMORY_DISK, W_OK) == 0)
		setenv("TMPDIR", MEMORY_DISK, 1);
	while (run(fail, &started)) {
		/* Starting is tried at every call by check_memory.c. */
		fail += started ? 1 : START_STRIDE;
		test_undo();
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, each_request_for_memory_may_fail);
}
