/* SPDX-License-Identifier: MIT */
/* The load idle: users log in and stay; what counts is what they cost. */

#include "bench/generator/load.h"
#include "bench/loads/loads.h"

static const struct load idle_load = {
	.name = "idle",
	.summary = "users who log in and then say nothing",
	.unit = "messages",
	.connections = 1000,
	.window = 1,
};

const struct load *
load_idle(void)
{
	return &idle_load;
}
