/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MEMBERS_H
#define CHATD_IRC_MEMBERS_H

/*
 * Lists of names, in words of irc: NAMES.  Owner thread only.
 */

#include "common/slice.h"

struct chat_answer;
struct connection;

/* The marks that anybody can have; see room_list.h. */
#define IRC_MARKS_MAX 2

/*
 * Take the marks off the front of *name and return those that the client is
 * shown: the highest alone, unless it has asked for all.
 */
struct slice irc_members_take_marks(
    struct connection *connection, struct slice *name);

/*
 * Answer CHAT_LIST to NAMES: 353 and 366.  A room that is not there has no
 * members.
 */
void irc_members_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
