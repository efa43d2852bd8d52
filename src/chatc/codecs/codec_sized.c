/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol from the client's side: a decimal length of four digits,
 * and then the message.
 *
 * A message that was passed on is not confirmed.  An answer does not tell what
 * it answers, and a list of names has no mark at all, so this codec remembers
 * what it has asked.  Servers other than chatd have words of their own: while a
 * login is under way, everything but a greeting or a user's message is an
 * error, and while a list is expected, everything that does not look like an
 * error is the list.  Some want lengths of two or three digits and hang up at
 * four, and some know GET_NAMES alone.
 */

#include "chatc/codecs/codecs.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/slice.h"

/* How wide a length may be, in the order in which they are tried. */
static const struct {
	unsigned int digits;
	size_t max_bytes; /* what so many digits can say */
} codec_sized_widths[] = { { 4, 9999 }, { 2, 99 }, { 3, 999 } };

#define SIZED_WIDTHS                                                           \
	(sizeof(codec_sized_widths) / sizeof(codec_sized_widths[0]))

/* No server has shorter lengths. */
#define SIZED_DIGITS_MIN 2

/* What servers put in front of whatever they say. */
#define SIZED_PREAMBLE "Server Sent: "

static const struct codec_words codec_sized_errors[] = {
	{ "ERROR name taken", CODEC_NAME_TAKEN },
	{ "A client with name", CODEC_NAME_TAKEN },
	{ "ERROR name refused", CODEC_BAD_BODY },
	{ "ERROR server full", CODEC_FULL },
	{ "ERROR no such user", CODEC_NO_SUCH_USER },
	{ "ERROR text refused", CODEC_BAD_BODY },
	{ "ERROR unknown command", CODEC_BAD_HEADER },
	{ "ERROR no accounts", CODEC_NO_OWNERS },
	{ "ERROR no password", CODEC_WRONG_PASSWORD },
	{ "ERROR not private", CODEC_NOT_PRIVATE },
	{ "ERROR wrong password", CODEC_WRONG_PASSWORD },
	{ "ERROR try again later", CODEC_LATER },
	{ "ERROR no name yet", CODEC_REFUSED },
	{ "ERROR bad length", CODEC_REFUSED },
	{ "ERROR message too long", CODEC_REFUSED },
};

/* Append the length, and then verb, name and text with blanks between. */
static bool
codec_sized_append(struct codec_state *state, const char *verb,
    struct slice name, struct slice text, struct buffer *out)
{
	unsigned int width = state->dialect.width;
	int digits = (int)codec_sized_widths[width].digits;
	size_t size = strlen(verb) + (name.size > 0 ? 1 + name.size : 0) +
		      (text.size > 0 ? 1 + text.size : 0);

	if (size > codec_sized_widths[width].max_bytes)
		return false;
	buffer_append_format(out, "%0*zu%s", digits, size, verb);
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
	buffer_empty(&state->name);
	buffer_append_slice(&state->name, name);
	return codec_sized_append(
	    state, "NAME", name, (struct slice){ 0 }, out);
}

static bool
codec_sized_show_password(struct codec_state *state, struct slice name,
    struct slice password, struct buffer *out)
{
	state->expects_login = true;
	return codec_sized_append(state, "AUTH", name, password, out);
}

static bool
codec_sized_who(
    struct codec_state *state, struct slice room, struct buffer *out)
{
	(void)room;
	state->expects_names = true;
	return codec_sized_append(state,
	    state->dialect.asks_otherwise ? "GET_NAMES" : "GETNAMES",
	    (struct slice){ 0 }, (struct slice){ 0 }, out);
}

static bool
codec_sized_log_in_otherwise(struct codec_dialect *dialect)
{
	if (dialect->is_settled)
		return false;
	dialect->width = (dialect->width + 1) % SIZED_WIDTHS;
	return dialect->width != 0;
}

static bool
codec_sized_send(struct codec_state *state, struct slice name,
    struct slice text, struct buffer *out)
{
	return codec_sized_append(state, "MSG", name, text, out);
}

