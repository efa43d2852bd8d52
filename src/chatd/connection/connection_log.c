/* SPDX-License-Identifier: MIT */
/*
 * The words for a connection's life.  One table has, for every reason to close,
 * what the log says, how loud, whether the socket is reset, and what is
 * counted.
 */

#include "chatd/connection/connection_log.h"

#include <arpa/inet.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chatd/connection/connection_private.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/directory.h"
#include "common/log.h"
#include "common/text.h"

struct close_words {
	const char *words;
	enum log_level
	    level; /* for a user; a stranger's end is for debugging */
	bool reset;
	int stat; /* enum stat, or -1 */
};

static const struct close_words close_words[CLOSE_REASONS] = {
	[CLOSE_END_OF_INPUT] = { "end of input", LOG_LEVEL_INFO, false, -1 },
	[CLOSE_RESET] = { "connection lost", LOG_LEVEL_INFO, false, -1 },
	[CLOSE_QUIT] = { "asked to leave", LOG_LEVEL_INFO, false, -1 },
	[CLOSE_FULL] = { "turned away, the server is full", LOG_LEVEL_INFO,
	    false, -1 },
	[CLOSE_HANDSHAKE] = { "error in the handshake", LOG_LEVEL_INFO, false,
	    -1 },
	[CLOSE_BAD_MESSAGE] = { "message that cannot be understood",
	    LOG_LEVEL_INFO, false, -1 },
	[CLOSE_NOT_FILED] = { "text refused", LOG_LEVEL_INFO, false, -1 },
	[CLOSE_LOGIN_TIMEOUT] = { "did not log in in time", LOG_LEVEL_INFO,
	    false, STAT_LOGIN_TIMEOUTS },
	[CLOSE_SLOW_READER] = { "slow reader, send_queue_max is reached",
	    LOG_LEVEL_NOTICE, true, STAT_SLOW_READERS_CUT },
	[CLOSE_SEND_TIMEOUT] = { "slow reader, nothing taken in send_timeout",
	    LOG_LEVEL_NOTICE, true, STAT_SLOW_READERS_CUT },
	[CLOSE_KICKED] = { "kicked by the operator", LOG_LEVEL_INFO, false,
	    -1 },
	[CLOSE_OUT_OF_MEMORY] = { "out of memory", LOG_LEVEL_ERROR, false,
	    STAT_OUT_OF_MEMORY },
	[CLOSE_SHUTDOWN] = { "the server stops", LOG_LEVEL_DEBUG, false, -1 },
};

/* Bytes for "#number peer name", the name escaped. */
#define CONNECTION_PREFIX_BYTES 320

const char *
connection_peer(const struct connection *c, char *buffer)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned int port = (unsigned int)c->peer[16] << 8 | c->peer[17];
	char host[INET6_ADDRSTRLEN] = "?";

	if (memcmp(c->peer, mapped, sizeof(mapped)) == 0) {
		inet_ntop(AF_INET, c->peer + 12, host, sizeof(host));
		snprintf(buffer, CONNECTION_PEER_BYTES, "%s:%u", host, port);
	} else {
		inet_ntop(AF_INET6, c->peer, host, sizeof(host));
		snprintf(buffer, CONNECTION_PEER_BYTES, "[%s]:%u", host, port);
	}
	return buffer;
}

static const char *
connection_prefix(const struct connection *c, char *buffer)
{
	struct slice name = connection_name(c);
	char peer[CONNECTION_PEER_BYTES];
	char escaped[NAME_MAX_BYTES + 1] = "";

	if (name.size > 0)
		text_escape(name.bytes, name.size, escaped, sizeof(escaped));
	snprintf(buffer, CONNECTION_PREFIX_BYTES, "#%llu %s%s%s",
	    (unsigned long long)c->number, connection_peer(c, peer),
	    name.size > 0 ? " " : "", escaped);
	return buffer;
}

void
connection_log_debug(const struct connection *c, const char *format, ...)
{
	char prefix[CONNECTION_PREFIX_BYTES];
	char text[LOG_LINE_MAX_BYTES];
	va_list arguments;

	if (!log_is_enabled(LOG_LEVEL_DEBUG))
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_debug("%s: %s", connection_prefix(c, prefix), text);
}

void
connection_log_info(const struct connection *c, const char *format, ...)
{
	char prefix[CONNECTION_PREFIX_BYTES];
	char text[LOG_LINE_MAX_BYTES];
	va_list arguments;

	if (!log_is_enabled(LOG_LEVEL_INFO))
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_info("%s: %s", connection_prefix(c, prefix), text);
}

void
connection_log_end(const struct connection *c, enum close_reason reason)
{
	const struct close_words *words = &close_words[reason];
	char prefix[CONNECTION_PREFIX_BYTES];

	if (words->stat >= 0)
		stats_add(c->loop->stats, (enum stat)words->stat, 1);
	if (words->level >= LOG_LEVEL_ERROR)
		log_error("%s: closed: %s", connection_prefix(c, prefix),
		    words->words);
	else if (words->level == LOG_LEVEL_NOTICE)
		log_notice("%s: closed: %s", connection_prefix(c, prefix),
		    words->words);
	else if (c->claim != NULL && !claim_is_guest(c->claim) &&
		 words->level == LOG_LEVEL_INFO)
		connection_log_info(c, "closed: %s", words->words);
	else
		connection_log_debug(c, "closed: %s", words->words);
}

bool
connection_log_is_peers_fault(enum close_reason reason)
{
	return close_words[reason].reset;
}
