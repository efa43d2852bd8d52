/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_ROOM_REPORT_H
#define CHATD_CONSOLE_ROOM_REPORT_H

/*
 * The table of rooms, and all that holds in one of them.  Keys are not shown:
 * they are for members, and a table is easily passed on.  Main thread only.
 */

#include "common/slice.h"

struct console_client;

/* Reply with a row for every room, those with the most members first. */
void console_report_rooms(struct console_client *client);

/* Reply with what holds in the room of this name, or that there is none. */
void console_report_room(struct console_client *client, struct slice name);

#endif
