/* SPDX-License-Identifier: MIT */
/*
 * The hello protocol from the client's side: a message is one line, each
 * request is answered by one line, and deliveries come in between at any time.
 *
 * Servers of this protocol have been written by many hands.  So an answer is
 * known by its first word alone, blanks around it do not count, a blank line
 * means nothing, and both words for "nobody of that name" are known.
 */

#include "chatc/codecs/codecs.h"

#include "common/slice.h"

struct codec_hello_answer {
	const char *word;
	enum codec_event_type type;
};

static const struct codec_hello_answer codec_hello_answers[] = {
	{ "DELIVERY", CODEC_DELIVERY },
	{ "SEND-OK", CODEC_SENT },
	{ "UNKNOWN", CODEC_NO_SUCH_USER },
	{ "BAD-DEST-USER", CODEC_NO_SUCH_USER },
	{ "WHO-OK", CODEC_NAMES },
	{ "LIST-OK", CODEC_NAMES },
	{ "SAID", CODEC_DELIVERY },
	{ "JOINED", CODEC_CAME },
	{ "LEFT", CODEC_WENT },
	{ "RENAMED", CODEC_RENAMED },
	{ "KICKED", CODEC_KICKED },
	{ "INVITED", CODEC_INVITED },
	{ "TOPIC-OK", CODEC_TOPIC },
	{ "MODE-OK", CODEC_MODES },
	{ "KICK-OK", CODEC_TAKEN_OUT },
	{ "INVITE-OK", CODEC_MAY_ENTER },
	{ "NOT-OPERATOR", CODEC_NOT_OPERATOR },
	{ "BANS-FULL", CODEC_REFUSED },
	{ "JOIN-OK", CODEC_JOINED },
	{ "LEAVE-OK", CODEC_LEFT },
	{ "HELLO", CODEC_LOGGED_IN },
	{ "AUTH-OK", CODEC_OWNER },
	{ "REGISTER-OK", CODEC_REGISTERED },
	{ "BAD-AUTH", CODEC_WRONG_PASSWORD },
	{ "IN-USE", CODEC_NAME_TAKEN },
	{ "BUSY", CODEC_FULL },
	{ "TOO-MANY-ROOMS", CODEC_FULL },
	{ "BANNED", CODEC_REFUSED },
	{ "INVITE-ONLY", CODEC_REFUSED },
	{ "BAD-KEY", CODEC_REFUSED },
	{ "ROOM-FULL", CODEC_REFUSED },
	{ "MODERATED", CODEC_REFUSED },
	{ "MUTED", CODEC_REFUSED },
	{ "BAD-RQST-HDR", CODEC_BAD_HEADER },
	{ "BAD-RQST-BODY", CODEC_BAD_BODY },
};

static bool
codec_hello_login(
    struct codec_state *state, struct slice name, struct buffer *out)
{
	(void)state;
	buffer_append_text(out, "HELLO-FROM ");
	buffer_append_slice(out, name);
	buffer_append_text(out, "\n");
	return true;
}

/* Append a line of a verb and, unless it is empty, a word. */
static void
codec_hello_append(struct buffer *out, const char *verb, struct slice word)
{
	buffer_append_text(out, verb);
	if (word.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, word);
	buffer_append_text(out, "\n");
}

static bool
codec_hello_show_password(struct codec_state *state, struct slice name,
    struct slice password, struct buffer *out)
{
	(void)state;
	buffer_append_text(out, "AUTH ");
	buffer_append_slice(out, name);
	codec_hello_append(out, "", password);
	return true;
}

static bool
codec_hello_own_name(
    struct codec_state *state, struct slice password, struct buffer *out)
{
	(void)state;
	codec_hello_append(out, "REGISTER", password);
	return true;
}

static bool
codec_hello_who(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	/* Only chatd has rooms, and its word is WHO. */
	codec_hello_append(out,
	    state->dialect.asks_otherwise && room.size == 0 ? "LIST" : "WHO",
	    room);
	return true;
}

static bool
codec_hello_join(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	(void)state;
	codec_hello_append(out, "JOIN", room);
	return true;
}

static bool
codec_hello_leave(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	(void)state;
	codec_hello_append(out, "LEAVE", room);
	return true;
}

static bool
codec_hello_ask_room(struct codec_state *state, enum codec_room_request request,
    struct slice room, struct slice text, struct buffer *out)
{
	static const char *const verbs[] = {
		[CODEC_ASK_TOPIC] = "TOPIC ",
		[CODEC_ASK_KICK] = "KICK ",
		[CODEC_ASK_MODE] = "MODE ",
		[CODEC_ASK_INVITE] = "INVITE ",
	};

	(void)state;
	buffer_append_text(out, verbs[request]);
	buffer_append_slice(out, room);
	codec_hello_append(out, "", text);
	return true;
}

/* Append a line of a verb, a word, and a text behind one blank. */
static void
codec_hello_append_text(
    struct buffer *out, const char *verb, struct slice word, struct slice text)
{
	buffer_append_text(out, verb);
	buffer_append_text(out, " ");
	buffer_append_slice(out, word);
	buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	buffer_append_text(out, "\n");
}

