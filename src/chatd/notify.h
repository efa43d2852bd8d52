/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NOTIFY_H
#define CHATD_NOTIFY_H

/*
 * What the service manager is told (sd_notify(3)).  Where there is none, or
 * chatd was built without libsystemd, these functions do nothing.  Main thread.
 */

/* Every listener accepts. */
void notify_ready(void);

/* A reload begins; notify_ready() ends it, whatever came of it. */
void notify_reloading(void);

/* chatd drains and will exit. */
void notify_stopping(void);

/* Show one line of text in "systemctl status".  It holds no newline. */
void notify_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
