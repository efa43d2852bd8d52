/* SPDX-License-Identifier: MIT */
/*
 * Out of memory for a newcomer: whichever request for memory fails on the way
 * from the door to a worker, the address gets its place back.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/memory_fixture.h"

/* More requests for memory than a newcomer makes. */
#define ENOUGH 100

/* What the end of a connection takes, and one more. */
#define SETTLING_TURNS 4

static struct test_daemon *chatd;
static struct test_client *observer; /* who is exempt */

static void
start(void)
{
	memory_prepare();
	chatd = test_daemon_start_with("limits_exempt=127.0.0.1",
	    "connections_per_address=1", "workers=1", NULL);
	memory_release();
	observer = test_client_login(chatd, "observer");
}

/* Come, ask something and go.  Return whether it was answered. */
static bool
come_and_go(void)
{
	struct test_client *client = test_client_connect_from(
	    chatd, "hello", "127.0.0.2");
	const char *answer;
	bool is_answered;

	test_client_send(client, "FOO\n");
	answer = test_client_take_line_or_end(client);
	is_answered = answer != NULL && strcmp(answer, "BAD-RQST-HDR") == 0;
	test_client_close(client);
	/* Each of these is read in a turn of its own, and the other connection
	 * is gone after one or two. */
	for (int i = 0; i < SETTLING_TURNS; i++)
		test_client_ask(observer, "FOO\n", "BAD-RQST-HDR\n");
	return is_answered;
}

START_TEST(a_place_comes_back_whatever_fails)
{
	int number, refused = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		bool is_answered;

		memory_fail_request(number);
		is_answered = come_and_go();
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
