/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_CHOICE_H
#define CHATD_TEST_CHOICE_H

/*
 * Run one test of a program: the one that the environment variable TEST_NAME
 * names.  Check itself chooses among cases, and a program here has only one.
 */

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Say whether the test called name is to be run. */
static inline bool
test_is_chosen(const char *name)
{
	const char *chosen = getenv("TEST_NAME");

	return chosen == NULL || strcmp(name, chosen) == 0;
}

#undef tcase_add_test
#define tcase_add_test(tests, test) tcase_add_loop_test(tests, test, 0, 1)

#undef tcase_add_loop_test
#define tcase_add_loop_test(tests, test, first, end)                           \
	do {                                                                   \
		if (test_is_chosen(#test))                                     \
			tcase_add_loop_test_raise_signal(                      \
			    tests, test, 0, first, end);                       \
	} while (0)

#endif
