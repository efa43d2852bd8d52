/* SPDX-License-Identifier: MIT */
/*
 * Splitting input into lines, for more than one protocol.
 *
 * Whether a line is the only one at hand is known here, and so whether what it
 * causes may share a write.
 */

#include "chatd/protocols/lines.h"

#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/protocols/gate.h"
#include "chatd/protocols/login_state.h"
#include "common/line.h"
#include "common/out_of_line.h"

/* Say whether a line may be this long: a login in the same input changes it. */
static bool
lines_allow_size(const struct connection *connection,
    const struct lines_handlers *handlers, size_t size)
{
	size_t line_max = connection_limits(connection)->line_max;

	return handlers->logs_in ? login_allows_size(connection, size, line_max)
				 : size <= line_max;
}

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

/* There is no whole line.  Refuse it if it is too long already. */
static size_t
lines_unfinished(struct connection *connection, struct lines *lines,
    const struct lines_handlers *handlers, size_t size)
{
	/* One byte more than line_max may be the "\r" before "\n". */
	if (lines_allow_size(connection, handlers, size - 1))
		return 0;
	connection_count_request(connection);
	handlers->refuse(connection, COMMAND_TOO_LONG);
	lines->discarding = true;
	return size;
}

/* Look at what comes next: is it a text, and for whom? */
static enum gate_view
lines_look(const struct connection *connection,
    const struct lines_handlers *handlers, const struct command_run *run,
    struct slice next, struct slice *name_r)
{
	struct slice line;
	bool is_whole = line_take(next.bytes, next.size, &line) > 0;

	if (!lines_allow_size(
		connection, handlers, is_whole ? line.size : next.size - 1))
		return GATE_OTHER;
	if (!is_whole)
		return GATE_UNFINISHED;
	return handlers->find_receiver(line, run, name_r) ? GATE_TEXT
							  : GATE_OTHER;
}

/* Say whether the next line may be handled though others are unanswered. */
static OUT_OF_LINE bool
lines_let_pass(struct connection *connection,
    const struct lines_handlers *handlers, const struct command_run *run,
    const char *at, size_t left)
{
	const struct slice next = { at, left };
	struct slice name = { 0 };
	enum gate_view view;

	if (!connection_is_gated(connection))
		return false;
	view = lines_look(connection, handlers, run, next, &name);
	return gate_lets_pass(connection, view, name);
}

/* Go on where the last input has left off; return how many bytes that used up.
 */
static OUT_OF_LINE size_t
lines_go_on(struct connection *connection, struct lines *lines,
    const char *bytes, size_t size)
{
	if (lines->comes_again)
		connection_return_request(connection);
	lines->comes_again = false;
	return lines->discarding ? lines_discard(lines, bytes, size) : 0;
}

size_t
lines_input(struct connection *connection, struct lines *lines,
    const struct lines_handlers *handlers, const char *bytes, size_t size)
{
	struct command_run run = { 0 };
	size_t line_max = connection_limits(connection)->line_max;
	size_t short_max = line_max < LOGIN_MESSAGE_MAX_BYTES
			       ? line_max
			       : LOGIN_MESSAGE_MAX_BYTES;
	const char *at = bytes;
	const char *end = bytes + size;

	if (lines->discarding || lines->comes_again)
		at += lines_go_on(connection, lines, bytes, size);
	connection_set_pipelining(
	    connection, memchr(bytes, '\n', size) != end - 1);
	while (at < end && (connection_takes_input(connection) ||
			       lines_let_pass(connection, handlers, &run, at,
				   (size_t)(end - at)))) {
		enum command_status status = COMMAND_TOO_LONG;
		struct slice line;
		size_t left = (size_t)(end - at);
		size_t taken = line_take(at, left, &line);

		if (taken == 0) {
			at += lines_unfinished(
			    connection, lines, handlers, left);
			break;
		}
		at += taken;
		connection_count_request(connection);
		if (line.size <= short_max ||
		    lines_allow_size(connection, handlers, line.size))
			status = handlers->handle(connection, line, &run);
		if (status == COMMAND_AGAIN) {
			lines->comes_again = true;
			at -= taken;
			break;
		}
		if (status != COMMAND_DONE)
			handlers->refuse(connection, status);
	}
	return (size_t)(at - bytes);
}
