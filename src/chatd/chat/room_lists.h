/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_LISTS_H
#define CHATD_ROOM_LISTS_H

/*
 * What is shown of rooms to those who need not be in them.  Worker's thread
 * only.
 *
 * Nothing is kept for the list of all rooms: whoever asks for it gets it in
 * parts, each of which is looked at when it is asked for, and is charged for it
 * (charging.h).  So it takes as many turns as it has to, and the memory that
 * one part takes: of 16,384 rooms, a part has about 32.  A protocol asks for
 * the next part when its connection takes input again.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/room.h"
#include "common/slice.h"

struct connection;

/* What lists show of a room.  All of it is borrowed. */
struct listed_room {
	struct slice name;
	size_t members;        /* that have names, on all nodes */
	struct slice topic;    /* empty: there is none */
	uint64_t topic_time_s; /* since 1970: when it was set; 0: there is none,
				  or nobody knows */
	uint64_t made_s;       /* since 1970: when the room was made here */
};

typedef void room_lists_visit_cb(
    const struct listed_room *room, void *argument);

/*
 * Call visit for each room of one part of the list of all rooms, from 0 to
 * ROOMS_PARTS - 1, in no order, for connection, which is charged for it.  It
 * ends if there is no memory, and visit may end it, too.
 */
void room_lists_visit(struct connection *connection, unsigned int part,
    room_lists_visit_cb *visit, void *argument);

/* Do the same for the room called name, if there is one that lists show. */
void room_lists_visit_one(struct connection *connection, struct slice name,
    room_lists_visit_cb *visit, void *argument);

/*
 * Return the rooms that the user called name is in, on any node, as far as the
 * connection may see them: with the marks of their ranks in front, and a blank
 * between two, in memory that the caller frees; *size_r is its length.  The
 * connection is charged for it.  Return NULL if there is no memory.
 */
char *room_lists_of_user(
    struct connection *connection, struct slice name, size_t *size_r);

#endif
