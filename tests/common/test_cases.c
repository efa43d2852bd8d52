/* SPDX-License-Identifier: MIT */
/*
 * A program's tests as cases of Check's.
 *
 * Check's variables choose among cases and suites, not among the tests of a
 * case, and a case has its fixtures and its time limit to itself.  They are
 * kept here, for each case that is made.
 */

#include "common/test_cases.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#define FIXTURES_MAX 4

struct fixture {
	SFun set_up;
	SFun tear_down;
};

struct test_cases {
	Suite *suite;
	struct fixture fixtures[FIXTURES_MAX];
	size_t fixture_count;
	double seconds; /* 0: CK_DEFAULT_TIMEOUT */
};

struct test_cases *
test_cases_create(const char *name)
{
	struct test_cases *cases = calloc(1, sizeof(*cases));

	if (cases == NULL)
		err(EXIT_FAILURE, "%s", name);
	/* Check's own four seconds are not enough for a busy machine. */
	(void)setenv("CK_DEFAULT_TIMEOUT", "60", 0);
	cases->suite = suite_create(name);
	return cases;
}

void
test_cases_set_timeout(struct test_cases *cases, double seconds)
{
	cases->seconds = seconds;
}

void
test_cases_add_fixture(struct test_cases *cases, SFun set_up, SFun tear_down)
{
	if (cases->fixture_count == FIXTURES_MAX)
		errx(EXIT_FAILURE, "more than %d fixtures", FIXTURES_MAX);
	cases->fixtures[cases->fixture_count++] = (struct fixture){
		.set_up = set_up,
		.tear_down = tear_down,
	};
}

TCase *
test_cases_add_case(struct test_cases *cases, const char *name)
{
	TCase *added = tcase_create(name);

	if (cases->seconds > 0)
		tcase_set_timeout(added, cases->seconds);
	for (size_t i = 0; i < cases->fixture_count; i++)
		tcase_add_checked_fixture(added, cases->fixtures[i].set_up,
		    cases->fixtures[i].tear_down);
	suite_add_tcase(cases->suite, added);
	return added;
}

int
test_cases_run(struct test_cases *cases)
{
	SRunner *runner = srunner_create(cases->suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	if (srunner_ntests_run(runner) == 0) {
		fprintf(stderr, "no test has this name\n");
		failed = 1;
	}
	srunner_free(runner);
	free(cases);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
