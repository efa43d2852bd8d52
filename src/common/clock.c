/* SPDX-License-Identifier: MIT */
/*
 * Linux never refuses CLOCK_MONOTONIC, and reads it without a system call; so
 * neither function can fail.
 */

#include "common/clock.h"

#include <time.h>

uint64_t
clock_monotonic_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * CLOCK_NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t
clock_monotonic_ms(void)
{
	return clock_monotonic_ns() / CLOCK_NS_PER_MS;
}
