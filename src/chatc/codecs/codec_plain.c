/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol from the client's side: lines in one room.  Nobody has to
 * have a name, and not every server answers.  chatd's words are known here; any
 * other line that is not a user's is shown as the server's.
 */

#include "chatc/codecs/codecs.h"

#include <string.h>

#include "common/slice.h"

static const struct codec_words codec_plain_words[] = {
	{ "! refused: no such user", CODEC_NO_SUCH_USER },
	{ "! refused: empty", CODEC_BAD_BODY },
	{ "! refused: line too long", CODEC_BAD_BODY },
	{ "! refused: name taken", CODEC_NAME_TAKEN },
	{ "! refused: not a name", CODEC_BAD_BODY },
	{ "! refused: server full", CODEC_FULL },
	{ "! refused: no accounts", CODEC_NO_OWNERS },
	{ "! refused: not private", CODEC_NOT_PRIVATE },
	{ "! refused: wrong password", CODEC_WRONG_PASSWORD },
	{ "! refused: try again later", CODEC_LATER },
	{ "! refused", CODEC_REFUSED },
	{ "! the owner of your name has logged in", CODEC_TAKEN_OVER },
};

static bool
codec_plain_append(const char *command, struct slice name, struct slice text,
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
codec_plain_login(
    struct codec_state *state, struct slice name, struct buffer *out)
{
	state->expects_login = true;
	return codec_plain_append("!name ", name, (struct slice){ 0 }, out);
}

static bool
codec_plain_show_password(struct codec_state *state, struct slice name,
    struct slice password, struct buffer *out)
{
	state->expects_login = true;
	return codec_plain_append("!auth ", name, password, out);
}

static bool
codec_plain_who(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	(void)room;
	state->expects_names = true;
	return codec_plain_append(
	    "!who", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
codec_plain_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	(void)state;
	return codec_plain_append("@", name, text, out);
}

static bool
codec_plain_say(
    struct codec_state *state, struct slice text, struct buffer *out)
{
	(void)state;
	return codec_plain_append("", (struct slice){ 0 }, text, out);
}

/* Take "<somebody> text" apart.  Return false if line is something else. */
static bool
codec_plain_parse_delivery(struct slice line, struct codec_event *event_r)
{
	const char *end;

	if (!slice_take_prefix(&line, "<"))
		return false;
	end = memchr(line.bytes, '>', line.size);
	if (end == NULL)
		return false;
	event_r->type = CODEC_DELIVERY;
	event_r->name = (struct slice){ line.bytes,
		(size_t)(end - line.bytes) };
	line.bytes = end + 1;
	line.size -= event_r->name.size + 1;
	(void)slice_take_prefix(&line, " ");
	event_r->text = line;
	return true;
}

/* Find out what the server's line means at this moment. */
static void
codec_plain_parse_server(struct codec_state *state, struct codec_event *event_r)
{
	struct slice text = event_r->text;

	event_r->type = codec_match(codec_plain_words,
	    sizeof(codec_plain_words) / sizeof(codec_plain_words[0]), text,
	    CODEC_OTHER);
	if (event_r->type == CODEC_NO_SUCH_USER)
		event_r->name = codec_missing_name(text);
	if (slice_trim(text).size == 0)
		event_r->type = CODEC_NOTHING;
	if (state->expects_names && slice_take_prefix(&text, "users: ")) {
		state->expects_names = false;
		event_r->type = CODEC_NAMES;
		event_r->text = text;
	}
	if (!state->expects_login)
		return;
	if (slice_take_prefix(&text, "You are now "))
		event_r->type = CODEC_LOGGED_IN;
	if (event_r->type != CODEC_OTHER && event_r->type != CODEC_NOTHING)
		state->expects_login = false;
}

static void
codec_plain_parse(
    struct codec_state *state, struct slice line, struct codec_event *event_r)
{
	/* The carriage return is for terminals without an editor. */
	(void)slice_take_prefix(&line, "\r");
	*event_r = (struct codec_event){ .text = line };
	if (!codec_plain_parse_delivery(line, event_r))
		codec_plain_parse_server(state, event_r);
}

static size_t
codec_plain_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	struct slice line;
	size_t taken;

	taken = codec_take_line(state, bytes, size, ended, &line);
	if (taken > 0)
		codec_plain_parse(state, line, event_r);
	return taken;
}

static const struct codec plain_codec = {
	.name = "plain",
	.port = 6000,
	.login = codec_plain_login,
	.show_password = codec_plain_show_password,
	.who = codec_plain_who,
	.send = codec_plain_send,
	.say = codec_plain_say,
	.decode = codec_plain_decode,
};

const struct codec *
codec_plain(void)
{
	return &plain_codec;
}
