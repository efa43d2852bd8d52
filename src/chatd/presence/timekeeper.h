/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TIMEKEEPER_H
#define CHATD_TIMEKEEPER_H

/*
 * Which worker keeps the time for all of them.
 *
 * What happens at intervals has an audience, and needs one clock as long as
 * there is any.  The office falls to the first worker that asks while it is
 * vacant.  Any thread; two counters, no lock.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct timekeeper {
	atomic_uint_fast64_t audience;
	atomic_uint worker; /* its index and 1; 0 = nobody keeps the time */
};

/* Somebody joins or leaves the audience. */
static inline void
timekeeper_join(struct timekeeper *timekeeper)
{
	atomic_fetch_add(&timekeeper->audience, 1);
}

static inline void
timekeeper_leave(struct timekeeper *timekeeper)
{
	atomic_fetch_sub(&timekeeper->audience, 1);
}

/* Say whether there is an audience. */
static inline bool
timekeeper_is_heard(const struct timekeeper *timekeeper)
{
	return atomic_load(&timekeeper->audience) > 0;
}

/*
 * Make worker the timekeeper if there is none and there is an audience.  Who
 * has joined the audience must ask, and who has resigned must ask again, so
 * that one of the two sees the other.
 */
static inline bool
timekeeper_take_office(struct timekeeper *timekeeper, unsigned int worker)
{
	unsigned int nobody = 0;

	return timekeeper_is_heard(timekeeper) &&
	       atomic_compare_exchange_strong(
		   &timekeeper->worker, &nobody, worker + 1);
}

/* The timekeeper gives up the office. */
static inline void
timekeeper_resign(struct timekeeper *timekeeper)
{
	atomic_store(&timekeeper->worker, 0);
}

#endif