static bool
codec_hello_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	(void)state;
	codec_hello_append_text(out, "SEND", name, text);
	return true;
}

static bool
codec_hello_act(struct codec_state *state, struct slice name, struct slice deed,
    struct buffer *out)
{
	(void)state;
	codec_hello_append_text(out, "ACT", name, deed);
	return true;
}

/* Drop the one blank that separates a text from what precedes it. */
static struct slice
codec_hello_text(struct slice rest)
{
	return rest.size > 0 ? (struct slice){ rest.bytes + 1, rest.size - 1 }
			     : rest;
}

/* Say whether the words of an event are a room, somebody in it, and a text. */
static bool
codec_hello_names_somebody(enum codec_event_type type)
{
	switch (type) {
	case CODEC_CAME:
	case CODEC_WENT:
	case CODEC_KICKED:
	case CODEC_INVITED:
	case CODEC_TAKEN_OUT:
	case CODEC_MAY_ENTER:
		return true;
	default:
		return false;
	}
}

/* Find out why a password was not taken. */
static enum codec_event_type
codec_hello_refusal(struct slice why)
{
	if (slice_is(why, "NOT-PRIVATE"))
		return CODEC_NOT_PRIVATE;
	return slice_is(why, "LATER") ? CODEC_LATER : CODEC_WRONG_PASSWORD;
}

/* Take the words behind the first one apart. */
static void
codec_hello_parse_rest(
    bool is_said, struct slice rest, struct codec_event *event_r)
{
	struct slice list = rest;

	if (event_r->type == CODEC_DELIVERY) {
		if (is_said)
			event_r->room = slice_take_word(&rest);
		event_r->name = slice_take_word(&rest);
		event_r->text = codec_hello_text(rest);
	} else if (codec_hello_names_somebody(event_r->type)) {
		event_r->room = slice_take_word(&rest);
		event_r->name = slice_take_word(&rest);
		event_r->text = slice_trim(rest);
	} else if (event_r->type == CODEC_TOPIC ||
		   event_r->type == CODEC_MODES) {
		event_r->room = slice_take_word(&rest);
		event_r->text = slice_trim(rest);
	} else if (event_r->type == CODEC_RENAMED) {
		event_r->room = slice_take_word(&rest);
		event_r->name = slice_take_word(&rest);
		event_r->text = slice_take_word(&rest);
	} else if (event_r->type == CODEC_JOINED ||
		   event_r->type == CODEC_LEFT) {
		event_r->room = slice_take_word(&rest);
	} else if (event_r->type == CODEC_WRONG_PASSWORD) {
		event_r->type = codec_hello_refusal(slice_take_word(&rest));
	} else if (event_r->type == CODEC_NAMES) {
		/* "WHO-OK #lobby a,b", which no user's name begins like */
		event_r->text = rest;
		rest = slice_take_word(&list);
		if (!slice_begins_with(rest, "#"))
			return;
		event_r->room = rest;
		event_r->text = list;
	}
}

static void
codec_hello_parse(
    struct codec_state *state, struct slice line, struct codec_event *event_r)
{
	struct slice rest = line;
	struct slice word = slice_take_word(&rest);

	*event_r = (struct codec_event){ .type = CODEC_OTHER, .text = line };
	if (word.size == 0)
		event_r->type = CODEC_NOTHING;
	for (size_t i = 0;
	     i < sizeof(codec_hello_answers) / sizeof(codec_hello_answers[0]);
	     i++) {
		if (!slice_is(word, codec_hello_answers[i].word))
			continue;
		event_r->type = codec_hello_answers[i].type;
		codec_hello_parse_rest(slice_is(word, "SAID"), rest, event_r);
	}
	if (event_r->type == CODEC_NAMES)
		state->dialect.has_listed = true;
	/* Only chatd has rooms, and it has actions as well. */
	if (event_r->type == CODEC_JOINED)
		state->dialect.has_actions = true;
}

static size_t
codec_hello_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	struct slice line;
	size_t taken;

	taken = codec_take_line(state, bytes, size, ended, &line);
	if (taken > 0)
		codec_hello_parse(state, line, event_r);
	return taken;
}

static const struct codec hello_codec = {
	.name = "hello",
	.port = 5378,
	.needs_name = true,
	.answers_login = true,
	.answers_who = true,
	.answers_send = true,
	.login = codec_hello_login,
	.show_password = codec_hello_show_password,
	.own_name = codec_hello_own_name,
	.who = codec_hello_who,
	.who_otherwise = codec_ask_otherwise,
	.send = codec_hello_send,
	.act = codec_hello_act,
	.join = codec_hello_join,
	.leave = codec_hello_leave,
	.ask_room = codec_hello_ask_room,
	.decode = codec_hello_decode,
};

const struct codec *
codec_hello(void)
{
	return &hello_codec;
}
