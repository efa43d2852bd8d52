/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_RUN_H
#define CHATD_BENCH_RUN_H

/*
 * A run, from the first login to the last figure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "bench/generator/generator.h"
#include "bench/process.h"

struct histogram;
struct plan;

/* The result of a run. */
struct result {
	bool failed; /* and note says why */
	char note[GENERATOR_NOTE_BYTES];
	uint64_t work;       /* in the load's unit, while it was measured */
	uint64_t elapsed_ns; /* of measuring */
	uint64_t generator_cpu_ns;     /* of all threads */
	uint64_t generator_wait_ns;    /* they wanted one, others had it */
	uint64_t generator_busiest_ns; /* of the busiest thread */
	uint64_t generator_full_ns;    /* the most of a thread with its waits */
	struct tally tally;            /* of the whole run */
	char cipher[ENCRYPTION_TEXT_BYTES]; /* empty: not encrypted */
	struct histogram *latency;          /* owned; result_clear() frees it */
	size_t users;                    /* connections that were logged in */
	struct process_figures empty;    /* the server before the first login */
	struct process_figures started;  /* when measuring began */
	struct process_figures finished; /* when it ended */
};

/*
 * Carry out the plan and fill in *result_r, for which result_clear() is due.
 * Return 0 if the run could be made, whatever its result; -1 with errno if it
 * could not.
 */
int run_measure(const struct plan *plan, struct result *result_r);

/* Say whether any line was lost, doubled, reordered or unexpected. */
bool result_has_wrong_lines(const struct result *result);

/* Say whether everything arrived once, in order and unharmed. */
bool result_is_clean(const struct result *result);

/* Free what result holds, but not result. */
void result_clear(struct result *result);

#endif
