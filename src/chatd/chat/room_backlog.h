/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_BACKLOG_H
#define CHATD_ROOM_BACKLOG_H

/*
 * What the members of a big room have still to be told, in slices of a turn.
 *
 * Few members are told at once.  Many are not: a line to 10,000 members takes
 * as long as 10,000 lines to one, and nobody else would be served meanwhile.
 * The room then has a backlog on each worker where it has many members: lines
 * and announcements in their order, which its members there are told a slice at
 * a time.  Rooms take turns.  A member is told what was said after they had
 * joined, and before they left.
 *
 * Those who cause it pay: a line is their debt until all are told.  So there
 * are no more lines than connections whose debts are full.
 *
 * A line from another worker may be nobody's debt: few members were counted
 * there when it was said, and here there are many by now, or a backlog from
 * when there were.  Its speaker then does not know that it waits, and what they
 * write to one user or say in another room must not overtake it.  Worker's
 * thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/address.h"
#include "common/list.h"
#include "common/slice.h"

struct chat;
struct message;
struct room;

/* Rooms with fewer members than this on a worker have no backlog there. */
#define ROOM_BACKLOG_MEMBERS_MIN 128

/* The rooms of one worker that have a backlog, the next one first. */
struct room_backlogs {
	struct list turns;
	size_t unowed; /* lines said that are nobody's debt */
};

/* Begin without any. */
void room_backlogs_init(struct room_backlogs *backlogs);

/* Free what nobody will be told any more. */
void room_backlogs_clear(struct chat *chat);

/*
 * Tell the members of room here: now if they are few, or else in their turn.
 * message->work is kept as what message->to owes for it.
 */
void room_backlog_tell(
    struct chat *chat, struct room *room, const struct message *message);

/*
 * Tell everybody here, without a pause, what the connection at speaker has said
 * and does not owe for, but for the members of room, unless it is NULL.  Called
 * before something else of it is delivered, or said in room, if there are such
 * lines at all.
 */
void room_backlogs_hurry(
    struct chat *chat, struct address speaker, const struct room *room);

/* Say whether what is told now has to wait for what was said before. */
bool room_backlog_is_due(const struct chat *chat, const struct room *room);

#endif
