/* SPDX-License-Identifier: MIT */
/*
 * Lines that nobody waits for: announcements, a ping, the server's errors.
 * None of this is on the way of a message that arrives when it is due.
 */

#include "bench/generator/aside.h"

#include <stdio.h>
#include <string.h>

#include "bench/generator/client.h"
#include "bench/generator/generator.h"
#include "common/text.h"

size_t
aside_take(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct wire *wire = g->run->plan->wire;
	char answer[WIRE_LINE_BYTES] = "";
	struct slice line;
	size_t used = wire->take(bytes, size, &line);

	if (used == 0)
		return 0;
	if (wire->judge_aside(line, answer) == WIRE_REFUSED)
		aside_note_unexpected(g, c, line);
	client_write(g, c, answer, strlen(answer));
	return used;
}

size_t
aside_input(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	size_t used = 0;
	size_t step;

	while ((step = aside_take(g, c, bytes + used, size - used)) > 0)
		used += step;
	return used;
}

void
aside_note_unexpected(
    struct generator *g, const struct client *c, struct slice line)
{
	char name[CLIENT_NAME_BYTES];
	char shown[128];

	if (g->tally.unexpected++ > 0)
		return;
	(void)snprintf(g->note, sizeof(g->note), "%s: unexpected: \"%s\"",
	    client_name(c, name),
	    text_escape(line.bytes, line.size, shown, sizeof(shown)));
}
