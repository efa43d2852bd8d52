/* SPDX-License-Identifier: MIT */
/*
 * Out of memory when somebody is banned or muted: the operator is told, nobody
 * else notices, and the order can be given again.
 */

#include <string.h>

#include "server/memory_fixture.h"
#include "server/moderation_fixture.h"

/* More requests for memory than an order makes. */
#define ENOUGH 300

static struct test_daemon *chatd;

/* Give an order.  Return whether it is said to have been carried out. */
static bool
try(const char *order)
{
	struct test_client *console = console_connect();
	bool is_done = false;
	const char *line;

	test_client_send(console, test_format("%s\n", order));
	line = test_client_take_line_or_end(console);
	if (line != NULL && strcmp(line, "OK") == 0)
		is_done = true;
	else if (line != NULL && strcmp(line, "ERROR out of memory") != 0)
		ck_assert(strncmp(line, "ERROR it holds, but", 19) == 0);
	test_client_close(console);
	return is_done;
}

START_TEST(an_order_can_be_given_again)
{
	struct test_client *bob;
	int number, failures = 0;

	moderation_begin();
	memory_prepare();
	chatd = moderation_start(NO_OPTION, NO_OPTION);
	memory_release();
	bob = test_client_login(chatd, "bob");
	for (number = 1; number < ENOUGH; number++) {
		struct test_client *alice = test_client_login(
		    chatd, test_format("alice%d", number));

		memory_fail_request(number);
		failures += !try("ban alice* for a long time");
		if (!memory_has_failed())
			break;
		memory_spare();
		ck_assert(try("ban alice* for a long time"));
		moderation_expect_banned(alice, ": for a long time");
		test_client_ask(
		    bob, "SEND bob hi\n", "SEND-OK\nDELIVERY bob hi\n");
		ck_assert(try("unban alice*"));
	}
	memory_spare();
	test_require(failures > 2 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_order_can_be_given_again);
}
