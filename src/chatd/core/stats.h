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
#include <stddef.h>
#include <stdint.h>

struct protocol;

/* More protocols than there are. */
#define STATS_PROTOCOLS_MAX 8

enum stat {
	STAT_CONNECTIONS_OPENED,
	STAT_CONNECTIONS_CLOSED,
	STAT_LOGINS,
	STAT_LOGINS_IN_USE,
	STAT_LOGINS_FULL,
	STAT_LOGINS_BAD_NAME,
	STAT_MESSAGES_SENT,
	STAT_MESSAGES_SAID,
	STAT_MESSAGES_ECHOED,
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
	STAT_QUEUED_BYTES, /* rises and falls */
	STAT_TURN_NS,
	STAT_COUNT
};

/* Connections of one protocol; a place is taken when its first one comes. */
struct stats_protocol {
	_Atomic(const struct protocol *) protocol;
	atomic_uint_fast64_t opened;
	atomic_uint_fast64_t closed;
};

/*
 * Turns of the loop by how long they took: upper bounds in nanoseconds.  What
 * is longer than the last is counted in one place more.
 */
#define STATS_TURN_BOUNDS                                                      \
	{                                                                      \
		100000, 500000, 1000000, 5000000, 10000000, 50000000,          \
		    100000000, 500000000, 1000000000                           \
	}
#define STATS_TURN_BOUND_COUNT 9

struct stats {
	atomic_uint_fast64_t counters[STAT_COUNT];
	atomic_uint_fast64_t turns[STATS_TURN_BOUND_COUNT + 1];
	struct stats_protocol protocols[STATS_PROTOCOLS_MAX];
};

/* Add to any one of them, or take from it.  The owning worker's thread only. */
static inline void
stats_add_to(atomic_uint_fast64_t *counter, uint64_t amount)
{
	atomic_store_explicit(counter,
	    atomic_load_explicit(counter, memory_order_relaxed) + amount,
	    memory_order_relaxed);
}

/* Add to a counter.  The owning worker's thread only. */
static inline void
stats_add(struct stats *stats, enum stat stat, uint64_t amount)
{
	stats_add_to(&stats->counters[stat], amount);
}

/*
 * Return the place that counts the connections of protocol, or NULL if all are
 * taken.  The owning worker's thread only.
 */
static inline struct stats_protocol *
stats_protocol(struct stats *stats, const struct protocol *protocol)
{
	for (size_t i = 0; i < STATS_PROTOCOLS_MAX; i++) {
		struct stats_protocol *at = &stats->protocols[i];
		const struct protocol *taken = atomic_load_explicit(
		    &at->protocol, memory_order_relaxed);

		if (taken == NULL)
			atomic_store_explicit(
			    &at->protocol, protocol, memory_order_release);
		if (taken == NULL || taken == protocol)
			return at;
	}
	return NULL;
}

/* Return the place that counts protocol's, or NULL if none came.  Any thread.
 */
static inline const struct stats_protocol *
stats_find_protocol(const struct stats *stats, const struct protocol *protocol)
{
	for (size_t i = 0; i < STATS_PROTOCOLS_MAX; i++) {
		if (atomic_load_explicit(&stats->protocols[i].protocol,
			memory_order_acquire) == protocol)
			return &stats->protocols[i];
	}
	return NULL;
}

/* Count a turn that took so long.  The owning worker's thread only. */
static inline void
stats_add_turn(struct stats *stats, uint64_t nanoseconds)
{
	static const uint64_t bounds[] = STATS_TURN_BOUNDS;
	size_t i = 0;

	while (i < STATS_TURN_BOUND_COUNT && nanoseconds > bounds[i])
		i++;
	stats_add_to(&stats->turns[i], 1);
	stats_add(stats, STAT_TURN_NS, nanoseconds);
}

/* Read a counter.  Any thread. */
static inline uint64_t
stats_read(const struct stats *stats, enum stat stat)
{
	return atomic_load_explicit(
	    &stats->counters[stat], memory_order_relaxed);
}

#endif
