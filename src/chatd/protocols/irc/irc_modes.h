/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MODES_H
#define CHATD_IRC_MODES_H

/*
 * MODE, of rooms; that of users is passed on.  A room has +n unless those who
 * are not in it may speak there, and +t unless all members may change the
 * topic.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

enum command_status irc_modes_handle(
    struct connection *connection, struct slice argument, struct slice rest);

/* Answer CHAT_MODE and CHAT_BANS. */
void irc_modes_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
