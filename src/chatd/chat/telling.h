/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TELLING_H
#define CHATD_TELLING_H

/*
 * Telling the members of a room that are on this worker.  message->to is the
 * member to leave out.
 */

struct chat;
struct connection;
struct message;
struct room;

/*
 * Tell member, unless it is the one that message leaves out, or has none of the
 * ranks that what is said is for.
 */
void tell_member(struct connection *member, const struct message *message);

/* Tell the members that are on this worker, at once. */
void tell_members_here(
    struct chat *chat, struct room *room, const struct message *message);

#endif
