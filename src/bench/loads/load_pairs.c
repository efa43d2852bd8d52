/* SPDX-License-Identifier: MIT */
/* The load pairs: each sender has a receiver of its own. */

#include <stddef.h>

#include "bench/generator/generator.h"
#include "bench/loads/loads.h"
#include "bench/talk/talk.h"
#include "bench/wires/wire.h"

static void
pairs_shape(const struct generator *g, struct talk_shape *shape_r)
{
	shape_r->talkers = generator_share(g, g->run->plan->connections);
	shape_r->streams = 1;
	shape_r->inboxes = g->run->plan->wire->delivers ? 1 : 0;
}

static const struct load pairs_load = {
	.name = "pairs",
	.summary = "senders that each write to a receiver of their own",
	.unit = "messages",
	.connections = 50,
	.window = 64,
	.warms_up = true,
	.shape = pairs_shape,
	.count_clients = talk_count_clients,
	.set_up = talk_set_up,
	.change_phase = talk_change_phase,
	.end_turn = talk_end_turn,
	.tear_down = talk_tear_down,
};

const struct load *
load_pairs(void)
{
	return &pairs_load;
}
