/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/engine/claim_counts.h"

#include "chatd/core/stats.h"

void
claim_counts_add(struct claim_counts *counts, enum claim_outcome outcome,
    uint64_t nanoseconds)
{
	stats_add_to(&counts->outcomes[outcome], 1);
	durations_add(&counts->waits, nanoseconds);
}

uint64_t
claim_counts_read(const struct claim_counts *counts, enum claim_outcome outcome)
{
	return atomic_load_explicit(
	    &counts->outcomes[outcome], memory_order_relaxed);
}
