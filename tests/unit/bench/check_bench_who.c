/* SPDX-License-Identifier: MIT */
/*
 * Whole runs of chatd-bench's load who against a server that errs on purpose:
 * the list must name everybody, and every later list must be the same.
 */

#include "bench/generator/histogram.h"
#include "bench/run.h"
#include "unit/bench/bench_server.h"
#include "unit/unit.h"

/* Answers, counted from 0: the one that is learnt, and one to compare. */
#define FIRST 0
#define LATER 4

/* Run once; index is that of the dialect, which Check calls _i. */
static struct result
run_against(int index, enum bench_fault fault, int victim)
{
	const struct bench_dialect *dialect = bench_list_dialect(index);
	struct result result;

	bench_run(dialect, fault, victim, "-W 2 -d 300ms", &result);
	return result;
}

static void
require_clean(struct result *result)
{
	ck_assert_msg(result_is_clean(result), "%s", result->note);
	ck_assert_uint_gt(result->work, LATER);
	ck_assert_uint_gt(histogram_count(result->latency), LATER);
	result_clear(result);
}

static void
require_failure(struct result *result, const char *note)
{
	ck_assert(result->failed);
	ck_assert(!result_is_clean(result));
	ck_assert_uint_ge(result->tally.unexpected, 1);
	ck_assert_str_eq(result->note, note);
	result_clear(result);
}

START_TEST(passes_a_server_that_works)
{
	struct result result = run_against(_i, FAULT_NONE, FIRST);

	require_clean(&result);
}
END_TEST

START_TEST(puts_together_lists_that_come_in_pieces)
{
	struct result result = run_against(_i, FAULT_TRICKLE, FIRST);

	require_clean(&result);
}
END_TEST

START_TEST(wants_everybody_in_the_list)
{
	struct result result = run_against(_i, FAULT_WRONG_REPLY, FIRST);

	require_failure(&result, "the list does not name everybody");
}
END_TEST

START_TEST(wants_the_same_list_each_time)
{
	struct result result = run_against(_i, FAULT_WRONG_REPLY, LATER);

	require_failure(&result, "a list differs from the first one");
}
END_TEST

START_TEST(wants_the_same_names_each_time)
{
	struct result result = run_against(_i, FAULT_DAMAGE, LATER);

	require_failure(&result, "a list differs from the first one");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	int count = bench_list_dialect_count();

	test_cases_add_loop(tests, passes_a_server_that_works, 0, count);
	test_cases_add_loop(
	    tests, puts_together_lists_that_come_in_pieces, 0, count);
	test_cases_add_loop(tests, wants_everybody_in_the_list, 0, count);
	test_cases_add_loop(tests, wants_the_same_list_each_time, 0, count);
	test_cases_add_loop(tests, wants_the_same_names_each_time, 0, count);
}
