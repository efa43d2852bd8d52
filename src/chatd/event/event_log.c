/* SPDX-License-Identifier: MIT */
/*
 * Without this libevent writes to standard error by itself: without a time, on
 * several lines of a thread or in the middle of another's, and at no level that
 * log_level knows.
 */

#include "chatd/event/event_log.h"

#include <stdint.h>
#include <stdlib.h>

#include <event2/event.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/log_rate.h"

/* Lines in an interval of struct log_rate. */
#define EVENT_LOG_LINES_MAX 10

static enum log_level
event_log_level(int severity)
{
	switch (severity) {
	case EVENT_LOG_DEBUG:
		return LOG_LEVEL_DEBUG;
	case EVENT_LOG_MSG:
		return LOG_LEVEL_INFO;
	case EVENT_LOG_WARN:
		return LOG_LEVEL_WARNING;
	default:
		return LOG_LEVEL_ERROR;
	}
}

static void
event_log_write_cb(int severity, const char *message)
{
	/* Every thread has an event_base, and libevent does not say which one
	 * it speaks of. */
	static _Thread_local struct log_rate rate;
	enum log_level level = event_log_level(severity);
	uint64_t suppressed = 0;

	if (!log_is_enabled(level))
		return;
	if (level != LOG_LEVEL_ERROR &&
	    !log_rate_allows_some(
		&rate, EVENT_LOG_LINES_MAX, clock_monotonic_ns(), &suppressed))
		return;
	if (suppressed > 0)
		log_at(level, "libevent: %llu lines were left out",
		    (unsigned long long)suppressed);
	log_at(level, "libevent: %s", message);
}

/* libevent must not go on, and it is a bug that it cannot. */
static void
event_log_fatal_cb(int error)
{
	log_error("libevent cannot go on (error %d): chatd aborts", error);
	abort();
}

void
event_log_open(void)
{
	event_set_log_callback(event_log_write_cb);
	event_set_fatal_callback(event_log_fatal_cb);
}
