/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TIMEKEEPER_H
#define CHATD_TIMEKEEPER_H

/*
 * The office of the worker that keeps the time for all of them.
 *
 * What happens at intervals has an audience, and needs one clock for as long as
 * there is any.  The office falls to the first worker that asks for it while it
 * is vacant.  Any thread; two counters, no lock.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct timekeeper {
	atomic_uint_fast64_t audience;
	atomic_uint worker; /* its index plus 1; 0: the office is vacant */
};

/* Count one more in the audience. */
static inline void
timekeeper_join(struct timekeeper *timekeeper)
{
	atomic_fetch_add(&timekeeper->audience, 1);
}

/* Count one less in the audience. */
static inline void
timekeeper_leave(struct timekeeper *timekeeper)
{
	atomic_fetch_sub(&timekeeper->audience, 1);
}

/* Say whether there is any audience. */
static inline bool
timekeeper_is_heard(const struct timekeeper *timekeeper)
{
	return atomic_load(&timekeeper->audience) > 0;
}

/*
 * Make worker the timekeeper if the office is vacant and there is an audience;
 * return whether it was made that.  A worker must ask after each join, and
 * again after it has resigned: of two workers that do one of these each at the
 * same time, at least one then sees what the other did.
 */
static inline bool
timekeeper_take_office(struct timekeeper *timekeeper, unsigned int worker)
{
	unsigned int nobody = 0;

	return timekeeper_is_heard(timekeeper) &&
	       atomic_compare_exchange_strong(
		   &timekeeper->worker, &nobody, worker + 1);
}

/* Give up the office; for the timekeeper alone. */
static inline void
timekeeper_resign(struct timekeeper *timekeeper)
{
	atomic_store(&timekeeper->worker, 0);
}

#endif
