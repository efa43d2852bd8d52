/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_ROOM_ORDERS_H
#define CHATD_CONSOLE_ROOM_ORDERS_H

/*
 * The requests of the console that concern rooms which are kept.  The function
 * is the handler of a row in commands.c.  Main thread only.
 */

#include "common/slice.h"

/* How these requests are written. */
#define CONSOLE_ROOM_USAGE "room owner NAME ACCOUNT | forget NAME"

struct console_client;

/* Give a room that is kept another owner, or keep it no longer. */
void console_room(struct console_client *client, struct slice arguments);

#endif
