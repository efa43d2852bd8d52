/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REMOTE_MEMBERS_H
#define CHATD_REMOTE_MEMBERS_H

/*
 * Members of rooms who are on other nodes: memberships on the gateway, as if it
 * were their worker.
 *
 * They are what their nodes say that they are; so each of these does nothing
 * where it is so already, because a node tells all it knows when a link begins,
 * and what has changed meanwhile comes after that.  Members here hear of it
 * from the caller.  Gateway's thread only.
 */

#include <stdbool.h>

#include "common/slice.h"

struct alias;
struct node;
struct rooms;

/* Somebody has left room, where they were called name. */
typedef void remote_members_left_cb(
    struct alias *alias, struct slice room, struct slice name, void *argument);

/*
 * Let the user behind alias be a member of room, by this name and with these
 * ranks.  Return false if they are one already, or cannot be.
 */
bool remote_members_join(struct rooms *rooms, struct alias *alias,
    struct slice room, struct slice name, unsigned int ranks);

/* Let the user be no member of room.  Return false if they are none. */
bool remote_members_leave(
    struct rooms *rooms, struct alias *alias, struct slice room);

/* Call the user name in room.  Return false if they are no member. */
bool remote_members_rename(struct rooms *rooms, struct alias *alias,
    struct slice room, struct slice name);

/*
 * Doubt that users of node are in the rooms where they are, until they join
 * them again; and let them leave those where that is still in doubt.
 */
void remote_members_doubt(struct node *node);
void remote_members_leave_doubted(
    struct node *node, remote_members_left_cb *left, void *argument);

/*
 * Let the user be in no room any more; left is called for each, before they
 * leave it, and with the name that they have there.
 */
void remote_members_leave_all(struct rooms *rooms, struct alias *alias,
    remote_members_left_cb *left, void *argument);

#endif
