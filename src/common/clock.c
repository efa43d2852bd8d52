/* SPDX-License-Identifier: MIT */
/*
 * Linux never refuses these clocks, and reads them without a system call; so no
 * function can fail.
 */

#include "common/clock.h"

#include <time.h>

static uint64_t
clock_read_ns(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * CLOCK_NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t
clock_monotonic_ns(void)
{
	return clock_read_ns(CLOCK_MONOTONIC);
}

uint64_t
clock_boot_ns(void)
{
	return clock_read_ns(CLOCK_BOOTTIME);
}

uint64_t
clock_real_ms(void)
{
	return clock_read_ns(CLOCK_REALTIME) / CLOCK_NS_PER_MS;
}

uint64_t
clock_monotonic_ms(void)
{
	return clock_monotonic_ns() / CLOCK_NS_PER_MS;
}
