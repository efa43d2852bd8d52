/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HISTOGRAM_H
#define CHATD_HISTOGRAM_H

/*
 * How long things took, counted in classes whose bounds are always the same.
 *
 * One thread adds, without a lock; any thread may read.  All zero is empty.
 */

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* So many classes have an upper bound; one more has what is longer. */
#define HISTOGRAM_BOUNDS 9

struct histogram {
	atomic_uint_fast64_t classes[HISTOGRAM_BOUNDS + 1];
	atomic_uint_fast64_t sum_ns;
};

/* Count something that took this long.  The thread that adds. */
void histogram_add(struct histogram *histogram, uint64_t nanoseconds);

/*
 * Return the upper bound in nanoseconds of the class at index, which is less
 * than HISTOGRAM_BOUNDS.
 */
uint64_t histogram_bound_ns(size_t index);

/*
 * Return how many were of the class at index, which is HISTOGRAM_BOUNDS for
 * those that are longer than any bound.  Any thread.
 */
uint64_t histogram_count(const struct histogram *histogram, size_t index);

/* Return how long all of them took together.  Any thread. */
uint64_t histogram_sum_ns(const struct histogram *histogram);

#endif
