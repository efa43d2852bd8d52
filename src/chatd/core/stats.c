/* SPDX-License-Identifier: MIT */
/*
 * What is counted less often than for each message.
 */

#include "chatd/core/stats.h"

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
