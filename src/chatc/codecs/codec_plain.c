/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol from the client's side: lines in one room.  Nobody has to
 * have a name, and not every server answers.  chatd's words are known here; all
 * else that is not somebody's line is the server's.
 */

#include "chatc/codecs/codecs.h"

#include <string.h>

#include "common/line.h"

static const struct wire_words plain_words[] = {
	{ "! refused: no such user", WIRE_NO_SUCH_USER },
	{ "! refused: empty", WIRE_BAD_BODY },
	{ "! refused: line too long", WIRE_BAD_BODY },
	{ "! refused: name taken", WIRE_NAME_TAKEN },
	{ "! refused: not a name", WIRE_BAD_BODY },
	{ "! refused: server full", WIRE_FULL },
	{ "! refused", WIRE_REFUSED },
};

static bool
plain_append(const char *command, struct slice name, struct slice text,
    struct buffer *out)
{
	buffer_append_text(out, command);
	buffer_append_slice(out, name);
	if (name.size > 0 && text.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	buffer_append_text(out, "\n");
	return true;
}

static bool
plain_login(struct wire_state *state, struct slice name, struct buffer *out)
{
	state->expects_login = true;
	return plain_append("!name ", name, (struct slice){ 0 }, out);
}

static bool
plain_who(struct wire_state *state, struct buffer *out)
{
	state->expects_names = true;
	return plain_append(
	    "!who", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
plain_send(struct wire_state *state, struct slice name, struct slice text,
    struct buffer *out)
{
	(void)state;
	return plain_append("@", name, text, out);
}

static bool
plain_say(struct wire_state *state, struct slice text, struct buffer *out)
{
	(void)state;
	return plain_append("", (struct slice){ 0 }, text, out);
}

/* "<somebody> text"; return false if it is something else. */
static bool
plain_parse_delivery(struct slice line, struct wire_event *event_r)
{
	const char *end;

	if (!wire_take_prefix(&line, "<"))
		return false;
	end = memchr(line.bytes, '>', line.size);
	if (end == NULL)
		return false;
	event_r->type = WIRE_DELIVERY;
	event_r->name = (struct slice){ line.bytes,
		(size_t)(end - line.bytes) };
	line.bytes = end + 1;
	line.size -= event_r->name.size + 1;
	(void)wire_take_prefix(&line, " ");
	event_r->text = line;
	return true;
}

/* What the server's line means, at this moment. */
static void
plain_parse_server(struct wire_state *state, struct wire_event *event_r)
{
	struct slice text = event_r->text;

	event_r->type = wire_match(plain_words,
	    sizeof(plain_words) / sizeof(plain_words[0]), text, WIRE_OTHER);
	if (slice_trim(text).size == 0)
		event_r->type = WIRE_NOTHING;
	if (state->expects_names && wire_take_prefix(&text, "users: ")) {
		state->expects_names = false;
		event_r->type = WIRE_NAMES;
		event_r->text = text;
	}
	if (!state->expects_login)
		return;
	if (wire_take_prefix(&text, "You are now "))
		event_r->type = WIRE_LOGGED_IN;
	if (event_r->type != WIRE_OTHER && event_r->type != WIRE_NOTHING)
		state->expects_login = false;
}

static void
plain_parse(
    struct wire_state *state, struct slice line, struct wire_event *event_r)
{
	/* The carriage return is for terminals without an editor. */
	(void)wire_take_prefix(&line, "\r");
	*event_r = (struct wire_event){ .text = line };
	if (!plain_parse_delivery(line, event_r))
		plain_parse_server(state, event_r);
}

static size_t
plain_decode(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct wire_event *event_r)
{
	struct slice line;
	size_t taken;

	taken = wire_take_line(state, bytes, size, ended, &line);
	if (taken > 0)
		plain_parse(state, line, event_r);
	return taken;
}

static const struct wire plain = {
	.name = "plain",
	.port = 6000,
	.login = plain_login,
	.who = plain_who,
	.send = plain_send,
	.say = plain_say,
	.decode = plain_decode,
};

const struct wire *
wire_plain(void)
{
	return &plain;
}
