/* SPDX-License-Identifier: MIT */
/* Room: one sender, and a room of members who all hear him. */

#include <stddef.h>

#include "bench/generator.h"
#include "bench/loads/load.h"
#include "bench/talk.h"

static const char *
room_refuse(const struct options *options)
{
	if (!options->wire->has_rooms)
		return "the wire has no rooms";
	if (options->wire->one_room && options->idle > 0)
		return "those who are besides would be in the room";
	return NULL;
}

static void
room_shape(const struct generator *g, struct talk_shape *shape_r)
{
	shape_r->talkers = 1;
	shape_r->streams = 1;
	shape_r->inboxes = g->run->options->connections;
}

static const struct load room_load = {
	.name = "room",
	.summary = "one sender in a room whose members all hear him",
	.unit = "messages",
	.connections = 1000,
	.window = 1,
	.in_room = true,
	.one_thread = true,
	.warms_up = true,
	.refuse = room_refuse,
	.shape = room_shape,
	.count_clients = talk_count_clients,
	.set_up = talk_set_up,
	.change_phase = talk_change_phase,
	.end_turn = talk_end_turn,
	.tear_down = talk_tear_down,
};

const struct load *
load_room(void)
{
	return &room_load;
}
