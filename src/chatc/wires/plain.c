/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol from the client's side: lines in one room.  Nobody has to
 * have a name, and no request has an answer that could be told from what the
 * room says; so all that is not somebody's line is the server's.
 */

#include "chatc/wires/wires.h"

#include <string.h>

#include "common/line.h"

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
	(void)state;
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

/* "<somebody> text", after a carriage return that is for terminals. */
static void
plain_parse(const struct wire_state *state, struct slice line,
    struct wire_event *event_r)
{
	const char *end = NULL;

	if (line.size > 0 && line.bytes[0] == '\r') {
		line.bytes++;
		line.size--;
	}
	*event_r = (struct wire_event){ .type = WIRE_OTHER, .text = line };
	if (slice_trim(line).size == 0)
		event_r->type = WIRE_NOTHING;
	if (line.size > 0 && line.bytes[0] == '!' && state->expects_login)
		event_r->type = WIRE_REFUSED;
	if (line.size > 0 && line.bytes[0] == '<')
		end = memchr(line.bytes, '>', line.size);
	if (end == NULL)
		return;
	event_r->type = WIRE_DELIVERY;
	event_r->name = (struct slice){ line.bytes + 1,
		(size_t)(end - line.bytes) - 1 };
	event_r->text = (struct slice){ end + 1,
		line.size - event_r->name.size - 2 };
	if (event_r->text.size > 0 && event_r->text.bytes[0] == ' ') {
		event_r->text.bytes++;
		event_r->text.size--;
	}
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
