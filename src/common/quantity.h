/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUANTITY_H
#define CHATD_QUANTITY_H

/*
 * Numbers with units as people write them: sizes ("64KiB", "1MiB", "512"),
 * durations ("30s", "250ms", "2min", "1h") and rates ("10/s", "32KiB/s",
 * "6/min").  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

/*
 * Parse a whole number of bytes: digits and an optional unit, B, KiB, MiB or
 * GiB, or kB, MB and GB, which count in thousands, with at most one blank
 * between them.  Return 0 and set *bytes_r, or -1 if text is not a size or does
 * not fit in 64 bits.
 */
int quantity_parse_size(const char *text, uint64_t *bytes_r);

/*
 * Parse a duration: digits and a unit, ms, s, min, h or d, with at most one
 * blank between them.  A bare number counts seconds.  Return 0 and set
 * *milliseconds_r, or -1 if text is not a duration or does not fit in 64 bits.
 */
int quantity_parse_duration(const char *text, uint64_t *milliseconds_r);

/*
 * Parse a rate of anything: digits, and "/s" or "/min"; or one of bytes: a size
 * and the same.  Without a slash it is one a second.  Return 0 and set
 * *per_minute_r, or -1 if text is not a rate or does not fit in 64 bits.
 */
int quantity_parse_rate(const char *text, uint64_t *per_minute_r);
int quantity_parse_byte_rate(const char *text, uint64_t *per_minute_r);

/*
 * Write a size or a duration to buffer, in the largest unit that shows it
 * exactly ("64KiB", "90s"); zero is "0", without a unit.  size is that of
 * buffer; 32 bytes hold every result.  Return buffer.
 */
const char *quantity_format_size(uint64_t bytes, char *buffer, size_t size);
const char *quantity_format_duration(
    uint64_t milliseconds, char *buffer, size_t size);

/* The same for a rate, a second where that is a whole number: "10/s". */
const char *quantity_format_rate(
    uint64_t per_minute, char *buffer, size_t size);
const char *quantity_format_byte_rate(
    uint64_t per_minute, char *buffer, size_t size);

#endif
