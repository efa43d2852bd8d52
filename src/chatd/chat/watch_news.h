/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WATCH_NEWS_H
#define CHATD_WATCH_NEWS_H

/*
 * What the watchers of a name are told of it.  Whose name it is causes what
 * they are told, and waits for those who do not read.  What is told may end the
 * connection.  Worker's thread only.
 */

#include "chatd/core/address.h"
#include "common/slice.h"

struct card;
struct connection;

/* One connection that watches one name; all of it is borrowed. */
struct watch_news {
	struct connection *connection;
	struct slice name;   /* as it is written */
	struct address user; /* who has it, or had it; nowhere: nobody */
};

/* Tell a MESSAGE_WATCHED: that the user has come, or is gone; or nothing. */
void watch_news_tell_coming(const struct watch_news *news);
void watch_news_tell_going(const struct watch_news *news);

/*
 * Tell a MESSAGE_CHANGED for whatever differs between before, the card that the
 * user had, and now, the one that they have.  Either is NULL if there is none:
 * who has their first one has just come, or had nothing to say but their name.
 */
void watch_news_tell_changes(const struct watch_news *news,
    const struct card *before, const struct card *now);

#endif
