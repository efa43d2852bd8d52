/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol (chatd-protocols(7)): everybody is in one room, and a
 * text that begins with "@bob" is for bob alone.  Neither has a reply.
 */

#include "bench/wires/wire.h"

#include <stdio.h>
#include <string.h>

/* The length of the name in two bytes, that of the text in four. */
#define FRAMED_HEADER_BYTES 6

/* More than any frame has: what announces more is no frame. */
#define FRAMED_TEXT_MAX (128 * 1024)

/* Read a length of so many bytes, the most significant first. */
static size_t
framed_read_length(const char *bytes, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		length = length << 8 | (unsigned char)bytes[i];
	return length;
}

/* Take a frame with its header. */
static size_t
framed_take(const char *bytes, size_t size, struct slice *line_r)
{
	size_t name;
	size_t text;

	if (size < FRAMED_HEADER_BYTES)
		return 0;
	name = framed_read_length(bytes, 2);
	text = framed_read_length(bytes + 2, 4);
	*line_r = (struct slice){ bytes, size };
	if (text > FRAMED_TEXT_MAX)
		return size;
	if (size < FRAMED_HEADER_BYTES + name + text)
		return 0;
	line_r->size = FRAMED_HEADER_BYTES + name + text;
	return line_r->size;
}

/* Write a frame of a text in two parts. */
static int
framed_write(char *buffer, size_t size, const char *name, const char *head,
    const char *tail)
{
	size_t length = strlen(head) + strlen(tail);

	for (size_t i = 0; i < 2; i++)
		buffer[i] = (char)(strlen(name) >> 8 * (1 - i));
	for (size_t i = 0; i < 4; i++)
		buffer[2 + i] = (char)(length >> 8 * (3 - i));
	return FRAMED_HEADER_BYTES + snprintf(buffer + FRAMED_HEADER_BYTES,
					 size - FRAMED_HEADER_BYTES, "%s%s%s",
					 name, head, tail);
}

static int
framed_login(char *buffer, size_t size, const struct wire_login *l)
{
	return framed_write(buffer, size, l->name, "", "");
}

/* Return the text of a frame by the server; bytes is NULL for another one. */
static struct slice
framed_server_text(struct slice frame)
{
	static const char server[] = "server";
	size_t name = sizeof(server) - 1;
	struct slice text = { NULL, 0 };

	if (frame.size < FRAMED_HEADER_BYTES + name ||
	    framed_read_length(frame.bytes, 2) != name ||
	    memcmp(frame.bytes + FRAMED_HEADER_BYTES, server, name) != 0)
		return text;
	text.bytes = frame.bytes + FRAMED_HEADER_BYTES + name;
	text.size = frame.size - FRAMED_HEADER_BYTES - name;
	return text;
}

static bool
framed_ends(struct slice text, const char *words)
{
	size_t size = strlen(words);

	return text.size >= size &&
	       memcmp(text.bytes + text.size - size, words, size) == 0;
}

/* Who comes and goes is told to all, and now and then who is there. */
static enum wire_verdict
framed_judge_aside(struct slice line, char *answer)
{
	struct slice text = framed_server_text(line);

	(void)answer;
	if (framed_ends(text, " has logged in") ||
	    framed_ends(text, " has left") || wire_begins(text, "users: "))
		return WIRE_WAIT;
	return WIRE_REFUSED;
}

static enum wire_verdict
framed_judge_login(struct slice line, const struct wire_login *l, char *answer)
{
	if (wire_says(framed_server_text(line), l->name, " has logged in"))
		return WIRE_DONE;
	return framed_judge_aside(line, answer);
}

/* A message and its delivery are the same bytes. */
static int
framed_message(char *buffer, size_t size, const struct wire_message *m)
{
	char head[WIRE_LINE_BYTES] = "";

	if (m->to != NULL)
		(void)snprintf(head, sizeof(head), "@%s ", m->to);
	return framed_write(buffer, size, m->from, head, m->text);
}

static int
framed_who(char *buffer, size_t size, const char *name)
{
	return framed_write(buffer, size, name, "!who", "");
}

static enum wire_list
framed_judge_list(struct slice line, struct slice *names_r)
{
	static const char words[] = "users: ";
	struct slice text = framed_server_text(line);

	if (!wire_begins(text, words))
		return WIRE_LIST_NONE;
	*names_r = wire_behind(text, words);
	return WIRE_LIST_END;
}

static const struct wire framed_wire = {
	.name = "framed",
	.summary = "chatd's framed protocol, without replies",
	.port = 5000,
	.delivers = true,
	.has_rooms = true,
	.one_room = true,
	.take = framed_take,
	.login = framed_login,
	.judge_login = framed_judge_login,
	.judge_aside = framed_judge_aside,
	.message = framed_message,
	.delivery = framed_message,
	.who = framed_who,
	.judge_list = framed_judge_list,
};

const struct wire *
wire_framed(void)
{
	return &framed_wire;
}
