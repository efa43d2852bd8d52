/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_NEWS_H
#define CHATD_IRC_NEWS_H

/*
 * What is told of a room besides what is said: that it has changed, and how
 * somebody has left it.  Whoever has asked for a change is answered with the
 * same words as the others are told.  Owner thread only.
 */

#include "chatd/core/message.h"
#include "common/slice.h"

struct connection;

/*
 * Tell that somebody has left.  One who has gone altogether is told of once, by
 * a QUIT.  Where that is not told at once, somebody else may have the name by
 * then, whom a QUIT would take away: there it is a PART, as it is for a peer
 * that does not read.
 */
void irc_news_tell_left(
    struct connection *connection, const struct message *message);

/* Tell what a MESSAGE_CHANGED says. */
void irc_news_tell_changed(
    struct connection *connection, const struct message *message);

/* Tell which ranks somebody has who has joined, if any. */
void irc_news_tell_ranks(
    struct connection *connection, const struct message *message);

/*
 * Return why somebody says that they leave, as the others are told it: without
 * formatting, and no longer than MESSAGE_WHY_MAX_BYTES; or nothing if nobody
 * could be shown that.  It is perhaps written to room.
 */
struct slice irc_news_read_why(
    struct slice text, char room[MESSAGE_WHY_MAX_BYTES]);

#endif
