/* SPDX-License-Identifier: MIT */
/*
 * A thin layer over sd_notify(3), so that no other file asks whether libsystemd
 * is there.  A manager that cannot be reached is worth a warning and no more:
 * people are served all the same.
 */

#include "chatd/notify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "common/log.h"

/* More than a terminal shows of it. */
#define NOTIFY_STATUS_BYTES 256

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
	struct timespec now;
	uint64_t now_us;

	/* Tells this reload from an earlier one; required by
	 * Type=notify-reload. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	now_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	    now_us);
	notify_send(state);
}

void
notify_stopping(void)
{
	notify_send("STOPPING=1");
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
