/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_WHO_H
#define CHATD_IRC_WHO_H

/*
 * WHO and, as clients who ask for fields know it, WHOX.
 *
 * What is asked for is kept on the heap until the chat has answered: 64 bytes
 * and a mask, which is no longer than a line.  A list of everybody is charged
 * to whoever asks, whether much of it is shown or not.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* "WHO [<target> [o | %<fields>[,<token>]]]" */
enum command_status irc_who_handle(
    struct connection *connection, struct slice mask, struct slice rest);

/*
 * Answer CHAT_LIST to that: 352, or 354, for each member or user, and 315.  A
 * room that is not there has no members.
 */
void irc_who_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
