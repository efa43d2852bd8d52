/* SPDX-License-Identifier: MIT */
#include "chatd/chat/user_person.h"

#include "chatd/chat/known_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/card.h"

/* Return the card of the user; others than those of these have none. */
static struct card *
user_person_card(const struct connection *connection)
{
	if (!connection_protocol(connection)->has_cards &&
	    connection_account(connection) == 0)
		return NULL;
	return known_cards_at(connection, connection_address(connection));
}

void
user_person_begin(
    struct user_person *shown, const struct connection *connection)
{
	struct card_facts facts = { 0 };
	struct slice name = connection_name(connection);

	shown->card = user_person_card(connection);
	if (shown->card != NULL)
		facts = card_read(shown->card);
	shown->person = (struct room_person){
		.name = name,
		.user = card_shown_user(&facts, name),
		.host = card_shown_host(&facts),
	};
}

void
user_person_end(struct user_person *shown)
{
	card_release(shown->card);
}
