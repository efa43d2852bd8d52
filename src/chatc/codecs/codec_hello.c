/* SPDX-License-Identifier: MIT */
/*
 * The hello protocol from the client's side: one line a message, each request
 * answered by one line, deliveries in between whenever they come.
 *
 * Servers of this protocol have been written by many hands.  So the answers are
 * found by their first word alone, blanks around them do not count, a blank
 * line means nothing, and both words for "nobody of that name" are known.
 */

#include "chatc/codecs/codecs.h"

#include "common/line.h"

struct hello_answer {
	const char *word;
	enum wire_event_type type;
};

static const struct hello_answer hello_answers[] = {
	{ "DELIVERY", WIRE_DELIVERY },
	{ "SEND-OK", WIRE_SENT },
	{ "UNKNOWN", WIRE_NO_SUCH_USER },
	{ "BAD-DEST-USER", WIRE_NO_SUCH_USER },
	{ "WHO-OK", WIRE_NAMES },
	{ "LIST-OK", WIRE_NAMES },
	{ "HELLO", WIRE_LOGGED_IN },
	{ "IN-USE", WIRE_NAME_TAKEN },
	{ "BUSY", WIRE_FULL },
	{ "BAD-RQST-HDR", WIRE_BAD_HEADER },
	{ "BAD-RQST-BODY", WIRE_BAD_BODY },
};

static bool
hello_login(struct wire_state *state, struct slice name, struct buffer *out)
{
	(void)state;
	buffer_append_text(out, "HELLO-FROM ");
	buffer_append_slice(out, name);
	buffer_append_text(out, "\n");
	return true;
}

static bool
hello_who(struct wire_state *state, struct buffer *out)
{
	buffer_append_text(out, state->asks_list ? "LIST\n" : "WHO\n");
	return true;
}

static bool
hello_who_otherwise(struct wire_state *state)
{
	state->asks_list = !state->asks_list;
	return state->asks_list;
}

static bool
hello_send(struct wire_state *state, struct slice name, struct slice text,
    struct buffer *out)
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
hello_delivery(struct slice rest, struct wire_event *event_r)
{
	event_r->name = slice_take_word(&rest);

	/* One blank parts name and text; further ones are the text's own. */
	if (rest.size > 0) {
		rest.bytes++;
		rest.size--;
	}
	event_r->text = rest;
}

static void
hello_parse(struct slice line, struct wire_event *event_r)
{
	struct slice rest = line;
	struct slice word = slice_take_word(&rest);

	*event_r = (struct wire_event){ .type = WIRE_OTHER, .text = line };
	if (word.size == 0)
		event_r->type = WIRE_NOTHING;
	for (size_t i = 0; i < sizeof(hello_answers) / sizeof(hello_answers[0]);
	     i++) {
		if (!slice_equals(word, hello_answers[i].word))
			continue;
		event_r->type = hello_answers[i].type;
		event_r->text = rest;
	}
	if (event_r->type == WIRE_DELIVERY)
		hello_delivery(rest, event_r);
}

static size_t
hello_decode(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct wire_event *event_r)
{
	struct slice line;
	size_t taken;

	taken = wire_take_line(state, bytes, size, ended, &line);
	if (taken > 0)
		hello_parse(line, event_r);
	return taken;
}

static const struct wire hello = {
	.name = "hello",
	.port = 5378,
	.needs_name = true,
	.answers_login = true,
	.answers_who = true,
	.answers_send = true,
	.login = hello_login,
	.who = hello_who,
	.who_otherwise = hello_who_otherwise,
	.send = hello_send,
	.decode = hello_decode,
};

const struct wire *
wire_hello(void)
{
	return &hello;
}
