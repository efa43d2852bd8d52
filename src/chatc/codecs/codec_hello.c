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
	{ "HELLO", CODEC_LOGGED_IN },
	{ "IN-USE", CODEC_NAME_TAKEN },
	{ "BUSY", CODEC_FULL },
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

static bool
codec_hello_who(struct codec_state *state, struct buffer *out)
{
	buffer_append_text(out, state->asks_list ? "LIST\n" : "WHO\n");
	return true;
}

static bool
codec_hello_who_otherwise(struct codec_state *state)
{
	state->asks_list = !state->asks_list;
	return state->asks_list;
}

static bool
codec_hello_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	(void)state;
	buffer_append_text(out, "SEND ");
	buffer_append_slice(out, name);
	buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	buffer_append_text(out, "\n");
	return true;
}

static void
codec_hello_delivery(struct slice rest, struct codec_event *event_r)
{
	event_r->name = slice_take_word(&rest);

	/* One blank separates name and text; more belong to the text. */
	if (rest.size > 0) {
		rest.bytes++;
		rest.size--;
	}
	event_r->text = rest;
}

static void
codec_hello_parse(struct slice line, struct codec_event *event_r)
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
		event_r->text = rest;
	}
	if (event_r->type == CODEC_DELIVERY)
		codec_hello_delivery(rest, event_r);
}

static size_t
codec_hello_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	struct slice line;
	size_t taken;

	taken = codec_take_line(state, bytes, size, ended, &line);
	if (taken > 0)
		codec_hello_parse(line, event_r);
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
	.who = codec_hello_who,
	.who_otherwise = codec_hello_who_otherwise,
	.send = codec_hello_send,
	.decode = codec_hello_decode,
};

const struct codec *
codec_hello(void)
{
	return &hello_codec;
}
