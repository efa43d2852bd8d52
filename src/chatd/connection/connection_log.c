/* SPDX-License-Identifier: MIT */
/*
 * The beginning of every line about a connection, and whether there is a line
 * at all.
 */

#include "chatd/connection/connection_log.h"

#include <stdarg.h>
#include <stdio.h>

#include "chatd/connection/connection_private.h"
#include "chatd/connection/log_budget.h"
#include "common/log.h"
#include "common/text.h"

/* Bytes for "#number peer name", the name escaped. */
#define CONNECTION_PREFIX_BYTES 320

static const char *
connection_prefix(const struct connection *c, char *buffer)
{
	struct slice name = connection_name(c);
	char peer[PEER_TEXT_BYTES];
	char escaped[NAME_MAX_BYTES + 1] = "";

	if (name.size > 0)
		text_escape(name.bytes, name.size, escaped, sizeof(escaped));
	snprintf(buffer, CONNECTION_PREFIX_BYTES, "#%llu %s%s%s",
	    (unsigned long long)connection_number(c),
	    peer_format(connection_peer(c), peer), name.size > 0 ? " " : "",
	    escaped);
	return buffer;
}

/* Write a line, if the worker may. */
static void
connection_log_write(
    const struct connection *c, enum log_level level, const char *text)
{
	char prefix[CONNECTION_PREFIX_BYTES];

	if (log_is_enabled(level) &&
	    log_budget_allows(&c->set->log_budget, level))
		log_at(level, "%s: %s", connection_prefix(c, prefix), text);
}

/* Tell how many lines were left out, if there are any. */
static void
connection_log_tell(struct connection *c)
{
	unsigned int count = c->log_left_out;
	char text[80];

	c->log_left_out = 0;
	if (count == 0)
		return;
	snprintf(text, sizeof(text),
	    "%u more line%s about this connection %s left out", count,
	    count == 1 ? "" : "s", count == 1 ? "was" : "were");
	connection_log_write(c, LOG_LEVEL_INFO, text);
}

/*
 * Say whether the connection's own budget allows a line of this level.  Unlike
 * those of struct log_rate, intervals begin for all at once, because an idle
 * user has no 16 bytes to spare for this.
 */
static bool
connection_log_is_allowed(struct connection *c, enum log_level level)
{
	uint8_t interval;

	if (level < LOG_LEVEL_INFO)
		return true;
	interval = (uint8_t)(connection_clock_s(c->set) / LOG_RATE_INTERVAL_S);
	if (c->log_interval != interval) {
		connection_log_tell(c);
		c->log_interval = interval;
		c->log_lines = 0;
	}
	if (c->log_lines < LOG_BUDGET_CONNECTION_LINES) {
		c->log_lines++;
		return true;
	}
	if (c->log_left_out < (1U << CONNECTION_LEFT_OUT_BITS) - 1)
		c->log_left_out++;
	return false;
}

void
connection_log(
    struct connection *c, enum log_level level, const char *format, ...)
{
	char text[LOG_LINE_MAX_BYTES];
	va_list arguments;

	if (!log_is_enabled(level) || !connection_log_is_allowed(c, level))
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	connection_log_write(c, level, text);
}

void
connection_log_end(
    struct connection *c, enum log_level level, const char *words)
{
	connection_log_tell(c);
	connection_log_write(c, level, words);
}
