/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_OPTIONS_H
#define CHATD_BENCH_OPTIONS_H

/*
 * The command line of chatd-bench, which becomes a plan.
 */

struct plan;

enum bench_options_result {
	BENCH_OPTIONS_RUN,
	BENCH_OPTIONS_EXIT,  /* --help or --version has been answered */
	BENCH_OPTIONS_WRONG, /* and standard error says why */
};

/*
 * Read the command line, from which *plan_r borrows.  Whatever the result,
 * bench_options_clear() is due.
 */
enum bench_options_result bench_options_read(
    struct plan *plan_r, int argc, char *argv[]);

/* Free what bench_options_read() has put into plan, but not plan. */
void bench_options_clear(struct plan *plan);

#endif
