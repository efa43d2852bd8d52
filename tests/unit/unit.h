/* SPDX-License-Identifier: MIT */
#ifndef CHATD_UNIT_H
#define CHATD_UNIT_H

/*
 * What every unit test has in common: one program for each module, with one
 * test case.  main() is in unit.c; a program gives it the tests to run.
 */

#include <check.h>

#include "common/test_cases.h"

/*
 * The same as an assertion of Check's, for what is tried many thousand times:
 * Check writes a line for each of its own that holds.
 */
#define unit_require(condition, ...)                                           \
	do {                                                                   \
		if (!(condition))                                              \
			ck_abort_msg(__VA_ARGS__);                             \
	} while (0)

/* Add this program's tests to tests.  Each program defines it. */
void unit_add_tests(struct test_cases *tests);

#endif
