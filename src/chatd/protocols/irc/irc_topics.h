/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_TOPICS_H
#define CHATD_IRC_TOPICS_H

/*
 * TOPIC: what rooms are about, who has said so, and when.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

enum command_status irc_topics_handle(
    struct connection *connection, struct slice argument, struct slice rest);

/*
 * Answer a CHAT_TOPIC that is DONE: by 331, by 332 with 333, or by the line
 * that the others get if the topic has been set.
 */
void irc_topics_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
