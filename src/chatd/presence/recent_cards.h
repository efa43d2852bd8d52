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

#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/card.h"

struct cards;

/* A power of two. */
#define RECENT_CARDS 32

/* All zero: none has been looked up. */
struct recent_cards {
	struct card *cards[RECENT_CARDS]; /* references, or NULL */
};

/* Return where the card of owner is, if it is there. */
static inline struct card **
recent_cards_place(struct recent_cards *recent, struct address owner)
{
	uint32_t number = address_slot(owner) ^ address_worker(owner);

	return &recent->cards[number % RECENT_CARDS];
}

/*
 * Return the card of the user at owner, borrowed until the next look; or NULL
 * if it is not there, and recent_cards_find() has to look.
 */
static inline struct card *
recent_cards_recall(struct recent_cards *recent, struct address owner)
{
	struct card *card = *recent_cards_place(recent, owner);

	return card != NULL && address_equals(card->owner, owner) &&
		       !card_is_over(card)
		   ? card
		   : NULL;
}

/*
 * Return the card of the user at owner, borrowed until the next look; or NULL
 * if there is none.
 */
struct card *recent_cards_find(
    struct recent_cards *recent, struct cards *cards, struct address owner);

/* Give all references back. */
void recent_cards_clear(struct recent_cards *recent);

#endif
