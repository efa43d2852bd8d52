/* SPDX-License-Identifier: MIT */
/*
 * A card that says something else is a new one, made from what the old one says
 * and put in its place.
 */

#include "chatd/chat/user_cards.h"

#include "chatd/accounts/accounts.h"
#include "chatd/chat/announcements.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/known_cards.h"
#include "chatd/chat/name_owners.h"
#include "chatd/chat/room_news.h"
#include "chatd/chat/watches.h"
#include "chatd/connection/stamping.h"
#include "chatd/core/cloak.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/memberships.h"
#include "chatd/routing/router.h"
#include "common/clock.h"

/* What it costs at most to tell other machines of a card. */
#define USER_CARDS_RECORD_BYTES 1024

static struct cards *
user_cards_of(const struct connection *connection)
{
	return directory_cards(chat_of(connection)->directory);
}

static struct card *
user_cards_own(const struct connection *connection)
{
	return known_cards_at(connection, connection_address(connection));
}

/* Let other machines, if there are any, know what is on the card. */
static void
user_cards_tell_machines(struct connection *connection)
{
	struct chat *chat = chat_of(connection);
	const struct message message = {
		.kind = MESSAGE_CARDED,
		.to = connection_address(connection),
		.by = connection_address(connection),
		.from = connection_name(connection),
	};

	if (!router_has_gateway(chat->router))
		return;
	connection_charge(connection, USER_CARDS_RECORD_BYTES);
	announcements_add(chat, &message);
	answer_hold_if_congested(connection);
}

/* Have the card say what facts say; the old one is held by the caller. */
static bool
user_cards_write(struct connection *connection, const struct card_facts *facts)
{
	struct card *card = card_new(facts);

	if (card == NULL || !cards_put(user_cards_of(connection), card)) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return false;
	}
	if (connection_claim(connection) != NULL)
		user_cards_tell_machines(connection);
	return true;
}

/* Begin a card: what the chat knows by itself. */
static struct card_facts
user_cards_begin(const struct connection *connection, char host[CLOAK_BYTES])
{
	return (struct card_facts){
		.owner = connection_address(connection),
		.host = cloak_write(cards_key(user_cards_of(connection)),
		    connection_peer(connection), host),
		.flags = connection_is_encrypted(connection) ? CARD_SECURE : 0,
		.signed_on_s = clock_real_ms() / 1000,
	};
}

bool
user_cards_introduce(
    struct connection *connection, const struct card_facts *said)
{
	char host[CLOAK_BYTES];
	struct card_facts facts = user_cards_begin(connection, host);

	facts.user = said->user;
	facts.real_name = said->real_name;
	facts.account = said->account;
	facts.spoke_s = facts.signed_on_s;
	return user_cards_write(connection, &facts);
}

/*
 * Tell those who share a room with the user; who shares several hears of it in
 * each, as of a new name.  Tell those who watch the name.
 */
static void
user_cards_tell(
    struct connection *connection, enum user_change change, struct slice text)
{
	const struct memberships *memberships = *connection_memberships(
	    connection);

	for (struct membership *at = memberships_newest(memberships);
	     at != NULL; at = memberships_next_older(memberships, at)) {
		if (!membership_is_listener(at))
			room_news_tell_user(connection, at->room, change, text);
	}
	watches_tell_change(connection, text);
}

/* ---- what changes -------------------------------------------------------- */

void
user_cards_set_away(struct connection *connection, struct slice why)
{
	static const struct slice no_words = SLICE("away");
	struct card *card = user_cards_own(connection);
	struct card_facts facts;

	if (card == NULL)
		return;
	facts = card_read(card);
	if (connection_is_muted(connection) && why.size > 0)
		why = no_words;
	if (!slice_equals(facts.away, why)) {
		facts.away = why;
		if (user_cards_write(connection, &facts))
			user_cards_tell(connection, USER_CHANGE_AWAY, why);
	}
	card_release(card);
}

bool
user_cards_set_real_name(struct connection *connection, struct slice real_name)
{
	struct card *card = user_cards_own(connection);
	struct card_facts facts;

	if (connection_is_muted(connection) || card == NULL) {
		card_release(card);
		return false;
	}
	facts = card_read(card);
	facts.real_name = real_name;
	if (user_cards_write(connection, &facts))
		user_cards_tell(connection, USER_CHANGE_REAL_NAME, real_name);
	card_release(card);
	return true;
}

void
user_cards_set_flag(
    struct connection *connection, enum card_flag flag, bool holds)
{
	struct card *card = user_cards_own(connection);
	struct card_facts facts;

	if (card == NULL)
		return;
	facts = card_read(card);
	facts.flags &= ~(unsigned int)flag;
	if (holds)
		facts.flags |= flag;
	user_cards_write(connection, &facts);
	card_release(card);
}

void
user_cards_note_spoken(struct connection *connection)
{
	struct card *card = known_cards_look(
	    connection, connection_address(connection));

	if (card != NULL)
		card_note_spoken(
		    card, stamping_time_ms(connection_set(connection)) / 1000);
}

void
user_cards_note_account(struct connection *connection, struct slice account)
{
	char host[CLOAK_BYTES];
	struct card *card;
	struct card_facts facts;

	if (connection_claim(connection) == NULL)
		return; /* it has no name yet */
	card = user_cards_own(connection);
	facts = card != NULL ? card_read(card)
			     : user_cards_begin(connection, host);
	if (!slice_equals(facts.account, account)) {
		facts.account = account;
		if (user_cards_write(connection, &facts))
			user_cards_tell(
			    connection, USER_CHANGE_ACCOUNT, account);
	}
	card_release(card);
}

/* ---- beginning and end --------------------------------------------------- */

void
user_cards_note_login(struct connection *connection)
{
	if (connection_protocol(connection)->has_cards)
		user_cards_tell_machines(connection);
}

/* Note the account that a user without a card has shown before it had a name.
 */
void
user_cards_begin_account(struct connection *connection)
{
	if (connection_account(connection) != 0 &&
	    !connection_protocol(connection)->has_cards &&
	    name_is_owned_by(connection, connection_name(connection)))
		user_cards_note_account(
		    connection, connection_name(connection));
}

void
user_cards_end(struct connection *connection)
{
	if (connection_protocol(connection)->has_cards ||
	    connection_account(connection) != 0)
		cards_remove(
		    user_cards_of(connection), connection_address(connection));
}
