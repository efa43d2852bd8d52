/* SPDX-License-Identifier: MIT */
/*
 * Each address has one place, where it displaces whoever was there: in a
 * conversation of two the same two are found, and no order has to be kept.
 */

#include "chatd/presence/recent_cards.h"

#include "chatd/presence/cards.h"
#include "common/out_of_line.h"

OUT_OF_LINE struct card *
recent_cards_find(
    struct recent_cards *recent, struct cards *cards, struct address owner)
{
	struct card **place = recent_cards_place(recent, owner);

	if (recent_cards_recall(recent, owner) == NULL) {
		card_release(*place);
		*place = cards_find(cards, owner);
	}
	return *place;
}

void
recent_cards_clear(struct recent_cards *recent)
{
	for (size_t i = 0; i < RECENT_CARDS; i++) {
		card_release(recent->cards[i]);
		recent->cards[i] = NULL;
	}
}
