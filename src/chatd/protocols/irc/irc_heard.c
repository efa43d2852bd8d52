/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_heard.h"

#include <stdint.h>

#include "chatd/connection/connection.h"
#include "chatd/core/name_case.h"
#include "chatd/protocols/irc/irc_session.h"

/* Return a number made of both; a collision hides a line at worst. */
static uint64_t
irc_heard_hash(struct slice one, struct slice other)
{
	return name_hash(false, other, name_hash(false, one, 0));
}

bool
irc_heard_of(struct connection *connection, struct address by,
    struct slice from, struct slice to)
{
	struct irc_session *session = irc_session_of(connection);
	uint64_t what = irc_heard_hash(from, to);
	bool has_heard;

	if (connection_is_backlogged(connection))
		return false;
	has_heard = session->heard_by == by.value &&
		    session->heard_what == what;
	session->heard_by = by.value;
	session->heard_what = what;
	return has_heard;
}

void
irc_heard_forget(struct connection *connection)
{
	irc_session_of(connection)->heard_by = 0;
}
