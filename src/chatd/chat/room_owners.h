/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_OWNERS_H
#define CHATD_ROOM_OWNERS_H

/*
 * What owning one's name (ownership.c) means in rooms that are kept
 * (kept_rooms.h).  Worker's thread only.
 */

#include <stdbool.h>

#include "chatd/core/protocol.h"
#include "common/name.h"
#include "common/slice.h"

struct connection;
struct membership;

/*
 * Return the account of the name that the connection has, written to bytes, if
 * it has shown that this is its own; or an empty slice.
 */
struct slice room_owners_account(
    const struct connection *connection, char bytes[NAME_MAX_BYTES]);

/*
 * See what the connection owns by now, whose name or password is a new one: it
 * gets the ranks that it has in the rooms that it is in.
 */
void room_owners_review(struct connection *connection);

/* Have the file know that something in the room has changed if it is kept. */
void room_owners_note_change(
    struct connection *connection, const struct membership *membership);

/* Keep the room of membership, an operator's, or keep it no longer. */
enum chat_outcome room_owners_keep(
    struct connection *connection, const struct membership *membership);
enum chat_outcome room_owners_give_up(
    struct connection *connection, const struct membership *membership);

/*
 * Let the member called name, who has shown that they own it, keep rank in the
 * room of membership if that is kept.  Return DONE, KEPT_FULL or OUT_OF_MEMORY.
 */
enum chat_outcome room_owners_grant(struct connection *connection,
    const struct membership *membership, struct slice name, unsigned int rank);

/*
 * Let whoever owns name keep rank no longer.  Return false if they have not
 * got it.
 */
bool room_owners_revoke(struct connection *connection,
    const struct membership *membership, struct slice name, unsigned int rank);

#endif
