/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PACING_H
#define CHATD_PACING_H

/*
 * Connections that send faster than limits.rates allow.
 *
 * Such a connection is not read until the rate has made room again, which is
 * looked for at each tick of the loop.  What was read is kept, and handled
 * then, in order: nothing is refused and nothing is lost.  The kernel's window
 * has its peer wait meanwhile.
 *
 * A request is whatever the protocol handles as one, a login or a refused one
 * too; bytes are those that were received.  Requests are counted exactly, so a
 * burst is never exceeded.  One read is let through whole, so bytes may exceed
 * theirs by as much as is read at once, and are waited for later.  A protocol
 * that asks nothing of the chat, drop, is exempt: it has the pace of a disk.
 *
 * Without rates nothing of this is done.  What is kept counts towards
 * queue_total_max, as all input does, and a tick costs a look at each
 * connection that waits.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/connection/connection_private.h"
#include "chatd/core/protocol.h"

/* Say whether connection is held to any rate. */
static inline bool
pacing_applies(const struct connection *connection)
{
	return connection->set->is_paced &&
	       connection->protocol->answer != NULL;
}

/* The others are for connections that pacing_applies() to. */

/* Count bytes that were received. */
void pacing_note_bytes(struct connection *connection, size_t bytes);

/*
 * Begin to handle input: let it make as many requests as there is room for, at
 * least one.  Return false if it has to wait, which it does then.
 */
bool pacing_begin_turn(struct connection *connection);

/*
 * Count the requests that it has made since, and have it wait if it may make no
 * more now; one that is not read for other reasons is looked at when these are
 * over.
 */
void pacing_end_turn(struct connection *connection);

/*
 * Say whether the connection, which is read again, has to wait; it does then.
 */
bool pacing_stops(struct connection *connection);

/* Prepare and free the part of connections that this file uses. */
void pacing_init(struct connections *connections);
void pacing_clear(struct connections *connections);

#endif
