/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NOTIFY_H
#define CHATD_NOTIFY_H

/*
 * What the service manager is told (sd_notify(3)).  Where there is none, or
 * chatd was built without libsystemd, these functions do nothing.  Main thread,
 * unless it says otherwise.
 */

#include <stdbool.h>
#include <stdint.h>

/* Say that every listener accepts. */
void notify_ready(void);

/* Say that a reload begins; notify_ready() ends it, whatever came of it. */
void notify_reloading(void);

/* Say that chatd drains, and exits within this many milliseconds. */
void notify_stopping(uint64_t within_ms);

/*
 * Show a line of text in "systemctl status", formatted as by printf(3).  It
 * must hold no newline.  Any thread.
 */
void notify_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/*
 * Say that chatd cannot start, for this reason, a line of text without a
 * newline; number is the errno that goes with it, or 0.
 */
void notify_failed(const char *reason, int number);

/* Say whether there is a manager that is told all this. */
bool notify_is_heard(void);

/*
 * Return the longest time between two calls of notify_alive() that the manager
 * accepts, in microseconds; 0 if it wants none.
 */
uint64_t notify_alive_interval(void);

/* Say that every part of chatd does its work. */
void notify_alive(void);

#endif
