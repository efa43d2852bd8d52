/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KNOWN_CARDS_H
#define CHATD_KNOWN_CARDS_H

/*
 * What is known of others, on any node: the cards (card.h) of those who are
 * here, of those who have left, and of those who gave up a name.  A worker
 * remembers what it looked up last (recent_cards.h).  Owner thread of
 * connection only, which looks and is charged for nothing.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/address.h"
#include "chatd/presence/past_users.h"
#include "common/slice.h"

struct card;
struct connection;

/*
 * Return the card of the user called name, or of the one who is at owner or has
 * left from there, with a reference; or NULL.
 */
struct card *known_cards_find(
    const struct connection *connection, struct slice name);
struct card *known_cards_at(
    const struct connection *connection, struct address owner);

/*
 * Find who was called name and is not any more, on any node, the newest first;
 * each card is a reference.  Return how many there are.
 */
size_t known_cards_find_past(const struct connection *connection,
    struct slice name, struct past_user_copy found_r[PAST_USERS_OF_NAME_MAX]);

/*
 * Return the card of the user who is at owner now, borrowed up to the next
 * call; or NULL.
 */
struct card *known_cards_look(
    const struct connection *connection, struct address owner);

/* Say whether the user whom connection wrote to last, as known, is away. */
bool known_cards_last_is_away(const struct connection *connection);

#endif
