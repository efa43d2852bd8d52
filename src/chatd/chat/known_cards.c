/* SPDX-License-Identifier: MIT */
#include "chatd/chat/known_cards.h"

#include "chatd/chat/chat_private.h"
#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/recent_cards.h"

struct card *
known_cards_look(const struct connection *connection, struct address owner)
{
	struct recent_cards *recent = &chat_of(connection)->recent_cards;
	struct card *card = recent_cards_recall(recent, owner);

	if (card == NULL)
		card = recent_cards_find(recent,
		    directory_cards(chat_of(connection)->directory), owner);
	return card;
}

struct card *
known_cards_at(const struct connection *connection, struct address owner)
{
	struct card *card = known_cards_look(connection, owner);

	return card != NULL
		   ? card_hold(card)
		   : past_users_find_card(
			 directory_past_users(chat_of(connection)->directory),
			 owner);
}

struct card *
known_cards_find(const struct connection *connection, struct slice name)
{
	struct address owner = directory_find(
	    chat_of(connection)->directory, name);

	return owner.value != 0 ? known_cards_at(connection, owner) : NULL;
}

size_t
known_cards_find_past(const struct connection *connection, struct slice name,
    struct past_user_copy found_r[PAST_USERS_OF_NAME_MAX])
{
	const struct directory *directory = chat_of(connection)->directory;

	return past_users_find(directory_past_users(directory),
	    chat_of(connection)->folds_names, name, found_r);
}

bool
known_cards_last_is_away(const struct connection *connection)
{
	const struct card *card = known_cards_look(
	    connection, connection_last_receiver(connection));

	return card != NULL && card->away_size > 0;
}
