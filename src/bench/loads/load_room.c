/* SPDX-License-Identifier: MIT */
/* The load room: one sender, and a room whose members all hear it. */

#include <stddef.h>

#include "bench/generator/generator.h"
#include "bench/loads/loads.h"
#include "bench/talk/talk.h"
#include "bench/wires/wire.h"

static const char *
room_refuse(const struct plan *plan)
{
	if (!plan->wire->has_rooms)
		return "the wire has no rooms";
	if (plan->wire->one_room && plan->idle > 0)
		return "on this wire the idle users would be in the room too";
	return NULL;
}

static void
room_shape(const struct generator *g, struct talk_shape *shape_r)
{
	shape_r->talkers = 1;
	shape_r->streams = 1;
	shape_r->inboxes = g->run->plan->connections;
}

static const struct load room_load = {
	.name = "room",
	.summary = "one sender in a room whose members all hear it",
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
