/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DURATIONS_H
#define CHATD_DURATIONS_H

/*
 * How long things took, counted in classes whose bounds are always the same.
 *
 * One thread adds, without a lock; any thread may read.  All zero is empty.
 */

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* So many classes have an upper bound; one more has what is longer. */
#define DURATIONS_BOUNDS 9

struct durations {
	atomic_uint_fast64_t classes[DURATIONS_BOUNDS + 1];
	atomic_uint_fast64_t sum_ns;
};

/* Count something that took this long.  The thread that adds. */
void durations_add(struct durations *durations, uint64_t nanoseconds);

/*
 * Return the upper bound in nanoseconds of the class at index, which is less
 * than DURATIONS_BOUNDS.
 */
uint64_t durations_bound_ns(size_t index);

/*
 * Return how many were of the class at index, which is DURATIONS_BOUNDS for
 * those that are longer than any bound.  Any thread.
 */
uint64_t durations_count(const struct durations *durations, size_t index);

/* Return how long all of them took together.  Any thread. */
uint64_t durations_sum_ns(const struct durations *durations);

#endif
