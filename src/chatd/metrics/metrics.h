/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_H
#define CHATD_METRICS_H

/*
 * The counters of all workers together, for people and for Prometheus.  They
 * are summed when somebody asks for them.  Main thread only.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "chatd/core/stats.h"

struct directory;
struct evbuffer;
struct gateway;
struct kept_rooms;
struct listeners;
struct queue_total;
struct rooms;
struct worker;

/* What changes in the course of a server's life, at one moment. */
struct metrics_state {
	bool is_serving; /* false once it has begun to stop */
	time_t started_at;
	uint64_t users_max;       /* max_clients, as it is in force */
	uint64_t rooms_total_max; /* the same */
	uint64_t rooms_kept_max;
};

/*
 * What the metrics ask of whoever runs the workers, who fills this in once.
 * Everything it points to is borrowed, and lives as long as anybody uses the
 * source.
 */
struct metrics_source {
	struct worker *const *workers;
	unsigned int worker_count;
	const struct directory *directory;
	struct rooms *rooms;
	struct kept_rooms *kept_rooms; /* NULL: there are none */
	struct gateway *gateway;       /* NULL: there is no cluster */
	const struct queue_total *queues;
	const struct listeners *listeners;
	struct metrics_state (*state)(const void *owner);
	const void *owner; /* the argument of state */
};

/* Return the sum of a counter over all workers. */
uint64_t metrics_sum(
    const struct metrics_source *source, enum stats_counter counter);

/* Return how many messages of all kinds one worker has taken. */
uint64_t metrics_messages_taken(const struct stats *stats);

/* Return how many connections one worker has. */
uint64_t metrics_connections(const struct stats *stats);

/* Return how many connections all workers have. */
uint64_t metrics_sum_connections(const struct metrics_source *source);

/*
 * Append all metrics in the text format of Prometheus, version 0.0.4.  Return
 * 0; or -1 if there is no memory, and what has been appended lacks its end.
 */
int metrics_write(const struct metrics_source *source, struct evbuffer *to);

#endif
