/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_TOP_H
#define CHATD_CHATCTL_TOP_H

/*
 * chatctl top: the server and its busiest users on a terminal, once a second.
 */

/*
 * Show what the console at descriptor fd tells, until the user types q or a
 * signal ends it; the terminal is then as it was.  Return 0, or -1 with errno
 * set as by console_ask().
 */
int top_run(int fd);

#endif
