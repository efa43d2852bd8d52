/* SPDX-License-Identifier: MIT */
/*
 * main() of every unit test.  Check's own variables (CK_RUN_CASE, CK_FORK,
 * CK_VERBOSITY, ...) work as its manual says.
 */

#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

int
main(void)
{
	Suite *suite = suite_create("unit");
	TCase *tests = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	unit_add_tests(tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	if (srunner_ntests_run(runner) == 0) {
		fprintf(stderr, "no test has this name\n");
		failed = 1;
	}
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
