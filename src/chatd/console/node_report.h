/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_NODE_REPORT_H
#define CHATD_CONSOLE_NODE_REPORT_H

/* The table of the nodes of the cluster.  Main thread only. */

struct console_client;

/* Reply with the table, or that there is no cluster. */
void console_report_nodes(struct console_client *client);

#endif
