/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STATS_H
#define CHATD_STATS_H

/*
 * What has happened, counted per worker.
 *
 * Only the worker adds to its counters, so adding needs no lock and no atomic
 * read-modify-write; any thread may read them, and sums them when it is asked.
 */

#include <stdatomic.h>
#include <stdint.h>

enum stat {
	STAT_CONNECTIONS_OPENED,
	STAT_CONNECTIONS_CLOSED,
	STAT_LOGINS,
	STAT_LOGINS_IN_USE,
	STAT_LOGINS_FULL,
	STAT_LOGINS_BAD_NAME,
	STAT_MESSAGES_SENT,
	STAT_MESSAGES_DELIVERED,
	STAT_MESSAGES_UNKNOWN,
	STAT_MESSAGES_REFUSED,
	STAT_LISTS,
	STAT_TEXTS_FILED,
	STAT_TEXTS_REFUSED,
	STAT_BYTES_IN,
	STAT_BYTES_OUT,
	STAT_SLOW_READERS_CUT,
	STAT_LOGIN_TIMEOUTS,
	STAT_OUT_OF_MEMORY,
	STAT_COUNT
};

struct stats {
	atomic_uint_fast64_t counters[STAT_COUNT];
};

/* Add to a counter.  The owning worker's thread only. */
static inline void
stats_add(struct stats *stats, enum stat stat, uint64_t amount)
{
	atomic_store_explicit(&stats->counters[stat],
	    atomic_load_explicit(
		&stats->counters[stat], memory_order_relaxed) + amount,
	    memory_order_relaxed);
}

/* Read a counter.  Any thread. */
static inline uint64_t
stats_read(const struct stats *stats, enum stat stat)
{
	return atomic_load_explicit(
	    &stats->counters[stat], memory_order_relaxed);
}

#endif
