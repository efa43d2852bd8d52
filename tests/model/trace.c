/* SPDX-License-Identifier: MIT */
/* A ring of lines, which costs little while nothing fails. */

#include "model/trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINES      400
#define LINE_BYTES 120

static const char *const trace_requests[REQUEST_KINDS] = { "login", "rename",
	"send", "say", "join", "leave", "list", "list room", "nonsense",
	"too long", "quit" };

static const char *const trace_events[] = { "named", "taken", "name refused",
	"sent", "nobody", "text refused", "join done", "leave done", "list",
	"list room", "nonsense", "goodbye", "nothing", "delivered", "said",
	"joined", "left", "renamed", "kicked" };

static char lines[LINES][LINE_BYTES];
static size_t next;

/* Return the next line, which begins with who it is. */
static char *
trace_line(const struct world *world, const struct actor *actor, size_t *size_r)
{
	char *line = lines[next++ % LINES];
	int size = snprintf(line, LINE_BYTES, "%" PRIu64 ": %s %" PRIu32 " ",
	    world->now, actor->wire->protocol, actor->session);

	*size_r = (size_t)size;
	return line + size;
}

void
trace_request(const struct world *world, const struct actor *actor,
    const struct request *request)
{
	size_t size;
	char *line = trace_line(world, actor, &size);

	snprintf(line, LINE_BYTES - size, "asks to %s %s %s %.24s",
	    trace_requests[request->kind],
	    request->name != NULL ? request->name : "",
	    request->room != NULL ? request->room : "",
	    request->text != NULL ? request->text : "");
}

void
trace_event(const struct world *world, const struct actor *actor,
    const struct event *event)
{
	size_t size;
	char *line = trace_line(world, actor, &size);

	snprintf(line, LINE_BYTES - size, "hears %s %.*s %.*s %.*s",
	    trace_events[event->kind], (int)event->room.size,
	    event->room.size > 0 ? event->room.bytes : "",
	    (int)event->name.size,
	    event->name.size > 0 ? event->name.bytes : "",
	    (int)(event->text.size < 24 ? event->text.size : 24),
	    event->text.size > 0 ? event->text.bytes : "");
}

void
trace_show(void)
{
	for (size_t i = next > LINES ? next - LINES : 0; i < next; i++)
		fprintf(stderr, "%s\n", lines[i % LINES]);
}
