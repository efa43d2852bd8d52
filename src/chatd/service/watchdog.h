/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WATCHDOG_H
#define CHATD_WATCHDOG_H

/*
 * Tells the service manager that chatd is alive, for as long as that is true:
 * each time, and only when, every thread has taken a turn of its loop.
 * Main thread.
 */

#include <stdint.h>

struct event_base;
struct mailbox;
struct watchdog;

/*
 * Make the watchdog of the count workers that own these mailboxes; home is the
 * main thread's, which runs base.  All are borrowed, and home must be freed
 * after the watchdog.  The manager wants to hear from it every interval_us
 * microseconds.  Return NULL with errno set.
 */
struct watchdog *watchdog_new(struct event_base *base, struct mailbox *home,
    struct mailbox **mailboxes, unsigned int count, uint64_t interval_us);

/* Begin; the workers' threads run.  Return 0, or -1 (no memory). */
int watchdog_start(struct watchdog *watchdog);

/* NULL is allowed.  The workers' threads have ended. */
void watchdog_free(struct watchdog *watchdog);

#endif
