/* SPDX-License-Identifier: MIT */
#include "chatd/core/durations.h"

#include "chatd/core/stats.h"

/* From a turn with next to nothing to do to one that everybody notices. */
static const uint64_t durations_bounds_ns[] = { 100000, 500000, 1000000,
	5000000, 10000000, 50000000, 100000000, 500000000, 1000000000 };

_Static_assert(sizeof(durations_bounds_ns) / sizeof(durations_bounds_ns[0]) ==
		   DURATIONS_BOUNDS,
    "there is a bound for every class but the last");

void
durations_add(struct durations *durations, uint64_t nanoseconds)
{
	size_t index = 0;

	while (index < DURATIONS_BOUNDS &&
	       nanoseconds > durations_bounds_ns[index])
		index++;
	stats_add_to(&durations->classes[index], 1);
	stats_add_to(&durations->sum_ns, nanoseconds);
}

uint64_t
durations_bound_ns(size_t index)
{
	return durations_bounds_ns[index];
}

uint64_t
durations_count(const struct durations *durations, size_t index)
{
	return atomic_load_explicit(
	    &durations->classes[index], memory_order_relaxed);
}

uint64_t
durations_sum_ns(const struct durations *durations)
{
	return atomic_load_explicit(&durations->sum_ns, memory_order_relaxed);
}
