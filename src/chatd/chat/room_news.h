/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_NEWS_H
#define CHATD_ROOM_NEWS_H

/*
 * What the other members of a room are told when somebody changes it, or
 * themselves: a MESSAGE_CHANGED, on all workers and nodes, for those whose
 * protocol has words for it.  It comes with who joins and leaves, after the
 * answer to whoever has changed something, and is charged to them as that is:
 * for each change one line of ROOM_TOPIC_MAX_BYTES at most to each member.
 * Worker's thread only.
 */

#include <stddef.h>

#include "chatd/core/user_change.h"
#include "common/slice.h"

struct chat_mode_change;
struct connection;
struct room;

/* Tell that connection has set the topic, or taken it away if it is empty. */
void room_news_tell_topic(
    struct connection *connection, struct room *room, struct slice topic);

/* Tell that connection has invited the user called name. */
void room_news_tell_invited(
    struct connection *connection, struct room *room, struct slice name);

/* Tell that the user of connection has changed something of themselves. */
void room_news_tell_user(struct connection *connection, struct room *room,
    enum user_change change, struct slice text);

/*
 * Tell those of count changes, of the modes of the room or of ranks in it, that
 * connection has made and that are new: all in one line, if that has room.
 */
void room_news_tell_modes(struct connection *connection, struct room *room,
    const struct chat_mode_change *changes, size_t count);

#endif
