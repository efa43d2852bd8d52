/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_HEARD_H
#define CHATD_IRC_HEARD_H

/*
 * The chat announces a new name, and the end of a user, in each room, and IRC
 * tells either once to each peer: so the last one that was told is remembered,
 * as a number made of who it was and of what became of them.  While a peer does
 * not read, what is said of a room is shared and depends on nothing else, so
 * there nothing has been heard before.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "common/slice.h"

struct connection;

/*
 * Say whether the peer has been told last that the user at by, who was called
 * from, is now called to, or has gone if that is empty; and note that it is.
 */
bool irc_heard_of(struct connection *connection, struct address by,
    struct slice from, struct slice to);

/* Somebody joins, and with them all begins anew. */
void irc_heard_forget(struct connection *connection);

#endif
