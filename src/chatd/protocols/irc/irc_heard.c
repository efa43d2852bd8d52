/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_heard.h"

#include <stdint.h>

#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_session.h"

/* FNV-1a, where a collision hides a line at worst. */
#define IRC_HEARD_HASH_BEGIN  UINT64_C(14695981039346656037)
#define IRC_HEARD_HASH_FACTOR UINT64_C(1099511628211)

static uint64_t
irc_heard_hash(struct slice one, struct slice other)
{
	uint64_t hash = IRC_HEARD_HASH_BEGIN;

	for (size_t i = 0; i < one.size; i++)
		hash = (hash ^ (unsigned char)one.bytes[i]) *
		       IRC_HEARD_HASH_FACTOR;
	hash = (hash ^ ' ') * IRC_HEARD_HASH_FACTOR;
	for (size_t i = 0; i < other.size; i++)
		hash = (hash ^ (unsigned char)other.bytes[i]) *
		       IRC_HEARD_HASH_FACTOR;
	return hash;
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
