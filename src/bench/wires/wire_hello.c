/* SPDX-License-Identifier: MIT */
/* The hello protocol (chatd-protocols(7)), with its rooms. */

#include "bench/wires/wire.h"

#include <stdio.h>

#include "common/line.h"

static int
wire_hello_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "HELLO-FROM %s\n%s", l->name,
	    l->in_room ? "JOIN #" WIRE_ROOM "\n" : "");
}

static enum wire_verdict
wire_hello_judge_aside(struct slice line, char *answer)
{
	(void)answer;
	if (slice_begins_with(line, "JOINED #") ||
	    slice_begins_with(line, "LEFT #"))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
wire_hello_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(line, "HELLO ", l->name))
		return l->in_room ? WIRE_WAIT : WIRE_DONE;
	if (l->in_room && slice_begins_with(line, "JOIN-OK "))
		return WIRE_DONE;
	return wire_hello_judge_aside(line, answer);
}

static int
wire_hello_message(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "SEND %s %s\n",
	    m->to != NULL ? m->to : "#" WIRE_ROOM, m->text);
}

static int
wire_hello_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "%s %s %s\n",
	    m->to != NULL ? "DELIVERY" : "SAID #" WIRE_ROOM, m->from, m->text);
}

static int
wire_hello_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "SEND-OK\n");
}

static int
wire_hello_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return snprintf(buffer, size, "WHO\n");
}

static enum wire_list
wire_hello_judge_list(struct slice line, struct slice *names_r)
{
	*names_r = line;
	return slice_take_prefix(names_r, "WHO-OK ") ? WIRE_LIST_END
						     : WIRE_LIST_NONE;
}

static const struct wire hello_wire = {
	.name = "hello",
	.summary = "chatd's line protocol",
	.port = 5378,
	.delivers = true,
	.has_rooms = true,
	.take = line_take,
	.login = wire_hello_login,
	.judge_login = wire_hello_judge_login,
	.judge_aside = wire_hello_judge_aside,
	.message = wire_hello_message,
	.delivery = wire_hello_delivery,
	.reply = wire_hello_reply,
	.who = wire_hello_who,
	.judge_list = wire_hello_judge_list,
};

const struct wire *
wire_hello(void)
{
	return &hello_wire;
}
