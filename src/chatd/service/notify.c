/* SPDX-License-Identifier: MIT */
/*
 * A thin layer over sd_notify(3), so that no other file has to ask whether
 * libsystemd is there.  A manager that cannot be reached is worth a warning and
 * no more: people are served all the same.
 */

#include "chatd/service/notify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "common/clock.h"
#include "common/log.h"

/* More than "systemctl status" shows on a terminal. */
#define NOTIFY_STATUS_BYTES 256

/* The time that ending takes in addition to the time that was promised. */
#define NOTIFY_MARGIN_MS 10000

static void
notify_send(const char *state)
{
#ifdef HAVE_SYSTEMD
	int result = sd_notify(0, state);

	if (result < 0)
		log_warning("cannot tell the service manager \"%s\": %s", state,
		    strerror(-result));
#else
	(void)state;
#endif
}

void
notify_ready(void)
{
	notify_send("READY=1");
}

void
notify_reloading(void)
{
	char state[64];

	/* The time tells this reload from an earlier one; Type=notify-reload
	 * requires it. */
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	    clock_monotonic_ns() / 1000);
	notify_send(state);
}

void
notify_stopping(uint64_t within_ms)
{
	char state[64];

	/* The manager has a time limit of its own, which is longer or grows. */
	snprintf(state, sizeof(state),
	    "STOPPING=1\nEXTEND_TIMEOUT_USEC=%" PRIu64,
	    (within_ms + NOTIFY_MARGIN_MS) * 1000);
	notify_send(state);
}

void
notify_status(const char *format, ...)
{
	char status[NOTIFY_STATUS_BYTES];
	char state[sizeof("STATUS=") + NOTIFY_STATUS_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(status, sizeof(status), format, arguments);
	va_end(arguments);
	snprintf(state, sizeof(state), "STATUS=%s", status);
	notify_send(state);
}

void
notify_failed(const char *reason, int number)
{
	char state[sizeof("ERRNO=\nSTATUS=") + 16 + NOTIFY_STATUS_BYTES];

	if (number == 0) {
		notify_status("%s", reason);
		return;
	}
	snprintf(state, sizeof(state), "ERRNO=%d\nSTATUS=%s", number, reason);
	notify_send(state);
}

bool
notify_is_heard(void)
{
#ifdef HAVE_SYSTEMD
	return getenv("NOTIFY_SOCKET") != NULL;
#else
	return false;
#endif
}

uint64_t
notify_alive_interval(void)
{
	uint64_t interval_us = 0;

#ifdef HAVE_SYSTEMD
	if (sd_watchdog_enabled(0, &interval_us) <= 0)
		return 0;
#endif
	return interval_us;
}

void
notify_alive(void)
{
	notify_send("WATCHDOG=1");
}
