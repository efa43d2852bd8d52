/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_LIST_H
#define CHATD_ROOM_LIST_H

/*
 * Who is in a room, as text and as a number.  Any thread; the list of the
 * members is locked while it is copied.
 */

#include <stddef.h>

struct room;

/*
 * Return the names of all members in order of joining, with separator between
 * two, in memory that the caller frees; *size_r is its length.  Return NULL if
 * there is no memory.
 */
char *room_list(struct room *room, char separator, size_t *size_r);

/* What stands in front of a name, in this order; no name begins with either. */
#define ROOM_OPERATOR_MARK '@'
#define ROOM_VOICE_MARK    '+'

/* The same, with the marks of the ranks that each member has. */
char *room_list_ranked(struct room *room, char separator, size_t *size_r);

/* Return how many members are in these lists. */
size_t room_count_listed(struct room *room);

#endif
