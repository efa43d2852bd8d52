/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MEMBERS_H
#define CHATD_IRC_MEMBERS_H

/*
 * Lists of names, in words of irc: NAMES and WHO.  Owner thread only.
 */

#include "common/slice.h"

struct chat_answer;
struct connection;

/*
 * Answer CHAT_LIST, as the purpose of the session says: 353 and 366, or 352 and
 * 315.  A room that is not there has no members.
 */
void irc_members_answer(
    struct connection *connection, const struct chat_answer *answer);

/*
 * Say 352: name, who is in room with these marks, or in "*" for none, where
 * nobody has any.
 */
void irc_members_say_who(struct connection *connection, struct slice room,
    struct slice name, struct slice marks);

#endif
