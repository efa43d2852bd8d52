/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ANSWER_H
#define CHATD_ANSWER_H

/*
 * What requests to the chat have in common: the answer, which comes at once or
 * later, the check of a text, and holding back whoever sends too much.
 */

#include <stdbool.h>

#include "chatd/core/protocol.h"
#include "common/slice.h"

struct connection;

/* Give the connection its answer; CHAT_OUT_OF_MEMORY also ends it. */
void answer_give(
    struct connection *connection, const struct chat_answer *answer);

/* Give it an answer about the user, or the would-be user, called name. */
void answer_give_name(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice name);

/* Give it an answer about a room. */
void answer_give_room(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice room);

/* Let the connection wait for its answer: it handles no more input. */
void answer_await(struct connection *connection);

/* Let it go on; the answer has been given, or there will be none. */
void answer_arrived(struct connection *connection);

/* Say whether text may be shown to people; count it if not. */
bool answer_accepts_text(
    const struct connection *connection, struct slice text);

/*
 * Handle no more input of the connection, which has just sent something, while
 * the mailbox of any worker that this one sends to is full.
 */
void answer_hold_if_congested(struct connection *connection);

#endif
