/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ANNOUNCEMENTS_H
#define CHATD_ANNOUNCEMENTS_H

/*
 * What the members of rooms are told at the end of the turn: who has joined,
 * has left, or is called something else.  What another worker has announced is
 * told when its batch has been received, so that who asks something after that
 * hears of it before the answer.
 */

#include "common/slice.h"

struct batch;
struct chat;
struct connection;
struct message;

/* Messages in batches, oldest first. */
struct announcement_queue {
	struct batch *first;
	struct batch *last;
};

/* All zero means that there are none. */
struct announcements {
	struct announcement_queue own;   /* about members here, for all */
	struct announcement_queue heard; /* about others, for those here */
};

/* Announce message, about a member here, to all members of its room. */
void announcements_add(struct chat *chat, const struct message *message);

/*
 * Let other machines, if there are any, know that other rules hold in a room,
 * which connection has changed; or, if ranked is not empty, that the member of
 * that name has other ranks.
 */
void announcements_add_rules(
    struct connection *connection, struct slice room, struct slice ranked);

/* Announce message, which came from another worker, to the members here. */
void announcements_hear(struct chat *chat, const struct message *message);

/*
 * Tell what was heard so far, before somebody new is there: it is not about a
 * time at which they were.
 */
void announcements_tell_heard(struct chat *chat);

/* Free what was not delivered. */
void announcements_clear(struct announcements *announcements);

#endif
