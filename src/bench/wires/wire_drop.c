/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol (chatd-protocols(7)): each message is a text of one line,
 * which the server files and then answers for.  Nobody receives anything.
 *
 * There is no login; who is in has had a first text filed.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

/* The number of lines in four bytes, the most significant first. */
#define DROP_HEADER_BYTES 4

static int
drop_write(char *buffer, size_t size, const char *text)
{
	memcpy(buffer, "\0\0\0\001", DROP_HEADER_BYTES);
	return DROP_HEADER_BYTES + snprintf(buffer + DROP_HEADER_BYTES,
				       size - DROP_HEADER_BYTES, "%s\n", text);
}

static int
drop_login(char *buffer, size_t size, const struct wire_login *l)
{
	return drop_write(buffer, size, l->name);
}

/* Answers are single bytes. */
static size_t
drop_take(const char *bytes, size_t size, struct slice *line_r)
{
	if (size == 0)
		return 0;
	*line_r = (struct slice){ bytes, 1 };
	return 1;
}

static enum wire_verdict
drop_judge_aside(struct slice line, char *answer)
{
	(void)line;
	(void)answer;
	return WIRE_REFUSED;
}

static enum wire_verdict
drop_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	(void)l;
	(void)answer;
	return slice_equals(line, "A") ? WIRE_DONE : WIRE_REFUSED;
}

static int
drop_message(char *buffer, size_t size, const struct wire_message *m)
{
	return drop_write(buffer, size, m->text);
}

static int
drop_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "A");
}

static const struct wire drop_wire = {
	.name = "drop",
	.summary = "chatd's drop: texts, each answered when it is filed",
	.port = 12100,
	.take = drop_take,
	.login = drop_login,
	.judge_login = drop_judge_login,
	.judge_aside = drop_judge_aside,
	.message = drop_message,
	.reply = drop_reply,
};

const struct wire *
wire_drop(void)
{
	return &drop_wire;
}
