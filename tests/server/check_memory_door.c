/* SPDX-License-Identifier: MIT */
/*
 * Out of memory for a newcomer: whichever request for memory fails on the way
 * from the door to a worker, the address gets its place back.
 */

#include <string.h>

#include "common/clock.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/memory_fixture.h"

/* More requests for memory than a newcomer makes. */
#define ENOUGH 100

static struct test_daemon *chatd;

static void
start(void)
{
	memory_prepare();
	chatd = test_daemon_start_with(
	    "limits_exempt=", "connections_per_address=1", "workers=1", NULL);
	memory_release();
}

/* Come, ask something and go.  Return whether it was answered. */
static bool
come_and_go(void)
{
	struct test_client *client = test_client_connect(chatd);
	const char *answer;
	bool is_answered;

	test_client_send(client, "FOO\n");
	answer = test_client_take_line_or_end(client);
	is_answered = answer != NULL && strcmp(answer, "BAD-RQST-HDR") == 0;
	test_client_close(client);
	return is_answered;
}

START_TEST(a_place_comes_back_whatever_fails)
{
	int number, refused = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
		bool is_answered;

		memory_fail_request(number);
		/* The one before may have the place for a moment still. */
		do
			is_answered = come_and_go();
		while (!is_answered && !memory_has_failed() &&
		       clock_monotonic_ms() < end_ms);
		test_require(is_answered || memory_has_failed(),
		    "the place is lost after request %d", number - 1);
		if (!memory_has_failed())
			break;
		refused += !is_answered;
	}
	test_require(refused > 1 && number < ENOUGH, "%d refused, %d requests",
	    refused, number);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_place_comes_back_whatever_fails);
}
