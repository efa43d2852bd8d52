/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_CASES_H
#define CHATD_TEST_CASES_H

/*
 * The tests of one program, each a case of Check's that has the test's name.
 * So Check's own variables choose one of them:
 *
 *     CK_RUN_CASE=compares_all_bytes tests/unit/common/check_slice
 *
 * All cases of a program have the same fixtures and the same time limit.
 */

#include <check.h>

/* The tests of one program. */
struct test_cases;

/* Begin a suite of this name, which is borrowed.  test_cases_run() ends it. */
struct test_cases *test_cases_create(const char *name);

/* Give each test so many seconds.  To be called before a test is added. */
void test_cases_set_timeout(struct test_cases *cases, double seconds);

/*
 * Call set_up before and tear_down after each test, in its process; either may
 * be NULL.  To be called before a test is added, four times at most.
 */
void test_cases_add_fixture(
    struct test_cases *cases, SFun set_up, SFun tear_down);

/* Add a test that START_TEST has defined. */
#define test_cases_add(cases, test)                                            \
	tcase_add_test(test_cases_add_case(cases, #test), test)

/*
 * Add one that is not for all transports (test_transport.h) or engines: tags
 * are Check's, "not_unix", "not_tls", "not_late" or "not_nodes" (test_nodes.h),
 * or several of them.
 */
#define test_cases_add_but(cases, test, tags)                                  \
	do {                                                                   \
		TCase *added_ = test_cases_add_case(cases, #test);             \
                                                                               \
		tcase_set_tags(added_, tags);                                  \
		tcase_add_test(added_, test);                                  \
	} while (0)

/* Add one that is run for each _i from first to end - 1. */
#define test_cases_add_loop(cases, test, first, end)                           \
	tcase_add_loop_test(test_cases_add_case(cases, #test), test, first, end)

/* Add one that makes no sense with several nodes in place of a daemon. */
#define test_cases_add_alone(cases, test)                                      \
	test_cases_add_but(cases, test, "not_nodes")

/* As test_cases_add_but(), for each _i from first to end - 1. */
#define test_cases_add_loop_but(cases, test, first, end, tags)                 \
	do {                                                                   \
		TCase *added_ = test_cases_add_case(cases, #test);             \
                                                                               \
		tcase_set_tags(added_, tags);                                  \
		tcase_add_loop_test(added_, test, first, end);                 \
	} while (0)

/* Add an empty case of this name, which is borrowed, for the macros above. */
TCase *test_cases_add_case(struct test_cases *cases, const char *name);

/*
 * Run the tests that Check's variables choose, free cases, and return what the
 * program is to exit with.  That no test was chosen is a failure.
 */
int test_cases_run(struct test_cases *cases);

#endif
