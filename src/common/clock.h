/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLOCK_H
#define CHATD_CLOCK_H

/*
 * The clock that intervals are measured with.  It never jumps and never goes
 * back, whatever the operator does to the time of day; its zero means nothing.
 * The time of day is for what people and others are to read.  Any thread.
 */

#include <stdint.h>

#define CLOCK_NS_PER_MS UINT64_C(1000000)
#define CLOCK_NS_PER_S  UINT64_C(1000000000)

/* Return the time of CLOCK_MONOTONIC in nanoseconds. */
uint64_t clock_monotonic_ns(void);

/* Return the same time in milliseconds, rounded down. */
uint64_t clock_monotonic_ms(void);

/*
 * Return the time of CLOCK_BOOTTIME in nanoseconds: it goes on while the
 * machine sleeps, for what others do not wait with meanwhile.
 */
uint64_t clock_boot_ns(void);

/* Return the time of day in milliseconds since 1970. */
uint64_t clock_real_ms(void);

#endif
