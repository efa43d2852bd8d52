/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol (chatd-protocols(7)): each message is a text of one line,
 * which the server files and then confirms.  Nobody receives anything.
 *
 * There is no login: a user is in when a first text has been filed.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

/* The number of lines: four bytes, the most significant first. */
#define DROP_HEADER_BYTES 4

static int
wire_drop_write(char *buffer, size_t size, const char *text)
{
	memcpy(buffer, "\0\0\0\001", DROP_HEADER_BYTES);
	return DROP_HEADER_BYTES + snprintf(buffer + DROP_HEADER_BYTES,
				       size - DROP_HEADER_BYTES, "%s\n", text);
}

static int
wire_drop_login(char *buffer, size_t size, const struct wire_login *l)
{
	return wire_drop_write(buffer, size, l->name);
}

/* Take an answer, which is a single byte. */
static size_t
wire_drop_take(const char *bytes, size_t size, struct slice *line_r)
{
	if (size == 0)
		return 0;
	*line_r = (struct slice){ bytes, 1 };
	return 1;
}

static enum wire_verdict
wire_drop_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	(void)l;
	(void)answer;
	return slice_is(line, "A") ? WIRE_DONE : WIRE_REFUSED;
}

static int
wire_drop_message(char *buffer, size_t size, const struct wire_message *m)
{
	return wire_drop_write(buffer, size, m->text);
}

static int
wire_drop_reply(char *buffer, size_t size, size_t receivers)
{
	(void)receivers;
	return snprintf(buffer, size, "A");
}

static const struct wire drop_wire = {
	.name = "drop",
	.summary = "chatd's drop: texts, each answered when it is filed",
	.port = 12100,
	.take = wire_drop_take,
	.login = wire_drop_login,
	.judge_login = wire_drop_judge_login,
	.judge_aside = wire_refuse_aside,
	.message = wire_drop_message,
	.reply = wire_drop_reply,
};

const struct wire *
wire_drop(void)
{
	return &drop_wire;
}
