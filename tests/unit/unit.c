/* SPDX-License-Identifier: MIT */
/* The main program of all unit tests. */

#include "unit/unit.h"

int
main(void)
{
	struct test_cases *tests = test_cases_create("unit");

	unit_add_tests(tests);
	return test_cases_run(tests);
}
