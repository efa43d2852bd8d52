/* SPDX-License-Identifier: MIT */
/*
 * The daemon's room_lists.h, as far as protocols use it, with two rooms; and
 * lists of members with ranks, which nobody has.
 */

#include "chatd/chat/room_lists.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "fuzz/fake_private.h"

void
chat_list_ranks(
    struct connection *connection, struct slice room, char separator)
{
	chat_list_room(connection, room, separator);
}

char *
room_lists_of_user(
    struct connection *connection, struct slice name, size_t *size_r)
{
	static const char list[] = "@+tea den";
	char *copy = malloc(sizeof(list));

	(void)connection;
	(void)name;
	fake_require(copy != NULL);
	memcpy(copy, list, sizeof(list));
	*size_r = sizeof(list) - 1;
	return copy;
}

/* The first and the last part have a room each. */
void
room_lists_visit(struct connection *connection, unsigned int part,
    room_lists_visit_cb *visit, void *argument)
{
	static const struct listed_room rooms[] = {
		{ SLICE("tea"), 2, SLICE("tea at four"), 1, 2 },
		{ SLICE("den"), 0, { NULL, 0 }, 0, UINT64_MAX },
	};

	(void)connection;
	fake_require(part < ROOMS_PARTS);
	if (part == 0 || part == ROOMS_PARTS - 1)
		visit(&rooms[part > 0], argument);
}

void
room_lists_visit_one(struct connection *connection, struct slice name,
    room_lists_visit_cb *visit, void *argument)
{
	const struct listed_room room = { .name = name, .members = 2 };

	if (known_has_room(connection, name))
		visit(&room, argument);
}
