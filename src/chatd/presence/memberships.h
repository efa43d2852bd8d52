/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MEMBERSHIPS_H
#define CHATD_MEMBERSHIPS_H

/*
 * The rooms that one connection is in.
 *
 * Adding, removing and finding a room cost the same however many there are; how
 * many there may be is the chat's to say.  A connection that has never been in
 * a room has none of this: where const struct memberships * is asked for, NULL
 * stands for no rooms.  Owner: the connection's worker.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

struct membership;
struct memberships;
struct rooms;

/* Return an empty set, or NULL if there is no memory. */
struct memberships *memberships_new(void);

/* Free the set, in which no room may be left; NULL is allowed. */
void memberships_free(struct memberships *memberships);

/* Put membership, which is in no set, into this one, as the newest. */
void memberships_add(
    struct memberships *memberships, struct membership *membership);

/* Take membership out of the set that it is in. */
void memberships_remove(
    struct memberships *memberships, struct membership *membership);

/* Return the membership of the room called name, one of rooms; or NULL. */
struct membership *memberships_find(const struct memberships *memberships,
    const struct rooms *rooms, struct slice name);

/* Return the newest membership, or NULL if there is none. */
struct membership *memberships_newest(const struct memberships *memberships);

/* Return the next older one than membership, or NULL. */
struct membership *memberships_next_older(
    const struct memberships *memberships, const struct membership *membership);

/* Return how many rooms the connection is in. */
size_t memberships_count(const struct memberships *memberships);

/*
 * Note that members of membership's room have still to be told what the
 * connection has said there, which it has in no other room; and that all have
 * been told.
 */
void memberships_begin_telling(
    struct memberships *memberships, const struct membership *membership);
void memberships_end_telling(struct memberships *memberships);

/*
 * Say whether some have still to be told what the connection has said, and not
 * in membership's room; what it said before it left a room is not of that room.
 */
bool memberships_tell_elsewhere(
    const struct memberships *memberships, const struct membership *membership);

#endif
