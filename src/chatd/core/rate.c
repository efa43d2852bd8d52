/* SPDX-License-Identifier: MIT */
/*
 * A bucket holds what is in it and not how much room is left, so that a reload
 * may change its size and its leak at any time.
 */

#include "chatd/core/rate.h"

/* The parts that requests and bytes are counted in. */
#define RATE_PARTS 60000

_Static_assert((uint64_t)RATE_REQUESTS_MAX *RATE_PARTS <= UINT32_MAX,
    "the largest burst of requests fits its bucket");

/*
 * Whoever waits is looked at four times a second; with less room than the rate
 * makes meanwhile, some of it would be lost.
 */
#define RATE_LEAST_BURST_MS 250

/* Return how much fits. */
static uint64_t
rate_most(const struct rate *rate)
{
	uint64_t most = rate->burst * RATE_PARTS;
	uint64_t least = rate->per_minute * RATE_LEAST_BURST_MS;

	return most > least ? most : least;
}

/* Return what is left of level after so many milliseconds. */
static uint64_t
rate_leave(uint64_t level, const struct rate *rate, uint32_t elapsed_ms)
{
	/* Whatever was sent while there was no limit was allowed. */
	if (rate->per_minute == 0 || elapsed_ms > level / rate->per_minute)
		return 0;
	return level - elapsed_ms * rate->per_minute;
}

void
rate_let_out(
    struct rate_buckets *buckets, const struct rates *rates, uint32_t now_ms)
{
	uint32_t elapsed_ms = now_ms - buckets->at_ms;

	buckets->requests = (uint32_t)rate_leave(
	    buckets->requests, &rates->requests, elapsed_ms);
	buckets->bytes = rate_leave(buckets->bytes, &rates->bytes, elapsed_ms);
	buckets->at_ms = now_ms;
}

uint16_t
rate_requests(const struct rate_buckets *buckets, const struct rates *rates)
{
	uint64_t most = rate_most(&rates->requests);

	if (rates->requests.per_minute == 0)
		return RATE_REQUESTS_MAX;
	/* It may be fuller than that since a reload. */
	if (buckets->requests >= most)
		return 0;
	return (uint16_t)((most - buckets->requests) / RATE_PARTS);
}

bool
rate_takes_bytes(const struct rate_buckets *buckets, const struct rates *rates)
{
	return rates->bytes.per_minute == 0 ||
	       buckets->bytes < rate_most(&rates->bytes);
}

void
rate_put_requests(struct rate_buckets *buckets, uint16_t count)
{
	buckets->requests += (uint32_t)count * RATE_PARTS;
}

void
rate_put_bytes(struct rate_buckets *buckets, uint64_t count)
{
	buckets->bytes += count * RATE_PARTS;
}
