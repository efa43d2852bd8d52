/* SPDX-License-Identifier: MIT */
/* The client's side of sized, with lengths of four digits. */

#include "model/peer.h"
#include "model/wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/test_support.h"

#define SIZED_DIGITS 4

static void sized_print(struct peer *peer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
sized_print(struct peer *peer, const char *format, ...)
{
	char message[PEER_TEXT_BYTES];
	va_list arguments;
	size_t size;

	va_start(arguments, format);
	size = peer_format(message, format, arguments);
	va_end(arguments);
	peer_print(peer, "%0*zu", SIZED_DIGITS, size);
	peer_put(peer, message, size);
}

static void
sized_write(struct peer *peer, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_LOGIN:
	case REQUEST_RENAME:
		sized_print(peer, "NAME %s", request->name);
		break;
	case REQUEST_SEND:
		sized_print(peer, "MSG %s %s", request->name, request->text);
		break;
	case REQUEST_LIST:
		sized_print(peer, "GETNAMES");
		break;
	case REQUEST_QUIT:
		sized_print(peer, "EXIT");
		break;
	default:
		sized_print(peer, "NONSENSE");
		break;
	}
}

struct sized_answer {
	const char *words;
	enum event_kind kind;
	bool has_name; /* after the words */
};

static const struct sized_answer sized_answers[] = {
	{ "HELLO ", EVENT_NAMED, true },
	{ "ERROR name taken: ", EVENT_NAME_TAKEN, true },
	{ "ERROR name refused", EVENT_NAME_REFUSED, false },
	{ "ERROR text refused", EVENT_TEXT_REFUSED, false },
	{ "ERROR no such user: ", EVENT_NOBODY, true },
	{ "ERROR unknown command: NONSENSE", EVENT_NONSENSE, false },
};

/* Read a message, once its length is off. */
static void
sized_read_message(
    struct slice message, const char *own_name, struct event *event_r)
{
	struct slice rest = message;

	*event_r = (struct event){ .separator = ' ' };
	for (size_t i = 0; i < sizeof(sized_answers) / sizeof(*sized_answers);
	     i++) {
		const struct sized_answer *answer = &sized_answers[i];

		if (!slice_take_prefix(&rest, answer->words))
			continue;
		event_r->kind = answer->kind;
		if (answer->has_name)
			event_r->name = rest;
		return;
	}
	if (slice_is(message, "EXIT")) {
		event_r->kind = EVENT_GOODBYE;
	} else if (*own_name != '\0' &&
		   wire_split(&rest, " SENT ", &event_r->name)) {
		event_r->kind = EVENT_DELIVERED;
		event_r->text = rest;
	} else {
		event_r->kind = EVENT_LIST;
		event_r->text = message;
	}
}

static size_t
sized_read(
    const char *bytes, size_t size, const char *own_name, struct event *event_r)
{
	size_t length = 0;

	if (size < SIZED_DIGITS)
		return 0;
	for (size_t i = 0; i < SIZED_DIGITS; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			wire_fail(&wire_sized, bytes, size);
		length = length * 10 + (size_t)(bytes[i] - '0');
	}
	if (size - SIZED_DIGITS < length)
		return 0;
	sized_read_message(
	    (struct slice){ bytes + SIZED_DIGITS, length }, own_name, event_r);
	return SIZED_DIGITS + length;
}

const struct wire wire_sized = {
	.protocol = "sized",
	.has_requests = {
		[REQUEST_LOGIN] = true,
		[REQUEST_RENAME] = true,
		[REQUEST_SEND] = true,
		[REQUEST_LIST] = true,
		[REQUEST_NONSENSE] = true,
		[REQUEST_QUIT] = true,
	},
	.is_silent = true,
	.write = sized_write,
	.read = sized_read,
};
