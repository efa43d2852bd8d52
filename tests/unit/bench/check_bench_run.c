/* SPDX-License-Identifier: MIT */
/*
 * Whole runs of chatd-bench against a server that errs on purpose: a
 * measurement is worth something only if it sees every error, on every wire.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/generator/histogram.h"
#include "bench/run.h"
#include "unit/bench/bench_server.h"
#include "unit/unit.h"

#define MESSAGES 100

/* The time-out for what will never come, and that for what does come. */
#define SHORT "300ms"
#define LONG  "60s"

/* Run once; index is that of the dialect, which Check calls _i. */
static struct result
run_with_victim(
    int index, enum bench_fault fault, int victim, const char *timeout)
{
	char *words = NULL;
	struct result result;

	ck_assert_int_gt(
	    asprintf(&words, "-W 2 -n %d -T %s", MESSAGES, timeout), 0);
	bench_run(bench_dialect(index), fault, victim, words, &result);
	free(words);
	return result;
}

static struct result
run_against(int index, enum bench_fault fault, const char *timeout)
{
	return run_with_victim(index, fault, MESSAGES / 2, timeout);
}

static bool
is_delivered(int index)
{
	return bench_dialect(index)->delivery[0].size > 0;
}

static bool
is_answered(int index)
{
	const struct bench_dialect *dialect = bench_dialect(index);

	return dialect->reply.size > 0 || bench_dialect_echoes(dialect);
}

static void
require_clean(struct result *result)
{
	ck_assert_msg(result_is_clean(result), "%s", result->note);
	ck_assert_uint_eq(result->work, MESSAGES);
	ck_assert_uint_eq(histogram_count(result->latency), MESSAGES);
	ck_assert_uint_gt(histogram_min(result->latency), 0);
	result_clear(result);
}

/* Require exactly this many errors of each kind. */
static void
require_errors(struct result *result, uint64_t lost, uint64_t doubled,
    uint64_t reordered, uint64_t unexpected)
{
	ck_assert(!result_is_clean(result));
	ck_assert_uint_eq(result->tally.lost, lost);
	ck_assert_uint_eq(result->tally.doubled, doubled);
	ck_assert_uint_eq(result->tally.reordered, reordered);
	ck_assert_uint_eq(result->tally.unexpected, unexpected);
	result_clear(result);
}

START_TEST(passes_a_server_that_works)
{
	struct result result = run_against(_i, FAULT_NONE, LONG);

	require_clean(&result);
}
END_TEST

START_TEST(puts_together_lines_that_come_in_pieces)
{
	struct result result = run_against(_i, FAULT_TRICKLE, LONG);

	require_clean(&result);
}
END_TEST

START_TEST(counts_a_lost_line)
{
	/* An answer that never comes is waited for; a delivery need not be. */
	struct result result = run_against(
	    _i, FAULT_LOSE, is_delivered(_i) ? LONG : SHORT);

	ck_assert_uint_eq(result.work, MESSAGES - 1);
	require_errors(&result, 1, 0, 0, 0);
}
END_TEST

START_TEST(counts_a_doubled_line)
{
	struct result result;

	if (!is_delivered(_i))
		return;
	result = run_against(_i, FAULT_DOUBLE, LONG);
	require_errors(&result, 0, 1, 0, 0);
}
END_TEST

/* Everything has come by then, but the run is not over yet. */
START_TEST(counts_a_doubled_last_line)
{
	struct result result;

	if (!is_delivered(_i))
		return;
	result = run_with_victim(_i, FAULT_DOUBLE, MESSAGES - 1, LONG);
	require_errors(&result, 0, 1, 0, 0);
}
END_TEST

START_TEST(counts_lines_out_of_order)
{
	struct result result;

	if (!is_delivered(_i))
		return;
	result = run_against(_i, FAULT_SWAP, LONG);
	ck_assert_uint_eq(result.work, MESSAGES);
	require_errors(&result, 0, 0, 1, 0);
}
END_TEST

START_TEST(counts_a_damaged_line)
{
	struct result result;

	if (!is_delivered(_i))
		return;
	result = run_against(_i, FAULT_DAMAGE, LONG);
	ck_assert_ptr_nonnull(strstr(result.note, "l00000: unexpected: "));
	ck_assert_uint_ge(result.tally.unexpected, 1);
	/* If a delivery is several lines, each of them is judged. */
	require_errors(&result, 1, 0, 0, result.tally.unexpected);
}
END_TEST

START_TEST(counts_a_wrong_reply)
{
	/* The reply that never comes is waited for. */
	struct result result = run_against(
	    _i, FAULT_WRONG_REPLY, is_answered(_i) ? SHORT : LONG);

	ck_assert_ptr_nonnull(strstr(result.note, "t00000: unexpected: "));
	require_errors(&result, is_delivered(_i) ? 0 : 1, 0, 0, 1);
}
END_TEST

START_TEST(counts_a_doubled_reply)
{
	struct result result;

	if (!is_answered(_i))
		return;
	result = run_against(_i, FAULT_DOUBLE_REPLY, LONG);
	require_errors(&result, 0, 0, 0, 1);
}
END_TEST

START_TEST(reports_that_nobody_can_log_in)
{
	struct result result = run_against(_i, FAULT_REFUSE_LOGIN, LONG);

	ck_assert(result.failed);
	ck_assert_uint_eq(result.work, 0);
	require_errors(&result, 0, 0, 0, 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	int count = bench_dialect_count();

	test_cases_add_loop(tests, passes_a_server_that_works, 0, count);
	test_cases_add_loop(
	    tests, puts_together_lines_that_come_in_pieces, 0, count);
	test_cases_add_loop(tests, counts_a_lost_line, 0, count);
	test_cases_add_loop(tests, counts_a_doubled_line, 0, count);
	test_cases_add_loop(tests, counts_a_doubled_last_line, 0, count);
	test_cases_add_loop(tests, counts_lines_out_of_order, 0, count);
	test_cases_add_loop(tests, counts_a_damaged_line, 0, count);
	test_cases_add_loop(tests, counts_a_wrong_reply, 0, count);
	test_cases_add_loop(tests, counts_a_doubled_reply, 0, count);
	test_cases_add_loop(tests, reports_that_nobody_can_log_in, 0, count);
}
