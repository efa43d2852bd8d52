/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_CARD_NEWS_H
#define CHATD_IRC_CARD_NEWS_H

/*
 * What clients are told of others' cards without asking, if they have the
 * capability for it: away-notify, account-notify, setname and extended-join.
 * A change is told once to each peer, however many rooms are shared; with
 * extended-monitor, of those whose names the client watches as well, whether
 * they share a room or not.  Owner thread only.
 */

#include "common/slice.h"

struct connection;
struct irc_source;
struct irc_words;
struct message;

/*
 * Add "JOIN #tea" to a line of source, and what is known of who joins where
 * the client wants that: "JOIN #tea bob :Bob", with "*" for no account.
 */
void irc_card_news_add_join(struct irc_words *words,
    struct connection *connection, const struct irc_source *source,
    struct slice target);

/* Tell of a MESSAGE_JOINED, and whether who joins is away. */
void irc_card_news_tell_joined(
    struct connection *connection, const struct message *message);

/* Tell what a MESSAGE_CHANGED says of a user; nothing if it says nothing. */
void irc_card_news_tell_changed(
    struct connection *connection, const struct message *message);

#endif
