/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECENT_CARDS_H
#define CHATD_RECENT_CARDS_H

/*
 * The cards that a worker has looked up last, so that texts which follow each
 * other take no lock: those who speak, and those they speak to.
 *
 * A card is known to be over by itself (card.h), so what is found here is what
 * the table would say.  Whoever has none is looked up each time.  A worker
 * keeps RECENT_CARDS of them at most, 23 KiB if all are as long as they may be,
 * of users who may have gone.  Owner thread only.
 */

#include "chatd/core/address.h"

struct card;
struct cards;

/* A power of two. */
#define RECENT_CARDS 32

/* All zero: none has been looked up. */
struct recent_cards {
	struct card *cards[RECENT_CARDS]; /* references, or NULL */
};

/*
 * Return the card of the user at owner, borrowed until the next call; or NULL.
 */
struct card *recent_cards_find(
    struct recent_cards *recent, struct cards *cards, struct address owner);

/* Give all references back. */
void recent_cards_clear(struct recent_cards *recent);

#endif
