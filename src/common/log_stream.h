/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOG_STREAM_H
#define CHATD_LOG_STREAM_H

/*
 * Standard error as the log (log.h) writes to it: whole lines, without waiting
 * for whoever reads them.  Any thread, but for log_stream_open().
 */

#include <stdbool.h>
#include <stddef.h>

/*
 * Find out how to write to standard error without waiting for its reader.  Call
 * this once, before there are threads; without it a write may wait.
 */
void log_stream_open(void);

/* Write a line if there is room for it, and say whether there was. */
bool log_stream_write(const char *line, size_t size);

/*
 * Wait for room, for a second at most, unless some line has waited in the last
 * minute; say whether this one has.
 */
bool log_stream_wait(void);

#endif
