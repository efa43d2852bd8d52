/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PLOT_H
#define CHATD_BENCH_PLOT_H

/*
 * A picture of the latencies.
 */

struct plan;
struct result;

/*
 * Draw the latency at each percentile as an SVG file at path, with gnuplot.
 * Return NULL, or the reason why there is no picture.
 */
const char *plot_write(
    const char *path, const struct plan *plan, const struct result *result);

#endif
