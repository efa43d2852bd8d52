/* SPDX-License-Identifier: MIT */
/* The main program of all server tests. */

#include "common/test_support.h"

#include <stdio.h>
#include <stdlib.h>

/* More than a test that passes ever takes; Check ends it then. */
#define TEST_SECONDS_MAX (TEST_PATIENCE_MS / 1000 * 6)

int
main(void)
{
	Suite *suite = suite_create("server");
	TCase *tests = tcase_create("server");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, TEST_SECONDS_MAX);
	tcase_add_checked_fixture(tests, NULL, test_undo);
	test_add_tests(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	if (srunner_ntests_run(runner) == 0) {
		fprintf(stderr, "no test has this name\n");
		failed = 1;
	}
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
