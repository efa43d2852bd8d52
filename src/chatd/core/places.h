/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PLACES_H
#define CHATD_PLACES_H

/*
 * A number of places, of which each is taken by one thing at most: by users,
 * rooms, or connections.  Any thread; there are counters and no lock.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct places {
	atomic_uint_fast64_t taken;
	atomic_uint_fast64_t peak; /* the most that were taken at one time */
	atomic_uint_fast64_t most;
};

/* Let this many be taken from now on; those that are taken stay. */
static inline void
places_set_most(struct places *places, uint64_t most)
{
	atomic_store_explicit(&places->most, most, memory_order_relaxed);
}

/* Begin with none taken. */
static inline void
places_init(struct places *places, uint64_t most)
{
	atomic_init(&places->taken, 0);
	atomic_init(&places->peak, 0);
	atomic_init(&places->most, most);
}

/* Note that this many are taken. */
static inline void
places_note_peak(struct places *places, uint64_t taken)
{
	uint64_t peak = atomic_load_explicit(
	    &places->peak, memory_order_relaxed);

	while (taken > peak &&
	       !atomic_compare_exchange_weak(&places->peak, &peak, taken))
		continue;
}

/*
 * Take a place, and return true, if there is one.  Of those who want the last
 * one at the same time exactly one gets it.
 */
static inline bool
places_take(struct places *places)
{
	uint64_t taken = atomic_load(&places->taken);

	do {
		if (taken >= atomic_load(&places->most))
			return false;
	} while (
	    !atomic_compare_exchange_weak(&places->taken, &taken, taken + 1));
	places_note_peak(places, taken + 1);
	return true;
}

/* Give back a place that was taken. */
static inline void
places_give(struct places *places)
{
	atomic_fetch_sub(&places->taken, 1);
}

/* Return how many are taken. */
static inline uint64_t
places_taken(const struct places *places)
{
	return atomic_load(&places->taken);
}

/* Return how many were taken when the most were. */
static inline uint64_t
places_peak(const struct places *places)
{
	return atomic_load_explicit(&places->peak, memory_order_relaxed);
}

#endif
