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

/* Have the other workers tell their members. */
void tell_other_workers(
    struct chat *chat, struct room *room, const struct message *message);

/* Tell all members. */
void tell_room(
    struct chat *chat, struct room *room, const struct message *message);

#endif
