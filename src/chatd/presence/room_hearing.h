/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_HEARING_H
#define CHATD_ROOM_HEARING_H

/*
 * Who may speak in a room.  That of members costs nothing where the room asks
 * nothing of them, because each line said there asks.  Any thread.
 */

#include <stdbool.h>
#include <stddef.h>

struct membership;
struct room;
struct room_person;

enum room_hearing {
	ROOM_HEARS,
	ROOM_HEARS_MEMBERS,  /* and this is none */
	ROOM_HEARS_RANKS,    /* operators and voices alone */
	ROOM_HEARS_UNBANNED, /* them, unless room_silences() says otherwise */
};

/* Say whether the room hears the member. */
enum room_hearing room_hears(const struct membership *membership);

/* Say whether room, which the caller holds, hears those who are not in it. */
enum room_hearing room_hears_outside(struct room *room);

/*
 * Say whether the room has banned person; set *looked_r to how many bytes of
 * masks they were compared with.
 */
bool room_silences(
    struct room *room, const struct room_person *person, size_t *looked_r);

#endif
