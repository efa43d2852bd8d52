/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATING_H
#define CHATD_MODERATING_H

/*
 * What the operator has decided about users (moderation.h), as their requests
 * meet it.
 *
 * A ban is looked up when somebody wants a name.  A mute is a bit of the
 * connection, which is set when the mute is given and when somebody gets a
 * name; where the bit is set, each text is looked up again, so that the mute
 * ends in time at the cost of those who are muted.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "common/slice.h"

/*
 * If the connection may not be called name, or may not be here by the account
 * that it has shown, answer request and return true.
 */
bool moderating_refuses_name(struct connection *connection,
    enum chat_request request, struct slice name);

/* The rest of moderating_refuses(). */
bool moderating_refuses_muted(struct connection *connection,
    enum chat_request request, struct slice name, struct slice room);

/*
 * If the connection may not say anything, answer request, which concerns the
 * user called name or a room, and return true.
 */
static inline bool
moderating_refuses(struct connection *connection, enum chat_request request,
    struct slice name, struct slice room)
{
	return connection_is_muted(connection) &&
	       moderating_refuses_muted(connection, request, name, room);
}

/* Note that the connection has shown the password of the account of name. */
void moderating_note_account(struct connection *connection, struct slice name);

#endif
