/* SPDX-License-Identifier: MIT */
/* The client's side of hello: verbs and lines. */

#include "model/peer.h"
#include "model/wire.h"

#include <string.h>

static void
hello_write(struct peer *peer, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_LOGIN:
		peer_print(peer, "HELLO-FROM %s\n", request->name);
		break;
	case REQUEST_SEND:
		peer_print(peer, "SEND %s %s\n", request->name, request->text);
		break;
	case REQUEST_SAY:
		peer_print(peer, "SEND %s %s\n", request->room, request->text);
		break;
	case REQUEST_JOIN:
		peer_print(peer, "JOIN %s\n", request->room);
		break;
	case REQUEST_LEAVE:
		peer_print(peer, "LEAVE %s\n", request->room);
		break;
	case REQUEST_LIST:
		peer_print(peer, "WHO\n");
		break;
	case REQUEST_LIST_ROOM:
		peer_print(peer, "WHO %s\n", request->room);
		break;
	case REQUEST_TOO_LONG:
		peer_print(peer, "SEND echobot ");
		wire_put_long(peer);
		peer_print(peer, "\n");
		break;
	default:
		peer_print(peer, "NONSENSE\n");
		break;
	}
}

/* A reply or notice: its verb, and what the words after it are. */
struct hello_verb {
	const char *verb;
	enum event_kind kind;
	const char *words; /* n: name, r: room, t: all the rest */
};

static const struct hello_verb hello_verbs[] = {
	{ "HELLO", EVENT_NAMED, "n" },
	{ "IN-USE", EVENT_NAME_TAKEN, "" },
	{ "SEND-OK", EVENT_SENT, "" },
	{ "UNKNOWN", EVENT_NOBODY, "" },
	{ "BAD-RQST-BODY", EVENT_TEXT_REFUSED, "" },
	{ "BAD-RQST-HDR", EVENT_NONSENSE, "" },
	{ "JOIN-OK", EVENT_JOIN_DONE, "r" },
	{ "LEAVE-OK", EVENT_LEAVE_DONE, "r" },
	{ "WHO-OK", EVENT_LIST, "t" },
	{ "DELIVERY", EVENT_DELIVERED, "nt" },
	{ "SAID", EVENT_SAID, "rnt" },
	{ "JOINED", EVENT_JOINED, "rn" },
	{ "LEFT", EVENT_LEFT, "rn" },
	{ "RENAMED", EVENT_RENAMED, "rnt" },
};

static const struct hello_verb *
hello_find(struct slice verb)
{
	size_t count = sizeof(hello_verbs) / sizeof(hello_verbs[0]);

	for (size_t i = 0; i < count; i++)
		if (slice_is(verb, hello_verbs[i].verb))
			return &hello_verbs[i];
	return NULL;
}

/* Take a word and the one blank after it, or everything if it is the last. */
static struct slice
hello_take(struct slice *rest, bool is_last)
{
	struct slice word = *rest;

	if (is_last)
		rest->size = 0;
	else if (!wire_split(rest, " ", &word))
		rest->size = 0;
	return word;
}

static size_t
hello_read(
    const char *bytes, size_t size, const char *own_name, struct event *event_r)
{
	const char *end = memchr(bytes, '\n', size);
	struct slice rest = { bytes, 0 };
	const struct hello_verb *verb;

	if (end == NULL)
		return 0;
	rest.size = (size_t)(end - bytes);
	verb = hello_find(hello_take(&rest, false));
	if (verb == NULL)
		wire_fail(&wire_hello, bytes, (size_t)(end - bytes));
	*event_r = (struct event){ .kind = verb->kind, .separator = ',' };
	for (const char *what = verb->words; *what != '\0'; what++) {
		struct slice word = hello_take(&rest, what[1] == '\0');

		if (word.size == 0)
			wire_fail(&wire_hello, bytes, (size_t)(end - bytes));
		if (*what == 'n')
			event_r->name = word;
		else if (*what == 'r')
			event_r->room = word;
		else
			event_r->text = word;
	}
	if (rest.size > 0)
		wire_fail(&wire_hello, bytes, (size_t)(end - bytes));
	if (verb->kind == EVENT_LIST && event_r->text.bytes[0] == '#') {
		event_r->kind = EVENT_LIST_ROOM;
		event_r->room = hello_take(&event_r->text, false);
	}
	/* The handshake has the same words for other things. */
	if (verb->kind == EVENT_TEXT_REFUSED && *own_name == '\0')
		event_r->kind = EVENT_NAME_REFUSED;
	return (size_t)(end + 1 - bytes);
}

const struct wire wire_hello = {
	.protocol = "hello",
	.has_requests = {
		[REQUEST_LOGIN] = true,
		[REQUEST_SEND] = true,
		[REQUEST_SAY] = true,
		[REQUEST_JOIN] = true,
		[REQUEST_LEAVE] = true,
		[REQUEST_LIST] = true,
		[REQUEST_LIST_ROOM] = true,
		[REQUEST_NONSENSE] = true,
		[REQUEST_TOO_LONG] = true,
	},
	.write = hello_write,
	.read = hello_read,
};
