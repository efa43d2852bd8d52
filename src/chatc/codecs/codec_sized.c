/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol from the client's side: a decimal length of four digits,
 * then the message.
 *
 * A message that was passed on is not confirmed.  What an answer is for cannot
 * be seen from itself, a list of names least of all, so this wire remembers
 * what it has asked.  Servers other than chatd have errors of their own: while
 * a login is under way, everything but a greeting or somebody's message is one.
 */

#include "chatc/codecs/codecs.h"

#include <stdio.h>
#include <string.h>

#include "common/line.h"

#define SIZED_DIGITS    4
#define SIZED_MAX_BYTES 9999 /* what four digits can say */

static const struct wire_words sized_errors[] = {
	{ "ERROR name taken", WIRE_NAME_TAKEN },
	{ "ERROR name refused", WIRE_BAD_BODY },
	{ "ERROR server full", WIRE_FULL },
	{ "ERROR no such user", WIRE_NO_SUCH_USER },
	{ "ERROR text refused", WIRE_BAD_BODY },
	{ "ERROR unknown command", WIRE_BAD_HEADER },
	{ "ERROR no name yet", WIRE_REFUSED },
	{ "ERROR bad length", WIRE_REFUSED },
	{ "ERROR message too long", WIRE_REFUSED },
};

/* Append verb, name and text, with a blank between, behind their length. */
static bool
sized_append(
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
sized_login(struct wire_state *state, struct slice name, struct buffer *out)
{
	state->expects_login = true;
	return sized_append("NAME", name, (struct slice){ 0 }, out);
}

static bool
sized_who(struct wire_state *state, struct buffer *out)
{
	state->expects_names = true;
	return sized_append(
	    "GETNAMES", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
sized_send(struct wire_state *state, struct slice name, struct slice text,
    struct buffer *out)
{
	(void)state;
	return sized_append("MSG", name, text, out);
}

static bool
sized_quit(struct wire_state *state, struct buffer *out)
{
	(void)state;
	return sized_append(
	    "EXIT", (struct slice){ 0 }, (struct slice){ 0 }, out);
}

/* "bob SENT text" is a delivery, whatever was asked. */
static bool
sized_parse_delivery(struct slice message, struct wire_event *event_r)
{
	struct slice rest = message;
	struct slice name = slice_take_word(&rest);

	if (!slice_equals(slice_take_word(&rest), "SENT"))
		return false;
	if (rest.size > 0) {
		rest.bytes++;
		rest.size--;
	}
	*event_r = (struct wire_event){
		.type = WIRE_DELIVERY, .name = name, .text = rest
	};
	return true;
}

static void
sized_parse(
    struct wire_state *state, struct slice message, struct wire_event *event_r)
{
	struct slice rest = message;
	struct slice verb = slice_take_word(&rest);

	if (sized_parse_delivery(message, event_r))
		return;
	*event_r = (struct wire_event){
		.type = wire_match(sized_errors,
		    sizeof(sized_errors) / sizeof(sized_errors[0]), message,
		    WIRE_OTHER),
		.text = message,
	};
	if (message.size == 0 || slice_equals(message, "EXIT"))
		event_r->type = WIRE_NOTHING;
	else if (state->expects_login && slice_equals(verb, "HELLO"))
		event_r->type = WIRE_LOGGED_IN;
	else if (event_r->type == WIRE_OTHER && state->expects_login)
		event_r->type = WIRE_REFUSED;
	else if (event_r->type == WIRE_OTHER && state->expects_names)
		event_r->type = WIRE_NAMES;

	/* All other errors are about a message that was sent before. */
	if (event_r->type == WIRE_NAMES || event_r->type == WIRE_BAD_HEADER)
		state->expects_names = false;
	if (event_r->type != WIRE_NOTHING)
		state->expects_login = false;
}

static size_t
sized_decode(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct wire_event *event_r)
{
	size_t length = 0;

	*event_r = (struct wire_event){ .type = WIRE_BROKEN };
	for (size_t i = 0; i < size && i < SIZED_DIGITS; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return size;
		length = length * 10 + (size_t)(bytes[i] - '0');
	}
	if (size < SIZED_DIGITS || size - SIZED_DIGITS < length) {
		event_r->type = WIRE_NOTHING;
		return ended ? size : 0;
	}
	sized_parse(
	    state, (struct slice){ bytes + SIZED_DIGITS, length }, event_r);
	return SIZED_DIGITS + length;
}

static const struct wire sized = {
	.name = "sized",
	.port = 8820,
	.needs_name = true,
	.answers_login = true,
	.answers_who = true,
	.login = sized_login,
	.who = sized_who,
	.send = sized_send,
	.quit = sized_quit,
	.decode = sized_decode,
};

const struct wire *
wire_sized(void)
{
	return &sized;
}
