/* SPDX-License-Identifier: MIT */
/*
 * The card of whoever leaves goes from those of all users to those of the past:
 * what they did last is told after they have gone, on other workers.  It is in
 * both for a moment, so that everybody finds it in one of them.
 */

#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory_private.h"
#include "chatd/presence/past_users.h"
#include "common/clock.h"

struct past_users *
directory_past_users(const struct directory *directory)
{
	return directory->past;
}

void
directory_note_past(struct directory *directory, const struct claim *claim,
    struct address address, bool has_left)
{
	const struct past_user user = {
		.name = claim_name(claim),
		.card = cards_find(directory->cards, address),
		.until_s = clock_real_ms() / 1000,
		.has_left = has_left,
	};

	if (claim_is_guest(claim))
		card_release(user.card);
	else
		past_users_add(directory->past, directory->folds_names, &user);
	if (has_left && user.card != NULL)
		cards_remove(directory->cards, address);
}
