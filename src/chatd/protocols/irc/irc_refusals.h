/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_REFUSALS_H
#define CHATD_IRC_REFUSALS_H

/*
 * What irc says where the chat refuses a request: a numeric for each outcome.
 * Owner thread only.
 */

struct chat_answer;
struct connection;

/* Say why what was asked for is refused. */
void irc_refuse(
    struct connection *connection, const struct chat_answer *answer);

#endif
