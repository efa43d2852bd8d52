/* SPDX-License-Identifier: MIT */
/* The client's side of framed. */

#include "model/peer.h"
#include "model/wire.h"

#include <string.h>

#define FRAMED_HEADER_BYTES 6

static const struct slice framed_lobby = SLICE("#lobby");

/* Put a frame, with a text for the user called to, or for all if that is "". */
static void
framed_put(
    struct peer *peer, const char *name, const char *to, const char *text)
{
	const char *at = *to != '\0' ? "@" : "",
		   *blank = *to != '\0' ? " " : "";
	size_t name_size = strlen(name);
	size_t size = strlen(at) + strlen(to) + strlen(blank) + strlen(text);
	const unsigned char header[FRAMED_HEADER_BYTES] = {
		(unsigned char)(name_size >> 8), (unsigned char)name_size,
		(unsigned char)(size >> 24), (unsigned char)(size >> 16),
		(unsigned char)(size >> 8), (unsigned char)size
	};

	peer_put(peer, header, sizeof(header));
	peer_print(peer, "%s%s%s%s%s", name, at, to, blank, text);
}

static void
framed_write(struct peer *peer, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_LOGIN:
		framed_put(peer, request->name, "", "");
		break;
	case REQUEST_SEND:
		framed_put(
		    peer, request->own_name, request->name, request->text);
		break;
	case REQUEST_SAY:
		framed_put(peer, request->own_name, "", request->text);
		break;
	case REQUEST_LIST:
		framed_put(peer, request->own_name, "", "!who");
		break;
	case REQUEST_QUIT:
		/* No text may be as long as this header says. */
		peer_put(peer, "\0\1\xff\xff\xff\xff", FRAMED_HEADER_BYTES);
		break;
	default:
		framed_put(peer, "somebody", "", "else");
		break;
	}
}

struct framed_words {
	const char *words;
	enum event_kind kind;
};

/* What the server says at the beginning of a text. */
static const struct framed_words framed_answers[] = {
	{ "name taken: ", EVENT_NAME_TAKEN },
	{ "name refused: ", EVENT_NAME_REFUSED },
	{ "no such user: ", EVENT_NOBODY },
	{ "text refused", EVENT_TEXT_REFUSED },
	{ "text too long", EVENT_GOODBYE },
	{ "other name than at login", EVENT_NONSENSE },
	{ "the operator has ended your connection", EVENT_KICKED },
};

/* Read what the server says in words. */
static void
framed_read_answer(
    struct slice text, const char *own_name, struct event *event_r)
{
	event_r->room = framed_lobby;
	for (size_t i = 0; i < sizeof(framed_answers) / sizeof(*framed_answers);
	     i++) {
		event_r->name = text;
		event_r->kind = framed_answers[i].kind;
		if (slice_take_prefix(&event_r->name, framed_answers[i].words))
			return;
	}
	event_r->text = text;
	event_r->kind = EVENT_LIST;
	if (slice_take_prefix(&event_r->text, "users: "))
		return;
	event_r->text = text;
	if (wire_split(&event_r->text, " has logged in", &event_r->name))
		event_r->kind = *own_name == '\0' ? EVENT_NAMED : EVENT_JOINED;
	else if (wire_split(&event_r->text, " has left", &event_r->name))
		event_r->kind = EVENT_LEFT;
	else if (wire_split(&event_r->text, " is now ", &event_r->name))
		event_r->kind = EVENT_RENAMED;
	else
		wire_fail(&wire_framed, text.bytes, text.size);
}

/* Read a frame to the client alone: "@alice text". */
static bool
framed_read_own(struct slice text, const char *own_name, struct event *event_r)
{
	if (!slice_take_prefix(&text, "@"))
		return false;
	if (!slice_take_prefix(&text, own_name) ||
	    !slice_take_prefix(&text, " "))
		wire_fail(&wire_framed, text.bytes, text.size);
	event_r->kind = EVENT_DELIVERED;
	event_r->text = text;
	return true;
}

static size_t
framed_read(
    const char *bytes, size_t size, const char *own_name, struct event *event_r)
{
	const unsigned char *header = (const unsigned char *)bytes;
	struct slice name, text;

	if (size < FRAMED_HEADER_BYTES)
		return 0;
	name.size = (size_t)header[0] << 8 | header[1];
	text.size = (size_t)header[2] << 24 | (size_t)header[3] << 16 |
		    (size_t)header[4] << 8 | header[5];
	if (size - FRAMED_HEADER_BYTES < name.size + text.size)
		return 0;
	name.bytes = bytes + FRAMED_HEADER_BYTES;
	text.bytes = name.bytes + name.size;
	*event_r = (struct event){
		.kind = EVENT_SAID,
		.name = name,
		.room = framed_lobby,
		.text = text,
		.separator = ' ',
	};
	if (!framed_read_own(text, own_name, event_r) &&
	    slice_is(name, "server"))
		framed_read_answer(text, own_name, event_r);
	return FRAMED_HEADER_BYTES + name.size + text.size;
}

const struct wire wire_framed = {
	.protocol = "framed",
	.has_requests = {
		[REQUEST_LOGIN] = true,
		[REQUEST_SEND] = true,
		[REQUEST_SAY] = true,
		[REQUEST_LIST] = true,
		[REQUEST_NONSENSE] = true,
		[REQUEST_QUIT] = true,
	},
	.is_silent = true,
	.is_in_lobby = true,
	.ends_when_refused = true,
	.write = framed_write,
	.read = framed_read,
};
