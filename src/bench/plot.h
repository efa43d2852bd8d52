/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PLOT_H
#define CHATD_BENCH_PLOT_H

/*
 * A picture of the latencies.
 */

#include <stdbool.h>

struct plan;
struct result;

/* Say whether path is a terminal, on which a picture would be of no use. */
bool plot_is_terminal(const char *path);

/*
 * Draw the latency at each percentile as an SVG file at path, with gnuplot.
 * Return NULL, or the reason why there is no picture.
 */
const char *plot_write(
    const char *path, const struct plan *plan, const struct result *result);

#endif
