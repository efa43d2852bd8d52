/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RATE_H
#define CHATD_RATE_H

/*
 * How much a connection may send, and how much it has sent of late.
 *
 * There are two leaky buckets for a connection, one of requests and one of
 * bytes.  What it sends goes in, time lets it out again at the rate, and while
 * a bucket is full the connection has to wait.  Time is asked for only when
 * something is sent, so a bucket needs no timer, and an idle one costs nothing
 * but its 16 bytes.
 *
 * Times are milliseconds of any clock that does not go back, modulo 2^32.  A
 * connection that sends nothing for 49 days may find its buckets as full as it
 * left them, and never fuller.  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

/* Largest burst of requests, and the most that rate_requests() returns. */
#define RATE_REQUESTS_MAX UINT16_MAX

/* In place of a rate: chatd chooses it. */
#define RATE_AUTO UINT64_MAX

/* How fast a bucket leaks, and how much it holds. */
struct rate {
	uint64_t per_minute; /* 0: there is no limit */
	uint64_t burst; /* at least 1; what 250 ms let out, if that is more */
};

/* What every connection is held to. */
struct rates {
	struct rate requests; /* a burst of RATE_REQUESTS_MAX at most */
	struct rate bytes;
};

/*
 * What a connection has sent of late; all zero at first.  A 60,000th is what a
 * rate of one a minute lets out in a millisecond, so nothing is rounded.
 */
struct rate_buckets {
	uint64_t bytes;    /* in 60,000ths */
	uint32_t requests; /* in 60,000ths */
	uint32_t at_ms;    /* when they were as full as this */
};

/* Say whether there is any limit. */
static inline bool
rates_limit_anything(const struct rates *rates)
{
	return rates->requests.per_minute > 0 || rates->bytes.per_minute > 0;
}

/* Let out what has leaked up to now_ms. */
void rate_let_out(
    struct rate_buckets *buckets, const struct rates *rates, uint32_t now_ms);

/* Return how many more requests there is room for. */
uint16_t rate_requests(
    const struct rate_buckets *buckets, const struct rates *rates);

/*
 * Say whether there is room for bytes: one is enough for as many as come at
 * once, which then have to leak all the same.
 */
bool rate_takes_bytes(
    const struct rate_buckets *buckets, const struct rates *rates);

/* Put in requests, of which there is room for so many, or any bytes. */
void rate_put_requests(struct rate_buckets *buckets, uint16_t count);
void rate_put_bytes(struct rate_buckets *buckets, uint64_t count);

#endif
