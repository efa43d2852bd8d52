/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol (chatd-protocols(7)): all users are in one room, and a
 * text that begins with "@bob" is for bob alone.  Neither kind has a reply.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

#include "common/big_endian.h"

/* The length of the name in two bytes, and that of the text in four. */
#define FRAMED_HEADER_BYTES 6

/* No frame is longer than this: a header that says more is none. */
#define FRAMED_TEXT_MAX (128 * 1024)

/* Take a whole frame, its header included. */
static size_t
wire_framed_take(const char *bytes, size_t size, struct slice *line_r)
{
	size_t name;
	size_t text;

	if (size < FRAMED_HEADER_BYTES)
		return 0;
	name = big_endian_read(bytes, 2);
	text = big_endian_read(bytes + 2, 4);
	*line_r = (struct slice){ bytes, size };
	if (text > FRAMED_TEXT_MAX)
		return size;
	if (size < FRAMED_HEADER_BYTES + name + text)
		return 0;
	line_r->size = FRAMED_HEADER_BYTES + name + text;
	return line_r->size;
}

/* Write a frame whose text is head and then tail. */
static int
wire_framed_write(char *buffer, size_t size, const char *name, const char *head,
    const char *tail)
{
	size_t length = strlen(head) + strlen(tail);

	big_endian_write(buffer, 2, strlen(name));
	big_endian_write(buffer + 2, 4, length);
	return FRAMED_HEADER_BYTES + snprintf(buffer + FRAMED_HEADER_BYTES,
					 size - FRAMED_HEADER_BYTES, "%s%s%s",
					 name, head, tail);
}

static int
wire_framed_login(char *buffer, size_t size, const struct wire_login *l)
{
	return wire_framed_write(buffer, size, l->name, "", "");
}

/* Return the text if the frame is the server's; bytes is NULL if it is not. */
static struct slice
wire_framed_server_text(struct slice frame)
{
	static const char server[] = "server";
	size_t name = sizeof(server) - 1;
	struct slice text = { NULL, 0 };

	if (frame.size < FRAMED_HEADER_BYTES + name ||
	    big_endian_read(frame.bytes, 2) != name ||
	    memcmp(frame.bytes + FRAMED_HEADER_BYTES, server, name) != 0)
		return text;
	text.bytes = frame.bytes + FRAMED_HEADER_BYTES + name;
	text.size = frame.size - FRAMED_HEADER_BYTES - name;
	return text;
}

static bool
wire_framed_ends(struct slice text, const char *words)
{
	size_t size = strlen(words);

	return text.size >= size &&
	       memcmp(text.bytes + text.size - size, words, size) == 0;
}

/*
 * Let announcements pass: every login and every leave, and now and then the
 * list of users.
 */
static enum wire_verdict
wire_framed_judge_aside(struct slice line, char *answer)
{
	struct slice text = wire_framed_server_text(line);

	(void)answer;
	if (wire_framed_ends(text, " has logged in") ||
	    wire_framed_ends(text, " has left") ||
	    slice_begins_with(text, "users: "))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
wire_framed_judge_login(
    struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(wire_framed_server_text(line), l->name, " has logged in"))
		return WIRE_DONE;
	return wire_framed_judge_aside(line, answer);
}

/* Write a message or its delivery: they are the same bytes. */
static int
wire_framed_message(char *buffer, size_t size, const struct wire_message *m)
{
	char head[WIRE_LINE_BYTES] = "";

	if (m->to != NULL)
		(void)snprintf(head, sizeof(head), "@%s ", m->to);
	return wire_framed_write(buffer, size, m->from, head, m->text);
}

static int
wire_framed_who(char *buffer, size_t size, const char *name)
{
	return wire_framed_write(buffer, size, name, "!who", "");
}

static enum wire_list
wire_framed_judge_list(struct slice line, struct slice *names_r)
{
	*names_r = wire_framed_server_text(line);
	return slice_take_prefix(names_r, "users: ") ? WIRE_LIST_END
						     : WIRE_LIST_NONE;
}

static const struct wire framed_wire = {
	.name = "framed",
	.summary = "chatd's framed protocol, without replies",
	.port = 5000,
	.delivers = true,
	.has_rooms = true,
	.one_room = true,
	.take = wire_framed_take,
	.login = wire_framed_login,
	.judge_login = wire_framed_judge_login,
	.judge_aside = wire_framed_judge_aside,
	.message = wire_framed_message,
	.delivery = wire_framed_message,
	.who = wire_framed_who,
	.judge_list = wire_framed_judge_list,
};

const struct wire *
wire_framed(void)
{
	return &framed_wire;
}
