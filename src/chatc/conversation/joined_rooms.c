/* SPDX-License-Identifier: MIT */
/* The rooms that the user is in, as the list that a server would write. */

#include "chatc/conversation/joined_rooms.h"

#include <string.h>

#include "chatc/codecs/codec.h"

/* Find room in the list.  Return false if it is not there. */
static bool
joined_rooms_find(
    const struct joined_rooms *rooms, struct slice room, struct slice *found_r)
{
	struct slice rest = buffer_slice(&rooms->list);

	while (codec_next_name(&rest, found_r))
		if (slice_equals(*found_r, room))
			return true;
	return false;
}

void
joined_rooms_clear(struct joined_rooms *rooms)
{
	buffer_clear(&rooms->list);
}

bool
joined_rooms_has(const struct joined_rooms *rooms, struct slice room)
{
	struct slice found;

	return joined_rooms_find(rooms, room, &found);
}

void
joined_rooms_add(struct joined_rooms *rooms, struct slice room)
{
	if (room.size == 0 || joined_rooms_has(rooms, room))
		return;
	buffer_append_slice(&rooms->list, room);
	buffer_append_text(&rooms->list, ",");
}

void
joined_rooms_remove(struct joined_rooms *rooms, struct slice room)
{
	struct buffer others = { 0 };
	struct slice found, rest;

	if (!joined_rooms_find(rooms, room, &found))
		return;
	rest = buffer_slice(&rooms->list);
	buffer_append(&others, rest.bytes, (size_t)(found.bytes - rest.bytes));
	rest.bytes = found.bytes + found.size + strlen(",");
	rest.size -= others.size + found.size + strlen(",");
	buffer_append_slice(&others, rest);
	buffer_clear(&rooms->list);
	rooms->list = others;
}

struct slice
joined_rooms_list(const struct joined_rooms *rooms)
{
	return buffer_slice(&rooms->list);
}
