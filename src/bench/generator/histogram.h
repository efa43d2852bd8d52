/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_HISTOGRAM_H
#define CHATD_BENCH_HISTOGRAM_H

/*
 * Count values, here nanoseconds, so that percentiles can be read from them.
 *
 * The error is bounded.  Below 256 every value has a bucket of its own; above
 * that, a value that is read back differs from the one that was recorded by at
 * most 1/256.  Minimum, maximum and mean are exact.  A value over HISTOGRAM_MAX
 * counts as HISTOGRAM_MAX.  A histogram belongs to one thread at a time.
 */

#include <stddef.h>
#include <stdint.h>

/* 2^40 - 1: in nanoseconds, 18 minutes. */
#define HISTOGRAM_MAX ((UINT64_C(1) << 40) - 1)

struct histogram;

/* Return an empty histogram for histogram_free(), or NULL with errno. */
struct histogram *histogram_new(void);

/* Free h; NULL is allowed. */
void histogram_free(struct histogram *h);

/* Count value as if it had been seen count times. */
void histogram_record(struct histogram *h, uint64_t value, uint64_t count);

/* Add everything that from has counted to h; from is left as it is. */
void histogram_merge(struct histogram *h, const struct histogram *from);

/* Return how many values were counted. */
uint64_t histogram_count(const struct histogram *h);

/* Return the exact minimum, maximum or mean; 0 if nothing was counted. */
uint64_t histogram_min(const struct histogram *h);
uint64_t histogram_max(const struct histogram *h);
double histogram_mean(const struct histogram *h);

/*
 * Return the smallest value that at least percent of all values do not exceed;
 * 0 percent is the minimum, 100 the maximum.  Return 0 if nothing was counted.
 */
uint64_t histogram_percentile(const struct histogram *h, double percent);

/* Take one step of a walk: below_or_at of all values are at most value. */
typedef void histogram_step_fn(
    uint64_t value, uint64_t below_or_at, void *argument);

/* Call step for each bucket that is not empty, from small to large. */
void histogram_walk(
    const struct histogram *h, histogram_step_fn *step, void *argument);

#endif
