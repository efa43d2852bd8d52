/* SPDX-License-Identifier: MIT */
/*
 * The daemon against a model of it: random runs that can be had again.
 *
 * MODEL_SEED is the one run to do, MODEL_SECONDS how long to go on with new
 * ones; with MODEL_FOLDS=1 names fold in these.  Without either there are a
 * few, always the same.  With
 * CHATD_TEST_NODES=2 the daemon is two nodes of a cluster.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "common/test_nodes.h"
#include "common/test_support.h"
#include "model/run.h"

/*
 * What "make check" runs: a mixture of small and large crowds, of talkative and
 * restless ones.  Seeds that have found something stay here: 4, where a text
 * for one user overtook what its sender had said in a room that had just grown,
 * or shrunk, to the size from which on members are told in slices; and
 * 1094788382, where what was said in a small room overtook what its speaker had
 * said in a big one.  It takes luck to see that, but for luck there are many
 * runs.
 */
static const uint64_t model_seeds[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	49, 69, 1426777379, 1094788382 };

#define SEEDS ((int)(sizeof(model_seeds) / sizeof(model_seeds[0])))

/* So many are run over two nodes, where each takes longer. */
#define NODES_SEEDS 6

/*
 * And so many where names fold, and there is irc; the last of them has letters
 * that take several lines there.
 */
#define FOLDING_FIRST 3
#define FOLDING_SEEDS 6

/* A run of several hundred clients. */
#define CROWD_SEED 81

/* The longest run, and the memory that is waited for. */
#define RUN_SECONDS_MAX (TEST_PATIENCE_MS / 1000 * 6)

/* Return the number that is in a variable of the environment, or 0. */
static uint64_t
check_number(const char *variable)
{
	const char *text = getenv(variable);

	return text != NULL ? strtoull(text, NULL, 10) : 0;
}

START_TEST(a_run_agrees_with_the_model)
{
	run_model(model_seeds[_i], false, false);
}
END_TEST

/* Whatever capitals its clients write, names are shown in their owners'. */
START_TEST(a_run_agrees_where_names_fold)
{
	run_model(model_seeds[_i], false, true);
}
END_TEST

START_TEST(a_crowd_leaves_nothing_behind)
{
	run_model(CROWD_SEED, true, false);
}
END_TEST

START_TEST(a_chosen_run_agrees_with_the_model)
{
	run_model(
	    check_number("MODEL_SEED"), true, check_number("MODEL_FOLDS") != 0);
}
END_TEST

START_TEST(run_after_run_agrees_with_the_model)
{
	struct timespec now, end;
	uint32_t seed;

	test_require(getrandom(&seed, sizeof(seed), 0) == sizeof(seed),
	    "no random seed");
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (time_t)check_number("MODEL_SECONDS");
	do {
		run_model(seed++, false, check_number("MODEL_FOLDS") != 0);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end.tv_sec);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	uint64_t seconds = check_number("MODEL_SECONDS");

	test_cases_set_timeout(tests, (double)seconds + RUN_SECONDS_MAX);
	if (getenv("MODEL_SEED") != NULL) {
		test_cases_add(tests, a_chosen_run_agrees_with_the_model);
	} else if (seconds > 0) {
		test_cases_add(tests, run_after_run_agrees_with_the_model);
	} else if (test_nodes_count() > 1) {
		test_cases_add_loop(
		    tests, a_run_agrees_with_the_model, 0, NODES_SEEDS);
	} else {
		test_cases_add_loop(
		    tests, a_run_agrees_with_the_model, 0, SEEDS);
		test_cases_add_loop(tests, a_run_agrees_where_names_fold,
		    FOLDING_FIRST, FOLDING_FIRST + FOLDING_SEEDS);
		test_cases_add(tests, a_crowd_leaves_nothing_behind);
	}
}
