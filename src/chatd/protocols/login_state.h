/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOGIN_STATE_H
#define CHATD_LOGIN_STATE_H

/*
 * The states of a connection that the tables of commands know: whether it has a
 * name yet.  They are bits, so that a command can be legal in both.
 */

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

#endif
