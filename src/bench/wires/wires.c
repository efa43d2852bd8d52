/* SPDX-License-Identifier: MIT */
/* The list of wires: the only place that knows them all. */

#include "bench/wires/wire.h"

#include <string.h>

static const struct wire *(*const wires[])(void) = {
	wire_hello,
	wire_sized,
	wire_framed,
	wire_plain,
	wire_drop,
	wire_irc,
	wire_irc_ack,
	wire_nats,
	wire_nats_ack,
	wire_redis,
	wire_memcached,
};

const struct wire *
wire_at(size_t index)
{
	return index < sizeof(wires) / sizeof(wires[0]) ? wires[index]() : NULL;
}

const struct wire *
wire_find(const char *name)
{
	const struct wire *wire;

	for (size_t i = 0; (wire = wire_at(i)) != NULL; i++) {
		if (strcmp(wire->name, name) == 0)
			return wire;
	}
	return NULL;
}
