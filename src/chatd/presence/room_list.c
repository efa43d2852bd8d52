/* SPDX-License-Identifier: MIT */
/*
 * What the list of a room's members is when it is looked at.  A rank may change
 * while a list is made: each member has the one or the other in it.
 */

#include "chatd/presence/room_list.h"

#include "chatd/presence/room_private.h"
#include "common/container.h"

static size_t
room_list_marks_cb(
    const struct roster_entry *entry, char marks[ROSTER_MARKS_MAX_BYTES])
{
	const struct membership *membership = container_of(
	    entry, const struct membership, entry);
	size_t count = 0;

	if (membership_has_rank(membership, ROOM_OPERATOR))
		marks[count++] = ROOM_OPERATOR_MARK;
	if (membership_has_rank(membership, ROOM_VOICE))
		marks[count++] = ROOM_VOICE_MARK;
	return count;
}

static char *
room_list_with(
    struct room *room, char separator, roster_marks_cb *marks, size_t *size_r)
{
	const struct roster_form form = { .separator = separator,
		.marks = marks };
	uint64_t version;

	return roster_list(room->roster, &form, size_r, &version);
}

char *
room_list(struct room *room, char separator, size_t *size_r)
{
	return room_list_with(room, separator, NULL, size_r);
}

char *
room_list_ranked(struct room *room, char separator, size_t *size_r)
{
	return room_list_with(room, separator, room_list_marks_cb, size_r);
}

size_t
room_count_listed(struct room *room)
{
	return roster_count(room->roster);
}
