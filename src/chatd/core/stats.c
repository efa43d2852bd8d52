/* SPDX-License-Identifier: MIT */
/*
 * What is counted less often than for each message.
 */

#include "chatd/core/stats.h"

/* From a turn with next to nothing to do to one that everybody notices. */
static const uint64_t stats_bounds_ns[] = { 100000, 500000, 1000000, 5000000,
	10000000, 50000000, 100000000, 500000000, 1000000000 };

_Static_assert(
    sizeof(stats_bounds_ns) / sizeof(stats_bounds_ns[0]) == STATS_TURN_BOUNDS,
    "there is a bound for every class but the last");

struct stats_protocol *
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

const struct stats_protocol *
stats_find_protocol(const struct stats *stats, const struct protocol *protocol)
{
	for (size_t i = 0; i < STATS_PROTOCOLS_MAX; i++) {
		if (atomic_load_explicit(&stats->protocols[i].protocol,
			memory_order_acquire) == protocol)
			return &stats->protocols[i];
	}
	return NULL;
}

void
stats_add_turn(struct stats *stats, uint64_t nanoseconds)
{
	size_t index = 0;

	while (
	    index < STATS_TURN_BOUNDS && nanoseconds > stats_bounds_ns[index])
		index++;
	stats_add_to(&stats->turns[index], 1);
	stats_add(stats, STAT_TURN_NS, nanoseconds);
}

uint64_t
stats_turn_bound_ns(size_t index)
{
	return stats_bounds_ns[index];
}

uint64_t
stats_turns(const struct stats *stats, size_t index)
{
	return atomic_load_explicit(&stats->turns[index], memory_order_relaxed);
}
