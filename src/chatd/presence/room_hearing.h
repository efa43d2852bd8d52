/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_HEARING_H
#define CHATD_ROOM_HEARING_H

/*
 * Who may speak in a room.  That of members costs nothing where the room asks
 * nothing of them, because each line said there asks.  Any thread.
 */

#include "common/slice.h"

struct membership;
struct room;

enum room_hearing {
	ROOM_HEARS,
	ROOM_HEARS_MEMBERS, /* and this is none */
	ROOM_HEARS_RANKS,   /* operators and voices alone */
	ROOM_SILENCES,      /* them, who are banned */
};

/* Say whether the room hears the member. */
enum room_hearing room_hears(const struct membership *membership);

/*
 * Say whether room, which the caller holds, hears the user called name, who is
 * not in it.
 */
enum room_hearing room_hears_outside(struct room *room, struct slice name);

#endif
