/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PUT_OFF_H
#define CHATD_PUT_OFF_H

/*
 * Requests that wait because their connection has said something in a room
 * before, which has not reached everybody yet: texts for one user, and what is
 * said in another room.  Both must not overtake it.
 *
 * A connection handles no input while its request waits, so it has one at most,
 * with a copy of what it asks for.  Worker's thread only.
 */

#include "chatd/routing/questions.h"
#include "common/slice.h"

struct chat;
struct connection;

/*
 * Put off a request of the connection, which owes: have it wait for its answer,
 * and call again with it when all have been told; again answers it, and calls
 * answer_arrived() when it has.  Return 0; or -1 if there is no memory, and the
 * connection does not wait.
 */
int put_off_request(struct connection *connection, struct slice name,
    struct slice text, question_again_cb *again);

/* All have been told what the connection has said: ask again, if it waits. */
void put_off_resume(struct connection *connection);

/* The connection has ended: forget the request that waits, if one does. */
void put_off_forget(struct connection *connection);

#endif
