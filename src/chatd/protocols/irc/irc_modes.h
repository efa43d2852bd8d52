/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MODES_H
#define CHATD_IRC_MODES_H

/*
 * MODE, of rooms and of users.  Every room has +n and +t, which cannot be taken
 * away: the chat takes no texts from outside, and topics from operators alone.
 * A user has no modes; +i is taken in, because clients ask for it.  Owner
 * thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* How many changes of a room one line may have. */
#define IRC_MODES_MAX 12

/* The letters, as 004 and 005 show them. */
#define IRC_USER_MODES       "i"
#define IRC_MODES_ALL        "biklmnortv"
#define IRC_MODES_WITH_VALUE "bklov"
#define IRC_MODES_BY_KIND    "b,k,l,imnrt"

enum command_status irc_modes_handle(
    struct connection *connection, struct slice argument, struct slice rest);

/* Answer CHAT_MODE and CHAT_BANS. */
void irc_modes_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
