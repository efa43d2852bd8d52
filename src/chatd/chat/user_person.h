/* SPDX-License-Identifier: MIT */
#ifndef CHATD_USER_PERSON_H
#define CHATD_USER_PERSON_H

/*
 * A user as others are shown them, whom masks of rooms may stand for.  Owner
 * thread of the connection only.
 */

#include "chatd/presence/room_mask.h"

/* What it costs at most to compare a user with a byte of a mask, in bytes. */
#define USER_PERSON_MASK_CHARGE 8

struct card;
struct connection;

struct user_person {
	struct card *card;         /* a reference; NULL: there is none */
	struct room_person person; /* borrowed from that, and the connection */
};

/* See how the user of connection is shown, up to user_person_end(). */
void user_person_begin(
    struct user_person *shown, const struct connection *connection);
void user_person_end(struct user_person *shown);

#endif
