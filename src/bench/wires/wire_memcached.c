/* SPDX-License-Identifier: MIT */
/*
 * memcached's text protocol: set.  Nothing is delivered to anybody.  The wire
 * is here to measure what it costs a well-made server to take a text and
 * confirm it, and to accept and keep connections.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#include "common/line.h"

static int
wire_memcached_login(char *buffer, size_t size, const struct wire_login *l)
{
	(void)l;
	return snprintf(buffer, size, "version\r\n");
}

static enum wire_verdict
wire_memcached_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	(void)l;
	(void)answer;
	if (slice_begins_with(line, "VERSION "))
		return WIRE_DONE;
	return WIRE_REFUSED;
}

static int
wire_memcached_message(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "set %s 0 0 %zu\r\n%s\r\n", m->to,
	    strlen(m->text), m->text);
}

static int
wire_memcached_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "STORED\r\n");
}

static const struct wire memcached_wire = {
	.name = "memcached",
	.summary = "memcached: set, which only its sender sees",
	.port = 11211,
	.take = line_take,
	.login = wire_memcached_login,
	.judge_login = wire_memcached_judge_login,
	.judge_aside = wire_refuse_aside,
	.message = wire_memcached_message,
	.reply = wire_memcached_reply,
};

const struct wire *
wire_memcached(void)
{
	return &memcached_wire;
}
