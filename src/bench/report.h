/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_REPORT_H
#define CHATD_BENCH_REPORT_H

/*
 * The result of a run, for people and for programs.
 */

struct plan;
struct result;

/* Print a table to standard output. */
void report_print(const struct plan *plan, const struct result *result);

/* Print one JSON object on one line to standard output. */
void report_print_json(const struct plan *plan, const struct result *result);

#endif
