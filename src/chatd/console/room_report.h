/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_ROOM_REPORT_H
#define CHATD_CONSOLE_ROOM_REPORT_H

/*
 * The table of rooms.  Main thread only.
 */

struct console_client;

/* Reply with a row for every room, those with the most members first. */
void console_report_rooms(struct console_client *client);

#endif