static bool
codec_sized_quit(struct codec_state *state, struct buffer *out)
{
	return codec_sized_append(
	    state, "EXIT", (struct slice){ 0 }, (struct slice){ 0 }, out);
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

/* Say whether text has this word, in whichever case. */
static bool
codec_sized_has_word(struct slice text, struct slice want)
{
	struct slice word;

	while ((word = slice_take_word(&text)).size > 0)
		if (word.size == want.size &&
		    strncasecmp(word.bytes, want.bytes, want.size) == 0)
			return true;
	return false;
}

/*
 * Say whether a message that comes in place of a list is an error.  It may be
 * in any words; but a list has the name of who asks for it.
 */
static bool
codec_sized_is_error(const struct codec_state *state, struct slice message)
{
	static const struct slice words[] = { SLICE("error"), SLICE("error:"),
		SLICE("unknown"), SLICE("invalid"), SLICE("command"),
		SLICE("unrecognized"), SLICE("unrecognised") };

	if (codec_sized_has_word(message, buffer_slice(&state->name)))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (codec_sized_has_word(message, words[i]))
			return true;
	return false;
}

/* Find out what words of the server mean at this moment. */
static enum codec_event_type
codec_sized_meaning(const struct codec_state *state, struct slice message)
{
	enum codec_event_type type = codec_match(codec_sized_errors,
	    sizeof(codec_sized_errors) / sizeof(codec_sized_errors[0]), message,
	    CODEC_OTHER);
	struct slice rest = message, verb = slice_take_word(&rest);

	if (message.size == 0 || slice_is(message, "EXIT"))
		return CODEC_NOTHING;
	if (state->expects_login) {
		if (slice_is(verb, "HELLO") || slice_is(verb, "Hello"))
			return CODEC_LOGGED_IN;
		if (slice_is(message, "AUTH-OK"))
			return CODEC_OWNER;
		return type == CODEC_OTHER ? CODEC_REFUSED : type;
	}
	if (type != CODEC_OTHER)
		return type;
	if (slice_is(message, "sent"))
		return CODEC_SENT;
	if (!state->expects_names)
		return CODEC_OTHER;
	return codec_sized_is_error(state, message) ? CODEC_BAD_HEADER
						    : CODEC_NAMES;
}

static void
codec_sized_parse(struct codec_state *state, struct slice message,
    struct codec_event *event_r)
{
	(void)slice_take_prefix(&message, SIZED_PREAMBLE);
	if (codec_sized_parse_delivery(message, event_r))
		return;
	*event_r = (struct codec_event){
		.type = codec_sized_meaning(state, message),
		.text = message,
	};

	if (event_r->type == CODEC_NO_SUCH_USER)
		event_r->name = codec_missing_name(message);

	/* Any other error is about a message that was sent earlier. */
	if (event_r->type == CODEC_NAMES || event_r->type == CODEC_BAD_HEADER)
		state->expects_names = false;
	if (event_r->type == CODEC_NAMES)
		state->dialect.has_listed = true;
	if (event_r->type != CODEC_NOTHING) {
		state->dialect.is_settled |= state->expects_login;
		state->expects_login = false;
	}
}

static size_t
codec_sized_decode(struct codec_state *state, const char *bytes, size_t size,
    bool ended, struct codec_event *event_r)
{
	size_t digits = codec_sized_widths[state->dialect.width].digits;
	size_t length = 0;

	*event_r = (struct codec_event){ .type = CODEC_BROKEN };
	for (size_t i = 0; i < size && i < digits; i++) {
		if (bytes[i] < '0' || bytes[i] > '9') {
			/* Behind a shorter length there would be a word. */
			state->dialect.is_settled |= i < SIZED_DIGITS_MIN ||
						     slice_byte_is_blank(
							 bytes[i]);
			return size;
		}
		length = length * 10 + (size_t)(bytes[i] - '0');
	}
	if (size < digits || size - digits < length) {
		event_r->type = CODEC_NOTHING;
		return ended ? size : 0;
	}
	codec_sized_parse(
	    state, (struct slice){ bytes + digits, length }, event_r);
	return digits + length;
}

static const struct codec sized_codec = {
	.name = "sized",
	.port = 8820,
	.needs_name = true,
	.answers_login = true,
	.answers_who = true,
	.login = codec_sized_login,
	.show_password = codec_sized_show_password,
	.who = codec_sized_who,
	.who_otherwise = codec_ask_otherwise,
	.log_in_otherwise = codec_sized_log_in_otherwise,
	.send = codec_sized_send,
	.quit = codec_sized_quit,
	.decode = codec_sized_decode,
};

const struct codec *
codec_sized(void)
{
	return &sized_codec;
}
