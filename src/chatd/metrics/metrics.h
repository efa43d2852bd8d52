/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_H
#define CHATD_METRICS_H

/*
 * The counters of all workers together, for people and for Prometheus.  Summed
 * when they are asked for.  Main thread only.
 */

#include <stdint.h>

#include "chatd/core/stats.h"

struct evbuffer;
struct server;

/* Return the sum of a counter over all workers. */
uint64_t metrics_sum(const struct server *server, enum stat stat);

/* Return the messages that one worker has taken, of all kinds. */
uint64_t metrics_messages_taken(const struct stats *stats);

/* Return the connections that one worker has. */
uint64_t metrics_connections(const struct stats *stats);

/* Append all metrics in the text format of Prometheus, version 0.0.4. */
void metrics_write(const struct server *server, struct evbuffer *to);

#endif
