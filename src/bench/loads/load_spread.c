/* SPDX-License-Identifier: MIT */
/* The load spread: one sender writes to many receivers in turn. */

#include <stddef.h>

#include "bench/generator/generator.h"
#include "bench/loads/loads.h"
#include "bench/talk/talk.h"
#include "bench/wires/wire.h"

static const char *
spread_refuse(const struct plan *plan)
{
	return plan->wire->delivers ? NULL : "the wire delivers to nobody";
}

static void
spread_shape(const struct generator *g, struct talk_shape *shape_r)
{
	shape_r->talkers = 1;
	shape_r->streams = g->run->plan->connections;
	shape_r->inboxes = 1;
}

static const struct load spread_load = {
	.name = "spread",
	.summary = "one sender that writes to many receivers in turn",
	.unit = "messages",
	.connections = 1000,
	.window = 64,
	.one_thread = true,
	.warms_up = true,
	.refuse = spread_refuse,
	.shape = spread_shape,
	.count_clients = talk_count_clients,
	.set_up = talk_set_up,
	.change_phase = talk_change_phase,
	.end_turn = talk_end_turn,
	.tear_down = talk_tear_down,
};

const struct load *
load_spread(void)
{
	return &spread_load;
}
