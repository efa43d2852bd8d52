/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_REPORT_H
#define CHATD_BENCH_REPORT_H

/*
 * What came out, for people and for programs.
 */

struct options;
struct result;

/* Print a table to standard output. */
void report_print(const struct options *options, const struct result *result);

/* Print one JSON object on one line to standard output. */
void report_print_json(
    const struct options *options, const struct result *result);

/*
 * Draw the latency at each percentile as an SVG file, with gnuplot.  Return
 * NULL, or why there is no picture.
 */
const char *plot_write(const char *path, const struct options *options,
    const struct result *result);

#endif
