/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOG_RATE_H
#define CHATD_LOG_RATE_H

/*
 * Keeps what strangers can cause as often as they like from filling the log: it
 * gets one line, or a few, every 10 seconds at most, and the lines that are
 * left out are counted.
 *
 * Pure; whoever owns the value sees to it that one thread at a time uses it.
 */

#include <stdbool.h>
#include <stdint.h>

/* How long an interval is, in seconds. */
#define LOG_RATE_INTERVAL_S 10

/* All zero at first: the first line may be logged at once. */
struct log_rate {
	uint64_t next_ns;    /* of clock_monotonic_ns(): the interval's end */
	uint32_t lines;      /* allowed in this interval */
	uint32_t suppressed; /* lines left out, or UINT32_MAX if even more */
};

/*
 * Say whether a line may be logged at now_ns, which is in nanoseconds of
 * clock_monotonic_ns().  If so, the caller logs it, and *suppressed_r is how
 * many were left out since the line before, NULL where the caller does not want
 * to know; if not, this one is counted and *suppressed_r is left alone.
 */
bool log_rate_allows(
    struct log_rate *rate, uint64_t now_ns, uint64_t *suppressed_r);

/*
 * Do the same, but allow lines_max lines in an interval; *suppressed_r is how
 * many were left out in the interval before.
 */
bool log_rate_allows_some(struct log_rate *rate, uint32_t lines_max,
    uint64_t now_ns, uint64_t *suppressed_r);

/* Bytes that hold every result of log_rate_say_others(). */
#define LOG_RATE_OTHERS_BYTES 64

/*
 * Write what a line ends with if others were left out before it, such as
 * " (3 more since the last such line)", or nothing if none were, to buffer, of
 * LOG_RATE_OTHERS_BYTES; return buffer.
 */
const char *log_rate_say_others(uint64_t suppressed, char *buffer);

#endif
