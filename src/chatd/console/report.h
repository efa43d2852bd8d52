/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_REPORT_H
#define CHATD_CONSOLE_REPORT_H

/*
 * Tables of connections.  Each worker fills in its part on its own thread, and
 * the client gets all of it, in order of worker, when the last has answered.
 * Main thread only.
 */

struct console_client;

/* Reply with a row for everybody who has a name. */
void console_report_users(struct console_client *client);

/* Reply with a row for every connection; one without a name is called "-". */
void console_report_connections(struct console_client *client);

#endif
