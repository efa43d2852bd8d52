/* SPDX-License-Identifier: MIT */
/*
 * Redis publish and subscribe (RESP 2): PUBLISH to a channel that the receiver
 * has subscribed to, answered by the number of receivers.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#include "common/line.h"

static int
wire_redis_login(char *buffer, size_t size, const struct wire_login *l)
{
	if (l->role == WIRE_TALKER)
		return snprintf(buffer, size, "PING\r\n");
	return snprintf(
	    buffer, size, "SUBSCRIBE %s\r\n", l->in_room ? WIRE_ROOM : l->name);
}

static enum wire_verdict
wire_redis_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	(void)answer;
	if (slice_is(line, l->role == WIRE_TALKER ? "+PONG" : ":1"))
		return WIRE_DONE;
	if (line.size > 0 && line.bytes[0] == '-')
		return WIRE_REFUSED;
	return WIRE_WAIT;
}

/* Write PUBLISH or its delivery: only their first words differ. */
static int
wire_redis_write(
    char *buffer, size_t size, const char *word, const struct wire_message *m)
{
	const char *channel = m->to != NULL ? m->to : WIRE_ROOM;

	return snprintf(buffer, size,
	    "*3\r\n$7\r\n%s\r\n$%zu\r\n%s\r\n$%zu\r\n%s\r\n", word,
	    strlen(channel), channel, strlen(m->text), m->text);
}

static int
wire_redis_message(char *buffer, size_t size, const struct wire_message *m)
{
	return wire_redis_write(buffer, size, "PUBLISH", m);
}

static int
wire_redis_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return wire_redis_write(buffer, size, "message", m);
}

static int
wire_redis_reply(char *buffer, size_t size, size_t receivers)
{
	return snprintf(buffer, size, ":%zu\r\n", receivers);
}

static const struct wire redis_wire = {
	.name = "redis",
	.summary = "Redis: PUBLISH",
	.port = 6379,
	.delivers = true,
	.has_rooms = true,
	.take = line_take,
	.login = wire_redis_login,
	.judge_login = wire_redis_judge_login,
	.judge_aside = wire_refuse_aside,
	.message = wire_redis_message,
	.delivery = wire_redis_delivery,
	.reply = wire_redis_reply,
};

const struct wire *
wire_redis(void)
{
	return &redis_wire;
}
