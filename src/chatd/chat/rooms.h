/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOMS_H
#define CHATD_ROOMS_H

/*
 * What logging in and out mean for the rooms that a connection is in, and what
 * others may do about its being there.
 */

#include "chatd/core/address.h"
#include "common/slice.h"

struct connection;
struct membership;
struct message;
struct room;

/* Return the connection's membership of the room called room, or NULL. */
struct membership *rooms_membership(
    struct connection *connection, struct slice room);

/*
 * Announce message, which connection causes and is charged for, to the other
 * members of room.
 */
void rooms_announce(struct connection *connection, const struct room *room,
    const struct message *message);

/*
 * Take the connection out of membership's room, because of kick, a
 * MESSAGE_KICKED: the other members are told, but not the one who has kicked it
 * and pays for that.
 */
void rooms_take_out(struct connection *connection,
    struct membership *membership, const struct message *kick);

/*
 * Call the connection by its present name in all its rooms, and announce that.
 * Return 0, or -1 if there is no memory; some rooms then keep the old name.
 */
int rooms_rename_member(struct connection *connection);

/*
 * Take the connection, which ends, out of all its rooms, and announce that, and
 * why; there is one notice for each of limits->rooms_max rooms at most, or of
 * those that it was in when that was lowered.
 */
void rooms_leave_all(struct connection *connection, struct slice why);

#endif
