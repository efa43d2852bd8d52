/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROCESS_METRICS_H
#define CHATD_PROCESS_METRICS_H

/*
 * What the process takes of the machine, under the names that the libraries of
 * Prometheus use.  Main thread only.
 */

#include <time.h>

struct metrics_text;

/* Append the metrics of this process, which started at started_at. */
void metrics_write_process(time_t started_at, struct metrics_text *to);

#endif
