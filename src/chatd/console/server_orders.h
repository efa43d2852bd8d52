/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SERVER_ORDERS_H
#define CHATD_CONSOLE_SERVER_ORDERS_H

/*
 * The requests of the console that change the server.  Each function is the
 * handler of a row in commands.c, and sees to it that client gets a reply, now
 * or later.  Main thread only.
 */

#include "common/slice.h"

/* How these requests are written. */
#define CONSOLE_LOGLEVEL_USAGE "loglevel LEVEL"
#define CONSOLE_SET_USAGE      "set OPTION VALUE"

struct console_client;

/* Set an option until the next reload. */
void console_set(struct console_client *client, struct slice arguments);

/* Set the option log_level. */
void console_loglevel(struct console_client *client, struct slice arguments);

/* Read the configuration again, and forget what was set. */
void console_reload(struct console_client *client, struct slice arguments);

/* Begin to stop. */
void console_drain(struct console_client *client, struct slice arguments);

#endif
