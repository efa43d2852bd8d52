/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_PART_H
#define CHATD_ROOM_PART_H

/*
 * The members of a room that are on one worker; only that worker touches them.
 *
 * They lie in the order in which they have joined.  A member that leaves is
 * replaced by a hole, and holes are closed up when nobody walks.
 */

#include <stddef.h>
#include <stdint.h>

struct membership;
struct room_backlog;

/* All zero is a part without members. */
struct room_part {
	struct membership **members; /* with a hole for each that has left */
	size_t used;
	size_t capacity;
	size_t count;
	uint64_t joins;       /* that there have been */
	unsigned int walkers; /* how many walks are under way */
	struct room_backlog *backlog;
};

/* Free what a part without members still has. */
void room_part_clear(struct room_part *part);

/* Add membership as the last.  Return 0, or -1 if there is no memory. */
int room_part_add(struct room_part *part, struct membership *membership);

/* Take membership, which is in it, out. */
void room_part_remove(struct room_part *part, struct membership *membership);

/* Between these two the members keep their places. */
void room_part_begin_walk(struct room_part *part);
void room_part_end_walk(struct room_part *part);

/*
 * Return the first member at *place, or after it, and move *place past it; NULL
 * after the last.
 */
struct membership *room_part_next(const struct room_part *part, size_t *place);

#endif
