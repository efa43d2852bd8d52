/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MOMENT_H
#define CHATD_MOMENT_H

/*
 * Moments of the calendar, in seconds since 1970 and as people write them, in
 * UTC: "2027-01-31T18:30:00Z".  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/slice.h"

/* Bytes that hold every result of moment_format(). */
#define MOMENT_TEXT_BYTES 24

/* The first moment that cannot be written: the year 10000 begins. */
#define MOMENT_END INT64_C(253402300800)

/*
 * Read a date, or a date and a time, to the minute or the second, with "Z" or
 * without.  Return false if text is none.
 */
bool moment_parse(struct slice text, int64_t *moment_r);

/*
 * Write moment, which is not negative and before MOMENT_END, to buffer, of
 * MOMENT_TEXT_BYTES; return buffer.
 */
const char *moment_format(int64_t moment, char *buffer);

/* The same to the minute and for a sentence: "2027-01-31 18:30 UTC". */
const char *moment_say(int64_t moment, char *buffer);

#endif
