/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_invisible.h"

#include <stddef.h>

#include "chatd/chat/known.h"
#include "chatd/chat/known_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/card.h"
#include "common/name.h"

bool
irc_invisible_is_hidden(
    struct connection *connection, struct slice name, unsigned int flags)
{
	return (flags & CARD_INVISIBLE) != 0 &&
	       !name_looks_like(name, connection_name(connection)) &&
	       !known_shares_room(connection, name);
}

bool
irc_invisible_name_is_hidden(struct connection *connection, struct slice name)
{
	struct card *card = known_cards_find(connection, name);
	bool is_hidden = card != NULL &&
			 irc_invisible_is_hidden(connection, name, card->flags);

	card_release(card);
	return is_hidden;
}
