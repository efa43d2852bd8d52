/* SPDX-License-Identifier: MIT */
/*
 * A hello that shows stamps, for a daemon that is otherwise the real one: a
 * line "STAMP time origin number" stands before each text, and before the
 * answer to whoever has said one.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/protocols/protocols.h"

static void
stamps_show(struct connection *connection, enum append_mode mode,
    const struct stamp *stamp)
{
	char text[80];
	int size = snprintf(text, sizeof(text),
	    "STAMP %" PRIu64 " %" PRIx64 " %" PRIu64 "\n", stamp->time_ms,
	    stamp->origin, stamp->number);
	const struct slice line = { text, (size_t)size };

	connection_append(connection, mode, &line, 1);
}

static void
stamps_answer(struct connection *connection, const struct chat_answer *answer)
{
	struct stamp stamp = stamping_now(connection_set(connection));

	if ((answer->request == CHAT_SEND || answer->request == CHAT_SAY) &&
	    answer->outcome == CHAT_DONE)
		stamps_show(connection, APPEND_REPLY, &stamp);
	hello_protocol()->answer(connection, answer);
}

static void
stamps_tell(struct connection *connection, const struct message *message)
{
	struct stamp stamp = stamping_of(connection_set(connection), message);

	/* What is said of a room may be shown to others as well. */
	if (message->kind == MESSAGE_SAID && message->stamp == NULL)
		abort();
	if (message->kind == MESSAGE_DELIVERED || message->kind == MESSAGE_SAID)
		stamps_show(connection,
		    message->own ? APPEND_OWN_EVENT_LATER : APPEND_EVENT,
		    &stamp);
	hello_protocol()->tell(connection, message);
}

const struct protocol *
protocol_at(size_t index)
{
	static struct protocol shown;

	if (index > 0)
		return NULL;
	shown = *hello_protocol();
	shown.answer = stamps_answer;
	shown.tell = stamps_tell;
	return &shown;
}

const struct protocol *
protocol_find(const char *name)
{
	return strcmp(name, "hello") == 0 ? protocol_at(0) : NULL;
}
