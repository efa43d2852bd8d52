/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KILLS_H
#define CHATD_KILLS_H

/*
 * Operators of the chat (accounts.h) end the connections of users, whichever
 * protocol, worker or node these are of: chat_kill() begins it.
 *
 * The order travels to the worker of the user as a kick does, so a user is
 * ended at most once for it, and nothing happens if they are gone by then.
 * Owner thread only.
 */

#include "chatd/core/protocol.h"
#include "common/slice.h"

struct chat;
struct connection;
struct message;

/*
 * End the connection of the user called name for connection, an operator of the
 * chat, who may say why in a text of at most MESSAGE_WHY_MAX_BYTES.  It is no
 * request: what comes of it is returned.  NOT_OPERATOR; BAD_NAME, which no user
 * has, but the daemon; BAD_TEXT, NO_SUCH_USER, OUT_OF_MEMORY or DONE, checked
 * in this order.  The user may be connection itself.
 */
enum chat_outcome chat_kill(
    struct connection *connection, struct slice name, struct slice why);

/* Do what message, a MESSAGE_KILLED to a connection of this worker, says. */
void kills_receive(struct chat *chat, const struct message *message);

#endif
