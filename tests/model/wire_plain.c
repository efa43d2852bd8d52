/* SPDX-License-Identifier: MIT */
/* The client's side of plain, whose first line makes it a guest. */

#include "model/peer.h"
#include "model/wire.h"

#include <string.h>

static const struct slice plain_lobby = SLICE("#lobby");

static void
plain_write(struct peer *peer, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_RENAME:
		peer_print(peer, "!name %s\n", request->name);
		break;
	case REQUEST_SEND:
		peer_print(peer, "@%s %s\n", request->name, request->text);
		break;
	case REQUEST_SAY:
		peer_print(peer, "%s\n", request->text);
		break;
	case REQUEST_TOO_LONG:
		wire_put_long(peer);
		peer_print(peer, "\n");
		break;
	default:
		peer_print(peer, "!who\n");
		break;
	}
}

/* A line: what stands before the name, and what after it. */
struct plain_form {
	const char *before, *after;
	enum event_kind kind;
};

static const struct plain_form plain_forms[] = {
	{ "\r<", "> ", EVENT_SAID },
	{ "You are now ", "", EVENT_NAMED },
	{ "users: ", "", EVENT_LIST },
	{ "! refused: no such user: ", "", EVENT_NOBODY },
	{ "! refused: name taken: ", "", EVENT_NAME_TAKEN },
	{ "! refused: not a name: ", "", EVENT_NAME_REFUSED },
	{ "! refused: empty, or not printable UTF-8", "", EVENT_TEXT_REFUSED },
	{ "! refused: line too long", "", EVENT_TEXT_REFUSED },
	{ "! the operator has ended your connection", "", EVENT_KICKED },
	{ "Client (", ") is offline", EVENT_LEFT },
	{ "[", "] is now [", EVENT_RENAMED },
	{ "[", "] entered room", EVENT_JOINED },
};

/* Find the form of line; set the name, and the text after it. */
static bool
plain_find_form(struct slice line, struct event *event_r)
{
	for (size_t i = 0; i < sizeof(plain_forms) / sizeof(*plain_forms);
	     i++) {
		const struct plain_form *form = &plain_forms[i];
		struct slice rest = line;

		if (!slice_take_prefix(&rest, form->before))
			continue;
		event_r->kind = form->kind;
		event_r->name = rest;
		event_r->text = rest;
		if (*form->after == '\0')
			return true;
		if (wire_split(&event_r->text, form->after, &event_r->name))
			return true;
	}
	return false;
}

/* Make one name of "127.0.0.1, 34858". */
static void
plain_join_name(struct slice *name)
{
	static char joined[64];
	struct slice port = *name, host;

	if (!wire_split(&port, ", ", &host))
		return;
	if (host.size + 1 + port.size > sizeof(joined))
		wire_fail(&wire_plain, name->bytes, name->size);
	memcpy(joined, host.bytes, host.size);
	joined[host.size] = ':';
	memcpy(joined + host.size + 1, port.bytes, port.size);
	*name = (struct slice){ joined, host.size + 1 + port.size };
}

static size_t
plain_read(
    const char *bytes, size_t size, const char *own_name, struct event *event_r)
{
	const char *end = memchr(bytes, '\n', size);
	struct slice line = { bytes, 0 };

	if (end == NULL)
		return 0;
	line.size = (size_t)(end - bytes);
	*event_r = (struct event){ .room = plain_lobby, .separator = ' ' };
	if (!plain_find_form(line, event_r))
		wire_fail(&wire_plain, bytes, line.size);
	if (event_r->kind == EVENT_RENAMED)
		event_r->text.size--; /* the bracket that closes */
	if (event_r->kind == EVENT_LEFT)
		plain_join_name(&event_r->name);
	if (event_r->kind == EVENT_SAID &&
	    slice_take_prefix(&event_r->text, "@")) {
		event_r->kind = EVENT_DELIVERED;
		if (!slice_take_prefix(&event_r->text, own_name) ||
		    !slice_take_prefix(&event_r->text, " "))
			wire_fail(&wire_plain, bytes, line.size);
	}
	return (size_t)(end + 1 - bytes);
}

const struct wire wire_plain = {
	.protocol = "plain",
	.has_requests = {
		[REQUEST_RENAME] = true,
		[REQUEST_SEND] = true,
		[REQUEST_SAY] = true,
		[REQUEST_LIST] = true,
		[REQUEST_TOO_LONG] = true,
	},
	.is_silent = true,
	.is_in_lobby = true,
	.has_guests = true,
	.write = plain_write,
	.read = plain_read,
};
