/* SPDX-License-Identifier: MIT */
/* The main program of all server tests. */

#include "common/test_nodes.h"
#include "common/test_support.h"

/* More than a test that passes ever takes; Check ends it then. */
#define TEST_SECONDS_MAX (TEST_PATIENCE_MS / 1000 * 6)

int
main(void)
{
	struct test_cases *tests = test_cases_create("server");

	test_nodes_require();
	test_cases_set_timeout(tests, TEST_SECONDS_MAX);
	test_cases_add_fixture(tests, NULL, test_undo);
	test_add_tests(tests);
	return test_cases_run(tests);
}
