/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOGIN_STATE_H
#define CHATD_LOGIN_STATE_H

/*
 * The states of a connection that the tables of commands know: whether it has a
 * name yet.  They are bits, so that a command can be legal in both.
 *
 * Anybody who reaches the port may leave a message unfinished, and what has
 * arrived of it is kept for as long as a login may take.  So the messages of
 * those who have yet to log in are short; there may be max_logins_pending.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/connection/connection.h"

#define LOGGED_OUT       1u
#define LOGGED_IN        2u /* or a guest */
#define LOGGED_IN_OR_OUT (LOGGED_IN | LOGGED_OUT)

/* Return the state that connection is in.  Owner thread only. */
static inline unsigned int
login_state(const struct connection *connection)
{
	return connection_claim(connection) != NULL ? LOGGED_IN : LOGGED_OUT;
}

/* Enough for any protocol's first message. */
#define LOGIN_MESSAGE_MAX_BYTES 1024

/*
 * Say whether a message may have this size on a connection that is to log in:
 * message_max at most, once it has.  Owner thread only.
 */
static inline bool
login_allows_size(
    const struct connection *connection, size_t size, size_t message_max)
{
	return size <= message_max && (size <= LOGIN_MESSAGE_MAX_BYTES ||
					  login_state(connection) == LOGGED_IN);
}

#endif
