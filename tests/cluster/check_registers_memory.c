/* SPDX-License-Identifier: MIT */
/*
 * Out of memory on a node of a cluster: whatever it could not carry out, it has
 * in the end, as all others do.
 */

#include <string.h>

#include "cluster/register_fixture.h"
#include "common/test_cases.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/memory_fixture.h"

/* More requests for memory than a node makes for a change of another one. */
#define ENOUGH 40

static void
begin(void)
{
	(void)register_begin();
	(void)register_start(0, "accounts_max=1000");
	memory_prepare();
	(void)register_start(1, "accounts_max=1000");
	memory_release();
}

/* Say whether a node lists an account; it may have no memory to say so. */
static bool
lists(unsigned int node, const char *name)
{
	struct test_client *console = register_connect(node);
	const char *line;
	bool is_listed = false;

	test_client_send(console, "account list\n");
	while ((line = test_client_take_line_or_end(console)) != NULL &&
	       *line != '\0')
		is_listed = is_listed || strcmp(line, name) == 0;
	test_client_close(console);
	return is_listed;
}

START_TEST(a_change_of_another_node_is_carried_out_in_the_end)
{
	int failures = 0;

	begin();
	for (int number = 1; number < ENOUGH; number++) {
		const char *name = test_format("user%d", number);

		memory_fail_request(number);
		register_add(0, name);
		while (!memory_has_failed() && !lists(1, name))
			continue;
		failures += memory_has_failed();
		memory_spare();
		register_await(
		    1, "account list", register_ask(0, "account list"));
		register_expect_auth(1, name, REGISTER_PASSWORD, "AUTH-OK\n");
	}
	ck_assert_int_gt(failures, 10);
}
END_TEST

/* What is asked of a node without memory is done as a whole, or not at all. */
START_TEST(a_change_of_this_node_is_made_or_not)
{
	int failures = 0;

	begin();
	for (int number = 1; number < ENOUGH; number++) {
		struct test_client *console = register_connect(1);
		const char *reply;

		memory_fail_request(number);
		test_client_send(console,
		    test_format("account add user%d open sesame\n", number));
		reply = test_client_take_line_or_end(console);
		memory_spare();
		test_client_close(console);
		failures += reply == NULL || strcmp(reply, "OK") != 0;
		register_add(0, test_format("other%d", number));
		register_await(
		    1, "account list", register_ask(0, "account list"));
		if (reply != NULL && strcmp(reply, "OK") == 0)
			register_expect_auth(0, test_format("user%d", number),
			    REGISTER_PASSWORD, "AUTH-OK\n");
	}
	ck_assert_int_gt(failures, 2);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	if (test_is_sanitized())
		test_skip("a sanitizer has an allocator of its own");
	test_cases_set_timeout(tests, 120);
	test_cases_add(
	    tests, a_change_of_another_node_is_carried_out_in_the_end);
	test_cases_add(tests, a_change_of_this_node_is_made_or_not);
}
