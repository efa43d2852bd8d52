/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_source.h"

#include "chatd/chat/known.h"
#include "chatd/chat/known_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_session.h"

struct slice
irc_source_spell(const struct connection *connection, struct slice name,
    char room[IRC_SHOWN_BYTES])
{
	char spelling[NAME_MAX_BYTES];
	char *end;

	if (name.size > sizeof(spelling))
		return name;
	end = slice_write(room, known_spell_user(connection, name, spelling));
	return irc_name_show(
	    (struct slice){ room, (size_t)(end - room) }, room);
}

struct slice
irc_source_spell_room(struct connection *connection, struct slice target,
    char shown[IRC_SHOWN_BYTES])
{
	char spelling[NAME_MAX_BYTES];

	if (!irc_name_is_room(target) || target.size > NAME_MAX_BYTES)
		return target;
	return irc_name_show_room(
	    known_spell_room(connection, irc_name_of_room(target), spelling),
	    shown);
}

void
irc_source_begin_card(
    struct irc_source *source, struct slice nick, struct card *card)
{
	source->card = card;
	source->facts = card != NULL ? card_read(card)
				     : (struct card_facts){ 0 };
	source->nick = irc_name_show(nick, source->room);
	source->user = card_shown_user(&source->facts, source->nick);
	source->host = card_shown_host(&source->facts);
	source->real_name = source->facts.real_name.size > 0
				? source->facts.real_name
				: source->nick;
}

void
irc_source_begin_as(struct irc_source *source, struct connection *connection,
    struct slice nick, struct slice name)
{
	irc_source_begin_card(source, nick, known_cards_find(connection, name));
}

void
irc_source_begin_at(struct irc_source *source, struct connection *connection,
    struct slice name, struct address owner)
{
	if (owner.value == 0)
		irc_source_begin(source, connection, name);
	else
		irc_source_begin_card(
		    source, name, known_cards_at(connection, owner));
}

void
irc_source_begin(
    struct irc_source *source, struct connection *connection, struct slice name)
{
	irc_source_begin_as(source, connection, name, name);
}

void
irc_source_end(struct irc_source *source)
{
	card_release(source->card);
}

static bool
irc_source_has_account(
    struct connection *connection, const struct irc_source *source)
{
	unsigned int wants = irc_state_of(connection)->capabilities;

	return (wants & IRC_ACCOUNT_TAG) != 0 && source->facts.account.size > 0;
}

static bool
irc_source_has_bot(
    struct connection *connection, const struct irc_source *source)
{
	unsigned int wants = irc_state_of(connection)->capabilities;

	return (wants & IRC_MESSAGE_TAGS) != 0 &&
	       (source->facts.flags & CARD_BOT) != 0;
}

bool
irc_source_has_tags(
    struct connection *connection, const struct irc_source *source)
{
	return irc_source_has_account(connection, source) ||
	       irc_source_has_bot(connection, source);
}

void
irc_source_add(struct irc_words *words, struct connection *connection,
    const struct irc_source *source)
{
	const struct slice no_value = { 0 };

	if (irc_source_has_account(connection, source))
		irc_words_add_tag(words, "account", source->facts.account);
	if (irc_source_has_bot(connection, source))
		irc_words_add_tag(words, "bot", no_value);
	irc_words_add_user(words, source->nick, source->user, source->host);
}

void
irc_source_add_user(struct irc_words *words, struct connection *connection,
    struct slice name, struct address owner)
{
	struct irc_source source;

	irc_source_begin_at(&source, connection, name, owner);
	irc_source_add(words, connection, &source);
	irc_source_end(&source);
}

struct slice
irc_source_write_mask(
    struct connection *connection, struct slice name, char room[IRC_MASK_BYTES])
{
	struct irc_source source;
	char *at;

	irc_source_begin(&source, connection, name);
	at = slice_write(room, source.nick);
	*at++ = '!';
	at = slice_write(at, source.user);
	*at++ = '@';
	at = slice_write(at, source.host);
	irc_source_end(&source);
	return (struct slice){ room, (size_t)(at - room) };
}
