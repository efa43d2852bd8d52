/* SPDX-License-Identifier: MIT */
/*
 * The daemon's known_cards.h and user_cards.h, as far as protocols use it:
 * "bob" alone has a card, which says all that there can be on one but that he
 * is away, and nobody's can be changed.  Two were called "bob" before him, and
 * of one of them nothing is known.  Texts to him may be for another node, of
 * whose users it is not known.
 */

#include "chatd/chat/known_cards.h"
#include "chatd/chat/user_cards.h"

#include "chatd/connection/connection.h"
#include "chatd/presence/card.h"
#include "fuzz/fake_private.h"

bool
user_cards_introduce(
    struct connection *connection, const struct card_facts *said)
{
	(void)connection;
	fake_require(said->user.size <= CARD_USER_MAX_BYTES);
	return true;
}

struct card *
known_cards_find(const struct connection *connection, struct slice name)
{
	const struct card_facts facts = {
		.user = SLICE("robert"),
		.host = SLICE("abcdefghij.chatd"),
		.real_name = SLICE("Bob B. Bobson"),
		.account = SLICE("bobson"),
		.flags = CARD_BOT | CARD_SECURE | CARD_OPERATOR,
		.signed_on_s = 951782400,
		/* In 2106, so that they are idle for as long whenever asked. */
		.spoke_s = UINT32_MAX,
	};

	(void)connection;
	return slice_is(name, "bob") ? card_new(&facts) : NULL;
}

struct card *
known_cards_at(const struct connection *connection, struct address owner)
{
	(void)connection;
	(void)owner;
	return NULL;
}

size_t
known_cards_find_past(const struct connection *connection, struct slice name,
    struct past_user_copy found_r[PAST_USERS_OF_NAME_MAX])
{
	static const struct slice bob = SLICE("bob");

	if (!slice_equals(name, bob))
		return 0;
	for (size_t i = 0; i < 2; i++)
		found_r[i].user = (struct past_user){ .name = bob,
			.until_s = 951782400 };
	found_r[1].user.card = known_cards_find(connection, bob);
	return 2;
}

bool
known_cards_last_is_away(const struct connection *connection)
{
	(void)connection;
	return false;
}

void
user_cards_set_away(struct connection *connection, struct slice why)
{
	(void)connection;
	fake_require(why.size == 0 || fake_text_is_acceptable(why));
}

bool
user_cards_set_real_name(struct connection *connection, struct slice real_name)
{
	(void)connection;
	fake_require(fake_text_is_acceptable(real_name));
	return true;
}

void
user_cards_set_flag(
    struct connection *connection, enum card_flag flag, bool holds)
{
	(void)connection;
	(void)holds;
	fake_require(flag == CARD_BOT || flag == CARD_INVISIBLE ||
		     flag == CARD_OPERATOR);
}

void
user_cards_note_spoken(struct connection *connection)
{
	(void)connection;
}
