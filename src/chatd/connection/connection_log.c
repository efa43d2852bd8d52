/* SPDX-License-Identifier: MIT */
/*
 * The beginning of every line about a connection, and nothing else.
 */

#include "chatd/connection/connection_log.h"

#include <stdarg.h>
#include <stdio.h>

#include "chatd/connection/connection.h"
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

void
connection_log(
    const struct connection *c, enum log_level level, const char *format, ...)
{
	char prefix[CONNECTION_PREFIX_BYTES];
	char text[LOG_LINE_MAX_BYTES];
	va_list arguments;

	if (!log_is_enabled(level))
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_at(level, "%s: %s", connection_prefix(c, prefix), text);
}
