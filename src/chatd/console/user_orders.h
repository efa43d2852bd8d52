/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_USER_ORDERS_H
#define CHATD_CONSOLE_USER_ORDERS_H

/*
 * The requests of the console that concern users.  Each function is the
 * handler of a row in commands.c, and sees to it that client gets a reply, now
 * or later.  Main thread only.
 */

#include "common/slice.h"

/* How these requests are written. */
#define CONSOLE_KICK_USAGE "kick NAME|#NUMBER [REASON]"
#define CONSOLE_TELL_USAGE "tell NAME|# TEXT"

struct console_client;

/*
 * End the connection of a user, or the one that has this number in the log, and
 * tell the reason first, if one is given.
 */
void console_kick(struct console_client *client, struct slice arguments);

/* Send a text from the server to one user, or to all. */
void console_tell(struct console_client *client, struct slice arguments);

#endif
