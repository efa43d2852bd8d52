/* SPDX-License-Identifier: MIT */
#include "chatd/core/histogram.h"

#include "chatd/core/stats.h"

/* From a turn with next to nothing to do to one that everybody notices. */
static const uint64_t histogram_bounds_ns[] = { 100000, 500000, 1000000,
	5000000, 10000000, 50000000, 100000000, 500000000, 1000000000 };

_Static_assert(sizeof(histogram_bounds_ns) / sizeof(histogram_bounds_ns[0]) ==
		   HISTOGRAM_BOUNDS,
    "there is a bound for every class but the last");

void
histogram_add(struct histogram *histogram, uint64_t nanoseconds)
{
	size_t index = 0;

	while (index < HISTOGRAM_BOUNDS &&
	       nanoseconds > histogram_bounds_ns[index])
		index++;
	stats_add_to(&histogram->classes[index], 1);
	stats_add_to(&histogram->sum_ns, nanoseconds);
}

uint64_t
histogram_bound_ns(size_t index)
{
	return histogram_bounds_ns[index];
}

uint64_t
histogram_count(const struct histogram *histogram, size_t index)
{
	return atomic_load_explicit(
	    &histogram->classes[index], memory_order_relaxed);
}

uint64_t
histogram_sum_ns(const struct histogram *histogram)
{
	return atomic_load_explicit(&histogram->sum_ns, memory_order_relaxed);
}
