/* SPDX-License-Identifier: MIT */
/* The list of loads: the only place that knows them all. */

#include "bench/loads/loads.h"

#include <string.h>

#include "bench/generator/load.h"

static const struct load *(*const loads[])(void) = {
	load_pairs,
	load_spread,
	load_room,
	load_who,
	load_login,
	load_idle,
};

const struct load *
load_at(size_t index)
{
	return index < sizeof(loads) / sizeof(loads[0]) ? loads[index]() : NULL;
}

const struct load *
load_find(const char *name)
{
	const struct load *load;

	for (size_t i = 0; (load = load_at(i)) != NULL; i++) {
		if (strcmp(load->name, name) == 0)
			return load;
	}
	return NULL;
}
