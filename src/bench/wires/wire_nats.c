/* SPDX-License-Identifier: MIT */
/*
 * The NATS client protocol: PUB to a subject that the receiver has subscribed
 * to.  A message does not name its sender, but its text does.  With "verbose"
 * the server answers each PUB with +OK: that is the wire nats-ack.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#include "common/line.h"

static int
wire_nats_write_login(
    char *buffer, size_t size, const struct wire_login *l, bool verbose)
{
	const char *subject = l->in_room ? WIRE_ROOM : l->name;
	char subscribe[WIRE_LINE_BYTES] = "";

	/* An idle user gets nothing, but must be able to. */
	if (l->role != WIRE_TALKER)
		(void)snprintf(
		    subscribe, sizeof(subscribe), "SUB %s 1\r\n", subject);
	return snprintf(buffer, size,
	    "CONNECT {\"verbose\":%s,\"pedantic\":false,\"name\":\"%s\"}\r\n"
	    "%sPING\r\n",
	    verbose ? "true" : "false", l->name, subscribe);
}

static int
wire_nats_login(char *buffer, size_t size, const struct wire_login *l)
{
	return wire_nats_write_login(buffer, size, l, false);
}

static int
wire_nats_ack_login(char *buffer, size_t size, const struct wire_login *l)
{
	return wire_nats_write_login(buffer, size, l, true);
}

static enum wire_verdict
wire_nats_judge_aside(struct slice line, char *answer)
{
	if (slice_is(line, "PING")) {
		(void)snprintf(answer, WIRE_LINE_BYTES, "PONG\r\n");
		return WIRE_WAIT;
	}
	if (slice_begins_with(line, "INFO "))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
wire_nats_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	(void)l;
	if (slice_is(line, "PONG"))
		return WIRE_DONE;
	if (slice_is(line, "+OK"))
		return WIRE_WAIT;
	return wire_nats_judge_aside(line, answer);
}

static int
wire_nats_message(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "PUB %s %zu\r\n%s\r\n",
	    m->to != NULL ? m->to : WIRE_ROOM, strlen(m->text), m->text);
}

static int
wire_nats_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "MSG %s 1 %zu\r\n%s\r\n",
	    m->to != NULL ? m->to : WIRE_ROOM, strlen(m->text), m->text);
}

static int
wire_nats_ack_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "+OK\r\n");
}

static const struct wire nats_wire = {
	.name = "nats",
	.summary = "NATS: PUB without replies",
	.port = 4222,
	.delivers = true,
	.has_rooms = true,
	.take = line_take,
	.login = wire_nats_login,
	.judge_login = wire_nats_judge_login,
	.judge_aside = wire_nats_judge_aside,
	.message = wire_nats_message,
	.delivery = wire_nats_delivery,
};

static const struct wire nats_ack_wire = {
	.name = "nats-ack",
	.summary = "NATS: PUB, each answered by +OK",
	.port = 4222,
	.delivers = true,
	.has_rooms = true,
	.take = line_take,
	.login = wire_nats_ack_login,
	.judge_login = wire_nats_judge_login,
	.judge_aside = wire_nats_judge_aside,
	.message = wire_nats_message,
	.delivery = wire_nats_delivery,
	.reply = wire_nats_ack_reply,
};

const struct wire *
wire_nats(void)
{
	return &nats_wire;
}

const struct wire *
wire_nats_ack(void)
{
	return &nats_ack_wire;
}
