/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_TOP_H
#define CHATD_CHATCTL_TOP_H

/*
 * chatctl top: the server and its busiest users on a terminal, every second.
 */

/*
 * Show what the chatd at descriptor fd reports, until the user types q or a
 * signal ends it; the terminal is then as it was before.  Return 0, or -1 with
 * errno as from chatd_ask().
 */
int top_run(int fd);

#endif
