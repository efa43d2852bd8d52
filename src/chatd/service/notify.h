/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NOTIFY_H
#define CHATD_NOTIFY_H

/*
 * What the service manager is told (sd_notify(3)).  Where there is none, or
 * chatd was built without libsystemd, these functions do nothing.  Main thread.
 */

#include <stdbool.h>
#include <stdint.h>

/* Every listener accepts. */
void notify_ready(void);

/* A reload begins; notify_ready() ends it, whatever came of it. */
void notify_reloading(void);

/* chatd drains and will exit, within so many milliseconds. */
void notify_stopping(uint64_t within_ms);

/* Show one line of text in "systemctl status".  It holds no newline. */
void notify_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Whether anybody listens to all this. */
bool notify_is_heard(void);

/*
 * How often the manager wants to hear notify_alive(), in microseconds; 0 is
 * never.
 */
uint64_t notify_alive_interval(void);

/* Every part of chatd does its work. */
void notify_alive(void);

#endif
