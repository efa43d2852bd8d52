/* SPDX-License-Identifier: MIT */
/*
 * A histogram of fixed size with a bounded relative error.
 *
 * Each power of two is divided into BUCKETS_PER_OCTAVE equal buckets.  A bucket
 * is thus never wider than 1/128 of the values in it, and its middle is never
 * further than 1/256 from any of them.  The idea is HdrHistogram's; precision
 * and range are fixed at compile time here, so that recording is a shift and an
 * addition.
 */

#include "bench/generator/histogram.h"

#include <stdlib.h>

#define OCTAVE_BITS        7
#define BUCKETS_PER_OCTAVE (1U << OCTAVE_BITS)
#define VALUE_BITS         40

/* In the first two octaves, values 0 to 255, each bucket is 1 wide. */
#define BUCKETS ((VALUE_BITS - OCTAVE_BITS + 1) * BUCKETS_PER_OCTAVE)

struct histogram {
	uint64_t count;
	uint64_t min; /* meaningless while count is 0 */
	uint64_t max;
	double sum;
	uint64_t buckets[BUCKETS];
};

/* Return how often a value must be halved for its bucket to be 1 wide. */
static unsigned int
histogram_shift(uint64_t value)
{
	if (value < 2 * BUCKETS_PER_OCTAVE)
		return 0;
	return 63U - (unsigned int)__builtin_clzll(value) - OCTAVE_BITS;
}

static size_t
histogram_bucket(uint64_t value)
{
	unsigned int shift = histogram_shift(value);

	return shift * BUCKETS_PER_OCTAVE + (size_t)(value >> shift);
}

/* Return the middle of a bucket: the inverse of histogram_bucket(). */
static uint64_t
histogram_value(size_t bucket)
{
	size_t shift;
	uint64_t low;

	if (bucket < 2 * BUCKETS_PER_OCTAVE)
		return bucket;
	shift = bucket / BUCKETS_PER_OCTAVE - 1;
	low = (uint64_t)(bucket - shift * BUCKETS_PER_OCTAVE) << shift;
	return low + (UINT64_C(1) << shift) / 2;
}

/* Keep the middle of a bucket within the values that were really seen. */
static uint64_t
histogram_clamp(const struct histogram *h, uint64_t value)
{
	if (value < h->min)
		return h->min;
	return value > h->max ? h->max : value;
}

struct histogram *
histogram_new(void)
{
	return calloc(1, sizeof(struct histogram));
}

void
histogram_free(struct histogram *h)
{
	free(h);
}

void
histogram_record(struct histogram *h, uint64_t value, uint64_t count)
{
	if (count == 0)
		return;
	if (value > HISTOGRAM_MAX)
		value = HISTOGRAM_MAX;
	if (h->count == 0 || value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	h->buckets[histogram_bucket(value)] += count;
	h->sum += (double)value * (double)count;
	h->count += count;
}

void
histogram_merge(struct histogram *h, const struct histogram *from)
{
	if (from->count == 0)
		return;
	if (h->count == 0 || from->min < h->min)
		h->min = from->min;
	if (from->max > h->max)
		h->max = from->max;
	for (size_t i = 0; i < BUCKETS; i++)
		h->buckets[i] += from->buckets[i];
	h->sum += from->sum;
	h->count += from->count;
}

uint64_t
histogram_count(const struct histogram *h)
{
	return h->count;
}

uint64_t
histogram_min(const struct histogram *h)
{
	return h->count > 0 ? h->min : 0;
}

uint64_t
histogram_max(const struct histogram *h)
{
	return h->max;
}

double
histogram_mean(const struct histogram *h)
{
	return h->count > 0 ? h->sum / (double)h->count : 0;
}

uint64_t
histogram_percentile(const struct histogram *h, double percent)
{
	double wanted = percent / 100 * (double)h->count;
	uint64_t seen = 0;

	if (h->count == 0 || percent <= 0)
		return histogram_min(h);
	if (percent >= 100)
		return h->max;
	for (size_t i = 0; i < BUCKETS; i++) {
		seen += h->buckets[i];
		if (h->buckets[i] > 0 && (double)seen >= wanted)
			return histogram_clamp(h, histogram_value(i));
	}
	return h->max;
}

void
histogram_walk(
    const struct histogram *h, histogram_step_fn *step, void *argument)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < BUCKETS; i++) {
		if (h->buckets[i] == 0)
			continue;
		seen += h->buckets[i];
		step(histogram_clamp(h, histogram_value(i)), seen, argument);
	}
}
