/* SPDX-License-Identifier: MIT */
/* The hello protocol (chatd-protocols(7)), with its rooms. */

#include "bench/wire.h"

#include <stdio.h>
#include <string.h>

static int
hello_login(char *buffer, size_t size, const struct wire_login *l)
{
	return snprintf(buffer, size, "HELLO-FROM %s\n%s", l->name,
	    l->in_room ? "JOIN #" WIRE_ROOM "\n" : "");
}

static bool
hello_begins(struct slice line, const char *words)
{
	size_t size = strlen(words);

	return line.size >= size && memcmp(line.bytes, words, size) == 0;
}

static enum wire_verdict
hello_judge_aside(struct slice line, char *answer)
{
	(void)answer;
	if (hello_begins(line, "JOINED #") || hello_begins(line, "LEFT #"))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
hello_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	if (hello_begins(line, "HELLO "))
		return l->in_room ? WIRE_WAIT : WIRE_DONE;
	if (l->in_room && hello_begins(line, "JOIN-OK "))
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

static const struct wire hello_wire = {
	.name = "hello",
	.summary = "chatd's line protocol",
	.port = 5378,
	.delivers = true,
	.has_rooms = true,
	.login = hello_login,
	.judge_login = hello_judge_login,
	.judge_aside = hello_judge_aside,
	.message = hello_message,
	.delivery = hello_delivery,
	.reply = hello_reply,
	.who = "WHO\n",
	.who_line = "WHO-OK ",
	.who_last_line = "WHO-OK ",
};

const struct wire *
wire_hello(void)
{
	return &hello_wire;
}
