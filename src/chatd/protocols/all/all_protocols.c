/* SPDX-License-Identifier: MIT */
/*
 * One row per protocol; nothing else in the daemon knows which there are.
 */

#include "chatd/protocols/all/all_protocols.h"

#include <string.h>

#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc.h"
#include "chatd/protocols/protocols.h"

static const struct protocol *(*const protocols[])(void) = {
	hello_protocol,
	sized_protocol,
	framed_protocol,
	plain_protocol,
	drop_protocol,
	irc_protocol,
};

#define PROTOCOL_COUNT (sizeof(protocols) / sizeof(protocols[0]))

const struct protocol *
protocol_find(const char *name)
{
	for (size_t i = 0; i < PROTOCOL_COUNT; i++) {
		if (strcmp(protocols[i]()->name, name) == 0)
			return protocols[i]();
	}
	return NULL;
}

const struct protocol *
protocol_at(size_t index)
{
	return index < PROTOCOL_COUNT ? protocols[index]() : NULL;
}
