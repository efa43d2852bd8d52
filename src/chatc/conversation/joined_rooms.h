/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_JOINED_ROOMS_H
#define CHATD_CHATC_JOINED_ROOMS_H

/*
 * The rooms that the user is in, in the order in which they were joined.  The
 * server bounds how many these can be.  Pure.
 */

#include <stdbool.h>

#include "chatc/codecs/buffer.h"
#include "common/slice.h"

/* All zero when there are none. */
struct joined_rooms {
	struct buffer list; /* names with their '#', a comma behind each */
};

/* Free what is held, and be in no room. */
void joined_rooms_clear(struct joined_rooms *rooms);

/* Say whether room is among them. */
bool joined_rooms_has(const struct joined_rooms *rooms, struct slice room);

/* Add room, if it is not there; remove it, if it is. */
void joined_rooms_add(struct joined_rooms *rooms, struct slice room);
void joined_rooms_remove(struct joined_rooms *rooms, struct slice room);

/* Return them all, for codec_next_name(); borrowed until the next change. */
struct slice joined_rooms_list(const struct joined_rooms *rooms);

#endif
