/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WATCHDOG_H
#define CHATD_WATCHDOG_H

/*
 * Tells the service manager that chatd is alive, as long as that is true: each
 * time that every thread has taken a turn of its loop, and at no other time.
 * Main thread.
 */

#include <stdint.h>

struct event_base;
struct mailbox;
struct watchdog;

/*
 * Make the watchdog of the workers that own these count mailboxes.  home is the
 * mailbox of the main thread, which runs base.  All are borrowed, and home must
 * be freed after the watchdog.  The manager wants to hear from chatd every
 * interval_us microseconds.  Return NULL with errno set on failure.
 */
struct watchdog *watchdog_new(struct event_base *base, struct mailbox *home,
    struct mailbox **mailboxes, unsigned int count, uint64_t interval_us);

/*
 * Begin to watch; the workers' threads must run.  Return 0, or -1 if there is
 * no memory.
 */
int watchdog_start(struct watchdog *watchdog);

/* Free watchdog, when the workers' threads have ended; NULL is allowed. */
void watchdog_free(struct watchdog *watchdog);

#endif
