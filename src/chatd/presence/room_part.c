/* SPDX-License-Identifier: MIT */
/*
 * An array, so that a walk is fast and may go on for several turns.
 */

#include "chatd/presence/room_part.h"

#include <stdlib.h>

#include "chatd/presence/room.h"

/* Closing fewer holes than this saves nothing that is worth the pass. */
#define ROOM_LEAST_HOLES 64

void
room_part_clear(struct room_part *part)
{
	free(part->members);
}

int
room_part_add(struct room_part *part, struct membership *membership)
{
	if (part->used == part->capacity) {
		size_t capacity = part->capacity > 0 ? part->capacity * 2 : 4;
		struct membership **members = realloc(
		    part->members, capacity * sizeof(*members));

		if (members == NULL)
			return -1;
		part->members = members;
		part->capacity = capacity;
	}
	membership->index = part->used;
	membership->joined = part->joins++;
	part->members[part->used++] = membership;
	part->count++;
	return 0;
}

static void
room_part_close_up(struct room_part *part)
{
	size_t kept = 0;

	for (size_t i = 0; i < part->used; i++) {
		struct membership *membership = part->members[i];

		if (membership == NULL)
			continue;
		membership->index = kept;
		part->members[kept++] = membership;
	}
	part->used = kept;
}

/* A walk relies on the places of those that it has yet to visit. */
static void
room_part_tidy(struct room_part *part)
{
	if (part->walkers == 0 &&
	    part->used - part->count > part->count + ROOM_LEAST_HOLES)
		room_part_close_up(part);
}

void
room_part_remove(struct room_part *part, struct membership *membership)
{
	part->members[membership->index] = NULL;
	part->count--;
	room_part_tidy(part);
}

void
room_part_begin_walk(struct room_part *part)
{
	part->walkers++;
}

void
room_part_end_walk(struct room_part *part)
{
	part->walkers--;
	room_part_tidy(part);
}

struct membership *
room_part_next(const struct room_part *part, size_t *place)
{
	while (*place < part->used) {
		struct membership *member = part->members[(*place)++];

		if (member != NULL)
			return member;
	}
	return NULL;
}
