/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_STATUS_REPORT_H
#define CHATD_CONSOLE_STATUS_REPORT_H

/*
 * The table of keys that says how the server is doing.  Main thread only.
 */

struct console_client;

/* Reply with a row for every key. */
void console_report_status(struct console_client *client);

#endif
