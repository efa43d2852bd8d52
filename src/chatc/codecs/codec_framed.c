/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol from the client's side: a binary header with two lengths,
 * a name and a text.  All users are in one room, and what the room's server has
 * to say comes under the name "server".
 *
 * Not every server of this protocol answers a login; those that refuse it say
 * why and hang up.  chatd's words are known here, other servers' are shown.
 */

#include "chatc/codecs/codecs.h"

#include <stdint.h>
#include <string.h>

#include "common/big_endian.h"
#include "common/slice.h"

#define FRAMED_HEADER_BYTES 6
#define FRAMED_NAME_MAX     UINT16_MAX

/* What the server says about the name that was sent, and about the rest. */
static const struct codec_words codec_framed_login_words[] = {
	{ "name taken", CODEC_NAME_TAKEN },
	{ "name refused", CODEC_BAD_BODY },
	{ "name too long", CODEC_BAD_BODY },
	{ "server full", CODEC_FULL },
	{ "no accounts", CODEC_NO_OWNERS },
	{ "not private", CODEC_NOT_PRIVATE },
	{ "wrong password", CODEC_WRONG_PASSWORD },
	{ "try again later", CODEC_LATER },
};
static const struct codec_words codec_framed_words[] = {
	{ "no such user", CODEC_NO_SUCH_USER },
	{ "text refused", CODEC_BAD_BODY },
	{ "text too long", CODEC_BAD_BODY },
	{ "the owner of your name has logged in", CODEC_TAKEN_OVER },
};

static bool
codec_framed_append(struct codec_state *state, const char *command,
    struct slice name, struct slice text, struct buffer *out)
{
	size_t size = strlen(command) + name.size + text.size +
		      (name.size > 0 ? 1 : 0);
	char header[FRAMED_HEADER_BYTES];

	if (state->name.size > FRAMED_NAME_MAX || size > UINT32_MAX)
		return false;
	big_endian_write(header, 2, state->name.size);
	big_endian_write(header + 2, 4, size);
	buffer_append(out, header, sizeof(header));
	buffer_append_slice(out, buffer_slice(&state->name));
	buffer_append_text(out, command);
	buffer_append_slice(out, name);
	if (name.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	return true;
}

/* Begin with a frame of this name, and a command if there is one. */
static bool
codec_framed_begin(struct codec_state *state, struct slice name,
    const char *command, struct slice text, struct buffer *out)
{
	buffer_empty(&state->name);
	buffer_append_slice(&state->name, name);
	state->expects_login = true;
	return codec_framed_append(
	    state, command, (struct slice){ 0 }, text, out);
}

static bool
codec_framed_login(
    struct codec_state *state, struct slice name, struct buffer *out)
{
	return codec_framed_begin(state, name, "", (struct slice){ 0 }, out);
}

static bool
codec_framed_show_password(struct codec_state *state, struct slice name,
    struct slice password, struct buffer *out)
{
	return codec_framed_begin(state, name, "!auth ", password, out);
}

static bool
codec_framed_who(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	(void)room;
	state->expects_names = true;
	return codec_framed_append(
	    state, "!who", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
codec_framed_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	return codec_framed_append(state, "@", name, text, out);
}

static bool
codec_framed_say(
    struct codec_state *state, struct slice text, struct buffer *out)
{
	return codec_framed_append(state, "", (struct slice){ 0 }, text, out);
}

/* Say whether text is "alice has logged in", and alice is us. */
static bool
codec_framed_is_welcome(struct slice text, struct slice name)
{
	if (text.size < name.size ||
	    memcmp(text.bytes, name.bytes, name.size) != 0)
		return false;
	text.bytes += name.size;
	text.size -= name.size;
	return slice_is(text, " has logged in");
}

/* Find out what the server's text means at this moment. */
static void
codec_framed_parse_server(
    struct codec_state *state, struct codec_event *event_r)
{
	struct slice text = event_r->text;

	event_r->type = codec_match(codec_framed_words,
	    sizeof(codec_framed_words) / sizeof(codec_framed_words[0]), text,
	    CODEC_DELIVERY);
	if (state->expects_login) {
		event_r->type = codec_match(codec_framed_login_words,
		    sizeof(codec_framed_login_words) /
			sizeof(codec_framed_login_words[0]),
		    text, event_r->type);
		if (codec_framed_is_welcome(text, buffer_slice(&state->name)))
			event_r->type = CODEC_LOGGED_IN;
		if (event_r->type != CODEC_DELIVERY)
			state->expects_login = false;
	}
	if (state->expects_names && slice_take_prefix(&text, "users: ")) {
		state->expects_names = false;
		event_r->type = CODEC_NAMES;
		event_r->text = text;
	}
}

static void
codec_framed_parse(struct codec_state *state, struct codec_event *event_r)
{
	event_r->type = CODEC_DELIVERY;
	if (!slice_is(event_r->name, "server"))
		return;
	codec_framed_parse_server(state, event_r);
	if (event_r->type != CODEC_DELIVERY)
		event_r->name = event_r->type == CODEC_NO_SUCH_USER
				    ? codec_missing_name(event_r->text)
				    : (struct slice){ NULL, 0 };
}

static size_t
codec_framed_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	size_t name_size, text_size, all;

	*event_r = (struct codec_event){ .type = CODEC_NOTHING };
	if (size < FRAMED_HEADER_BYTES)
		return ended ? size : 0;
	name_size = big_endian_read(bytes, 2);
	text_size = big_endian_read(bytes + 2, 4);
	all = FRAMED_HEADER_BYTES + name_size + text_size;
	if (all > CODEC_MESSAGE_MAX_BYTES) {
		event_r->type = CODEC_BROKEN;
		return size;
	}
	if (size < all)
		return ended ? size : 0;
	bytes += FRAMED_HEADER_BYTES;
	event_r->name = (struct slice){ bytes, name_size };
	event_r->text = (struct slice){ bytes + name_size, text_size };
	codec_framed_parse(state, event_r);
	return all;
}

static const struct codec framed_codec = {
	.name = "framed",
	.port = 5000,
	.needs_name = true,
	.login = codec_framed_login,
	.show_password = codec_framed_show_password,
	.who = codec_framed_who,
	.send = codec_framed_send,
	.say = codec_framed_say,
	.decode = codec_framed_decode,
};

const struct codec *
codec_framed(void)
{
	return &framed_codec;
}
