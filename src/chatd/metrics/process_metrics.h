/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_PROCESS_H
#define CHATD_METRICS_PROCESS_H

/*
 * What the process takes, under the names that Prometheus' own libraries use.
 */

#include <time.h>

struct evbuffer;

/* Append the metrics of this process, which began at started_at. */
void metrics_write_process(time_t started_at, struct evbuffer *to);

#endif
