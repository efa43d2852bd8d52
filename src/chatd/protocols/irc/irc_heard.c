/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_heard.h"

#include <stdint.h>

#include "chatd/connection/connection.h"
#include "chatd/core/name_case.h"
#include "chatd/protocols/irc/irc_session.h"

/* Return a number made of all; a collision hides a line at worst. */
static uint64_t
irc_heard_hash(struct address by, struct slice from, struct slice to)
{
	return name_hash(false, to, name_hash(false, from, by.value));
}

bool
irc_heard_of(struct connection *connection, struct address by,
    struct slice from, struct slice to)
{
	struct irc_state *state = irc_state_of(connection);
	uint64_t what = irc_heard_hash(by, from, to);
	bool has_heard;

	if (connection_is_backlogged(connection))
		return false;
	has_heard = state->heard == what;
	state->heard = what;
	return has_heard;
}

void
irc_heard_forget(struct connection *connection)
{
	irc_state_of(connection)->heard = 0;
}
