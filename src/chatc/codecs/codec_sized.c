/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol from the client's side: a decimal length of four digits,
 * and then the message.
 *
 * A message that was passed on is not confirmed.  An answer does not tell what
 * it answers, and a list of names has no mark at all, so this codec remembers
 * what it has asked.  Servers other than chatd have errors of their own: while
 * a login is under way, everything but a greeting or a user's message is an
 * error.
 */

#include "chatc/codecs/codecs.h"

#include <stdio.h>
#include <string.h>

#include "common/slice.h"

#define SIZED_DIGITS    4
#define SIZED_MAX_BYTES 9999 /* what four digits can say */

static const struct codec_words codec_sized_errors[] = {
	{ "ERROR name taken", CODEC_NAME_TAKEN },
	{ "ERROR name refused", CODEC_BAD_BODY },
	{ "ERROR server full", CODEC_FULL },
	{ "ERROR no such user", CODEC_NO_SUCH_USER },
	{ "ERROR text refused", CODEC_BAD_BODY },
	{ "ERROR unknown command", CODEC_BAD_HEADER },
	{ "ERROR no name yet", CODEC_REFUSED },
	{ "ERROR bad length", CODEC_REFUSED },
	{ "ERROR message too long", CODEC_REFUSED },
};

/* Append the length, and then verb, name and text with blanks between. */
static bool
codec_sized_append(
    const char *verb, struct slice name, struct slice text, struct buffer *out)
{
	size_t size = strlen(verb) + (name.size > 0 ? 1 + name.size : 0) +
		      (text.size > 0 ? 1 + text.size : 0);

	if (size > SIZED_MAX_BYTES)
		return false;
	buffer_append_format(out, "%0*zu%s", SIZED_DIGITS, size, verb);
	if (name.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, name);
	if (text.size > 0)
		buffer_append_text(out, " ");
	buffer_append_slice(out, text);
	return true;
}

static bool
codec_sized_login(
    struct codec_state *state, struct slice name, struct buffer *out)
{
	state->expects_login = true;
	return codec_sized_append("NAME", name, (struct slice){ 0 }, out);
}

static bool
codec_sized_who(struct codec_state *state, struct buffer *out)
{
	state->expects_names = true;
	return codec_sized_append(
	    "GETNAMES", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
codec_sized_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	(void)state;
	return codec_sized_append("MSG", name, text, out);
}

static bool
codec_sized_quit(struct codec_state *state, struct buffer *out)
{
	(void)state;
	return codec_sized_append(
	    "EXIT", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

/* Take "bob SENT text", a delivery, apart.  Return false if it is none. */
static bool
codec_sized_parse_delivery(struct slice message, struct codec_event *event_r)
{
	struct slice rest = message;
	struct slice name = slice_take_word(&rest);

	if (!slice_is(slice_take_word(&rest), "SENT"))
		return false;
	if (rest.size > 0) {
		rest.bytes++;
		rest.size--;
	}
	*event_r = (struct codec_event){
		.type = CODEC_DELIVERY, .name = name, .text = rest
	};
	return true;
}

static void
codec_sized_parse(struct codec_state *state, struct slice message,
    struct codec_event *event_r)
{
	struct slice rest = message;
	struct slice verb = slice_take_word(&rest);

	if (codec_sized_parse_delivery(message, event_r))
		return;
	*event_r = (struct codec_event){
		.type = codec_match(codec_sized_errors,
		    sizeof(codec_sized_errors) / sizeof(codec_sized_errors[0]),
		    message, CODEC_OTHER),
		.text = message,
	};
	if (message.size == 0 || slice_is(message, "EXIT"))
		event_r->type = CODEC_NOTHING;
	else if (state->expects_login && slice_is(verb, "HELLO"))
		event_r->type = CODEC_LOGGED_IN;
	else if (event_r->type == CODEC_OTHER && state->expects_login)
		event_r->type = CODEC_REFUSED;
	else if (event_r->type == CODEC_OTHER && state->expects_names)
		event_r->type = CODEC_NAMES;

	/* Any other error is about a message that was sent earlier. */
	if (event_r->type == CODEC_NAMES || event_r->type == CODEC_BAD_HEADER)
		state->expects_names = false;
	if (event_r->type != CODEC_NOTHING)
		state->expects_login = false;
}

static size_t
codec_sized_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	size_t length = 0;

	*event_r = (struct codec_event){ .type = CODEC_BROKEN };
	for (size_t i = 0; i < size && i < SIZED_DIGITS; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return size;
		length = length * 10 + (size_t)(bytes[i] - '0');
	}
	if (size < SIZED_DIGITS || size - SIZED_DIGITS < length) {
		event_r->type = CODEC_NOTHING;
		return ended ? size : 0;
	}
	codec_sized_parse(
	    state, (struct slice){ bytes + SIZED_DIGITS, length }, event_r);
	return SIZED_DIGITS + length;
}

static const struct codec sized_codec = {
	.name = "sized",
	.port = 8820,
	.needs_name = true,
	.answers_login = true,
	.answers_who = true,
	.login = codec_sized_login,
	.who = codec_sized_who,
	.send = codec_sized_send,
	.quit = codec_sized_quit,
	.decode = codec_sized_decode,
};

const struct codec *
codec_sized(void)
{
	return &sized_codec;
}
