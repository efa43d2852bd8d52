/* SPDX-License-Identifier: MIT */
/* The load idle: users log in and stay; what counts is what they cost. */

#include <stddef.h>

#include "bench/generator/generator.h"
#include "bench/loads/loads.h"

static size_t
idle_count_clients(const struct generator *g)
{
	return generator_share(g, g->run->plan->connections);
}

/* Give nobody a part: a client without one is idle. */
static int
idle_set_up(struct generator *g)
{
	(void)g;
	return 0;
}

static const struct load idle_load = {
	.name = "idle",
	.summary = "users who log in and then only sit there",
	.unit = "messages",
	.connections = 1000,
	.window = 1,
	.count_clients = idle_count_clients,
	.set_up = idle_set_up,
};

const struct load *
load_idle(void)
{
	return &idle_load;
}
