/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_H
#define CHATD_CHAT_H

/*
 * The chat itself: who may log in, who can be sent to, what may be said.
 *
 * Each worker has a chat; all of them share the directory.  A request is
 * answered through protocol->answer, perhaps before the call returns and
 * perhaps later; until then the connection handles no more input.  Outcomes
 * are values: the words for them are the protocol's.  Owner thread only.
 */

#include "common/line.h"

struct chat;
struct connection;
struct directory;
struct loop;
struct router;

/* Return a chat for the worker of loop, or NULL if there is no memory. */
struct chat *chat_new(
    struct loop *loop, struct router *router, struct directory *directory);

/* Free chat; NULL is allowed. */
void chat_free(struct chat *chat);

/*
 * Log the connection in as name.  Answers CHAT_LOGIN: DONE, BAD_NAME,
 * NAME_IN_USE, FULL or OUT_OF_MEMORY, checked in this order.
 */
void chat_login(struct connection *connection, struct slice name);

/*
 * Give the connection, which is logged in, another name.  Answers CHAT_RENAME:
 * DONE, BAD_NAME, NAME_IN_USE or OUT_OF_MEMORY; its own name is DONE.
 */
void chat_rename(struct connection *connection, struct slice name);

/*
 * Send text to the user called name.  Answers CHAT_SEND: BAD_TEXT (even if
 * there is nobody of that name), DONE, NO_SUCH_USER or OUT_OF_MEMORY.  DONE
 * means that the text is on its way, in order, to a connection that was logged
 * in: it is lost only if that connection ends first.
 */
void chat_send(
    struct connection *connection, struct slice name, struct slice text);

/*
 * Ask who is there.  Answers CHAT_LIST: DONE with the names of all users in
 * order of login, separator between two, or OUT_OF_MEMORY.
 */
void chat_list(struct connection *connection, char separator);

/* The connection has ended: its name is free when this returns. */
void chat_ended(struct connection *connection);

#endif
