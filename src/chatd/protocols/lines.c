/* SPDX-License-Identifier: MIT */
/*
 * Splitting input into lines, for more than one protocol.
 *
 * Whether a line is the only one at hand is known here, and so whether what it
 * causes may share a write.
 */

#include "chatd/protocols/lines.h"

#include <string.h>

#include "chatd/connection.h"

/* Skip to the end of a line that is too long; return the bytes used up. */
static size_t
lines_discard(struct lines *lines, const char *bytes, size_t size)
{
	const char *newline = memchr(bytes, '\n', size);

	if (newline == NULL)
		return size;
	lines->discarding = false;
	return (size_t)(newline - bytes) + 1;
}

/*
 * Handle one line; return the bytes used up, or 0 if there is no whole line.
 */
static size_t
lines_input_one(struct connection *connection, struct lines *lines,
    const struct lines_handlers *handlers, const char *bytes, size_t size)
{
	size_t line_max = connection_limits(connection)->line_max;
	struct slice line;
	size_t taken = line_take(bytes, size, &line);

	if (taken == 0) {
		/* One byte more than line_max may be the "\r" before "\n". */
		if (size <= line_max + 1)
			return 0;
		handlers->refuse_long(connection);
		lines->discarding = true;
		return size;
	}
	if (line.size > line_max)
		handlers->refuse_long(connection);
	else
		handlers->handle(connection, line);
	return taken;
}

size_t
lines_input(struct connection *connection, struct lines *lines,
    const struct lines_handlers *handlers, const char *bytes, size_t size)
{
	size_t used = 0;

	while (used < size && connection_takes_input(connection)) {
		const char *at = bytes + used;
		size_t left = size - used;
		size_t taken;

		if (lines->discarding) {
			used += lines_discard(lines, at, left);
			continue;
		}
		connection_set_pipelining(connection,
		    used > 0 || memchr(at, '\n', left) != at + left - 1);
		taken = lines_input_one(connection, lines, handlers, at, left);
		if (taken == 0)
			break;
		used += taken;
	}
	return used;
}
