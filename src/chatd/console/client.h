/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_CLIENT_H
#define CHATD_CONSOLE_CLIENT_H

/*
 * The console's clients: reading their requests, and hanging up.  Main thread
 * only.
 */

#include <sys/types.h>

struct console;

/*
 * Serve the connected socket fd as a client of console, whose user is uid, or
 * -1 if nobody knows.  Return 0 and take fd; or -1 if there is no memory, and
 * leave it.
 */
int console_client_open(struct console *console, int fd, uid_t uid);

/* Hang up on all clients. */
void console_clients_close(struct console *console);

#endif
