/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol from the client's side: a binary header with two lengths,
 * a name and a text.  All are in one room; what the room's server has to say
 * comes under the name "server".
 *
 * A login is not answered by every server of this protocol; those that refuse
 * it say why and hang up.  chatd's words are known here, others are shown.
 */

#include "chatc/codecs/codecs.h"

#include <stdint.h>
#include <string.h>

#include "common/line.h"

#define FRAMED_HEADER_BYTES 6
#define FRAMED_NAME_MAX     UINT16_MAX

/* What the server says of the name that was sent, and of everything else. */
static const struct wire_words framed_login_words[] = {
	{ "name taken", WIRE_NAME_TAKEN },
	{ "name refused", WIRE_BAD_BODY },
	{ "name too long", WIRE_BAD_BODY },
	{ "server full", WIRE_FULL },
};
static const struct wire_words framed_words[] = {
	{ "no such user", WIRE_NO_SUCH_USER },
	{ "text refused", WIRE_BAD_BODY },
	{ "text too long", WIRE_BAD_BODY },
};

static bool
framed_append(struct wire_state *state, const char *command, struct slice name,
    struct slice text, struct buffer *out)
{
	size_t size = strlen(command) + name.size + text.size +
		      (name.size > 0 ? 1 : 0);
	unsigned char header[FRAMED_HEADER_BYTES];

	if (state->name.size > FRAMED_NAME_MAX || size > UINT32_MAX)
		return false;
	header[0] = (unsigned char)(state->name.size >> 8);
	header[1] = (unsigned char)state->name.size;
	header[2] = (unsigned char)(size >> 24);
	header[3] = (unsigned char)(size >> 16);
	header[4] = (unsigned char)(size >> 8);
	header[5] = (unsigned char)size;
	buffer_append(out, header, sizeof(header));
	buffer_append_slice(out, buffer_slice(&state->name));
	buffer_append_text(out, command);
	buffer_append_slice(out, name);
	if (name.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	return true;
}

static bool
framed_login(struct wire_state *state, struct slice name, struct buffer *out)
{
	buffer_empty(&state->name);
	buffer_append_slice(&state->name, name);
	state->expects_login = true;
	return framed_append(
	    state, "", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
framed_who(struct wire_state *state, struct buffer *out)
{
	state->expects_names = true;
	return framed_append(
	    state, "!who", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
framed_send(struct wire_state *state, struct slice name, struct slice text,
    struct buffer *out)
{
	return framed_append(state, "@", name, text, out);
}

static bool
framed_say(struct wire_state *state, struct slice text, struct buffer *out)
{
	return framed_append(state, "", (struct slice){ 0 }, text, out);
}

/* "alice has logged in", and alice is us. */
static bool
framed_is_welcome(struct slice text, struct slice name)
{
	if (text.size < name.size ||
	    memcmp(text.bytes, name.bytes, name.size) != 0)
		return false;
	text.bytes += name.size;
	text.size -= name.size;
	return slice_equals(text, " has logged in");
}

/* What the server's text means, at this moment. */
static void
framed_parse_server(struct wire_state *state, struct wire_event *event_r)
{
	struct slice text = event_r->text;

	event_r->type = wire_match(framed_words,
	    sizeof(framed_words) / sizeof(framed_words[0]), text,
	    WIRE_DELIVERY);
	if (state->expects_login) {
		event_r->type = wire_match(framed_login_words,
		    sizeof(framed_login_words) / sizeof(framed_login_words[0]),
		    text, event_r->type);
		if (framed_is_welcome(text, buffer_slice(&state->name)))
			event_r->type = WIRE_LOGGED_IN;
		if (event_r->type != WIRE_DELIVERY)
			state->expects_login = false;
	}
	if (state->expects_names && wire_take_prefix(&text, "users: ")) {
		state->expects_names = false;
		event_r->type = WIRE_NAMES;
		event_r->text = text;
	}
}

static void
framed_parse(struct wire_state *state, struct wire_event *event_r)
{
	event_r->type = WIRE_DELIVERY;
	if (slice_equals(event_r->name, "server"))
		framed_parse_server(state, event_r);
}

static size_t
framed_decode(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct wire_event *event_r)
{
	const unsigned char *header = (const unsigned char *)bytes;
	size_t name_size, text_size, all;

	*event_r = (struct wire_event){ .type = WIRE_NOTHING };
	if (size < FRAMED_HEADER_BYTES)
		return ended ? size : 0;
	name_size = (size_t)header[0] << 8 | header[1];
	text_size = (size_t)header[2] << 24 | (size_t)header[3] << 16 |
		    (size_t)header[4] << 8 | header[5];
	all = FRAMED_HEADER_BYTES + name_size + text_size;
	if (all > WIRE_MESSAGE_MAX_BYTES) {
		event_r->type = WIRE_BROKEN;
		return size;
	}
	if (size < all)
		return ended ? size : 0;
	bytes += FRAMED_HEADER_BYTES;
	event_r->name = (struct slice){ bytes, name_size };
	event_r->text = (struct slice){ bytes + name_size, text_size };
	framed_parse(state, event_r);
	return all;
}

static const struct wire framed = {
	.name = "framed",
	.port = 5000,
	.needs_name = true,
	.login = framed_login,
	.who = framed_who,
	.send = framed_send,
	.say = framed_say,
	.decode = framed_decode,
};

const struct wire *
wire_framed(void)
{
	return &framed;
}
