/* SPDX-License-Identifier: MIT */
/* The hello protocol (chatd-protocols(7)), with its rooms. */

#include "bench/wires/wire.h"

#include <stdio.h>

static int
hello_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "HELLO-FROM %s\n%s", l->name,
	    l->in_room ? "JOIN #" WIRE_ROOM "\n" : "");
}

static enum wire_verdict
hello_judge_aside(struct slice line, char *answer)
{
	(void)answer;
	if (wire_begins(line, "JOINED #") || wire_begins(line, "LEFT #"))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
hello_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(line, "HELLO ", l->name))
		return l->in_room ? WIRE_WAIT : WIRE_DONE;
	if (l->in_room && wire_begins(line, "JOIN-OK "))
		return WIRE_DONE;
	return hello_judge_aside(line, answer);
}

static int
hello_message(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "SEND %s %s\n",
	    m->to != NULL ? m->to : "#" WIRE_ROOM, m->text);
}

static int
hello_delivery(char *buffer, size_t size, const struct wire_message *m)
{
	return snprintf(buffer, size, "%s %s %s\n",
	    m->to != NULL ? "DELIVERY" : "SAID #" WIRE_ROOM, m->from, m->text);
}

static int
hello_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "SEND-OK\n");
}

static int
hello_who(char *buffer, size_t size, const char *name)
{
	(void)name;
	return snprintf(buffer, size, "WHO\n");
}

static enum wire_list
hello_judge_list(struct slice line, struct slice *names_r)
{
	static const char words[] = "WHO-OK ";

	if (!wire_begins(line, words))
		return WIRE_LIST_NONE;
	*names_r = wire_behind(line, words);
	return WIRE_LIST_END;
}

static const struct wire hello_wire = {
	.name = "hello",
	.summary = "chatd's line protocol",
	.port = 5378,
	.delivers = true,
	.has_rooms = true,
	.take = line_take,
	.login = hello_login,
	.judge_login = hello_judge_login,
	.judge_aside = hello_judge_aside,
	.message = hello_message,
	.delivery = hello_delivery,
	.reply = hello_reply,
	.who = hello_who,
	.judge_list = hello_judge_list,
};

const struct wire *
wire_hello(void)
{
	return &hello_wire;
}
