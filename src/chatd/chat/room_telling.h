/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_TELLING_H
#define CHATD_ROOM_TELLING_H

/*
 * Telling the members of a room, on whichever worker they are, at the cost of
 * the connection at message->to, which is left out.  Worker's thread only.
 */

struct chat;
struct message;
struct room;

/* Have the other workers of this machine tell their members. */
void tell_other_workers(
    struct chat *chat, struct room *room, const struct message *message);

/*
 * Let other machines, if there are any, know of somebody here who comes, goes
 * or is called something else, or of a connection that has ended: they list the
 * members of every room, whether they have any there or not.
 */
void tell_other_machines(struct chat *chat, const struct message *message);

/* Tell all members. */
void tell_room(
    struct chat *chat, struct room *room, const struct message *message);

#endif
