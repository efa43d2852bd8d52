/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PUT_OFF_H
#define CHATD_PUT_OFF_H

/*
 * Requests that must not overtake what their connection has said before: texts
 * for one user, and what is said in another room, wait for what was said in a
 * room and has not reached everybody yet; texts wait for others that are under
 * way to a user of another machine; and an operator who has kicked somebody
 * waits for the worker that does it.
 *
 * A connection handles no input while its request waits, so it has one at most,
 * with a copy of what it asks for.  Worker's thread only.
 */

#include <stdbool.h>

#include "chatd/routing/questions.h"
#include "common/slice.h"

struct chat;
struct connection;

/*
 * Put off a request of the connection, which owes or has texts under way: have
 * it wait for its answer, and call again with it when it neither owes nor has
 * any; again answers it, and calls answer_arrived() when it has.  Return 0; or
 * -1 if there is no memory, and the connection does not wait.
 */
int put_off_request(struct connection *connection, struct slice name,
    const struct chat_text *text, question_again_cb *again);

/*
 * The connection owes no more, or has nothing under way any more: ask again, if
 * it waits and need not wait longer.  Return false if it does not wait.
 */
bool put_off_resume(struct connection *connection);

/* The connection has ended: forget the request that waits, if one does. */
void put_off_forget(struct connection *connection);

#endif
