/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_SOURCE_H
#define CHATD_IRC_SOURCE_H

/*
 * How a user is shown: "alice!alice@chatd", as the source of lines and in
 * answers, and the tags that go with what somebody does.
 *
 * What is not on a card is made from the name, for users of all protocols: that
 * looks the same in each place.  What somebody has done is told after they may
 * have gone, or have another name, so whoever knows where they were looks
 * there, and finds them for as long as they are remembered
 * (presence/past_users.h). Owner thread of the connection, to which the user is
 * shown.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "chatd/core/cloak.h"
#include "chatd/presence/card.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_words.h"
#include "common/name.h"
#include "common/slice.h"

struct connection;

/* In place of addresses, which nobody is shown. */
#define IRC_HOST CLOAK_NONE

/* The most bytes of what comes before the "@". */
#define IRC_USER_BYTES CARD_USER_MAX_BYTES

/* Room for nick, user and host. */
#define IRC_MASK_BYTES                                                         \
	(NAME_MAX_BYTES + IRC_USER_BYTES + CARD_HOST_MAX_BYTES + 8)

/* "@account=alice;bot" and a ";": with the longest name of an account */
#define IRC_SOURCE_TAGS_BYTES (NAME_MAX_BYTES + 16)

/* A user as a client is shown it. */
struct irc_source {
	struct card *card;       /* a reference; NULL: there is none */
	struct card_facts facts; /* what it says; all empty without one */
	struct slice nick;
	struct slice user;
	struct slice host;
	struct slice real_name;
	char room[IRC_SHOWN_BYTES];
};

/*
 * Return how the user called name, in whichever capitals, is shown, perhaps
 * written to room; if there is nobody, that is name itself.
 */
struct slice irc_source_spell(const struct connection *connection,
    struct slice name, char room[IRC_SHOWN_BYTES]);

/*
 * Return target, "#TEA", as the room itself writes it, perhaps written to
 * shown; if the connection sees no such room, that is target itself.
 */
struct slice irc_source_spell_room(struct connection *connection,
    struct slice target, char shown[IRC_SHOWN_BYTES]);

/*
 * Find what is known of the user called name, up to irc_source_end(); name is
 * borrowed until then.
 */
void irc_source_begin(struct irc_source *source, struct connection *connection,
    struct slice name);
void irc_source_end(struct irc_source *source);

/*
 * Do so for one who is still shown by nick, and has another name by now.
 */
void irc_source_begin_as(struct irc_source *source,
    struct connection *connection, struct slice nick, struct slice name);

/*
 * Do so for the user called name who is at owner, or was, which is found in
 * less time; or by the name alone, if that is nowhere.
 */
void irc_source_begin_at(struct irc_source *source,
    struct connection *connection, struct slice name, struct address owner);

/*
 * Do so for one who was called name and has this card, a reference that is
 * taken over; or NULL.
 */
void irc_source_begin_card(
    struct irc_source *source, struct slice name, struct card *card);

/* Say whether connection wants tags of what that user does. */
bool irc_source_has_tags(
    struct connection *connection, const struct irc_source *source);

/*
 * Add source, with the tags that connection wants of what that user does in
 * front of it.
 */
void irc_source_add(struct irc_words *words, struct connection *connection,
    const struct irc_source *source);

/* Do all of that for the user called name who is at owner, if that is known. */
void irc_source_add_user(struct irc_words *words, struct connection *connection,
    struct slice name, struct address owner);

/* Return "alice!alice@chatd" for a user of this name, written to room. */
struct slice irc_source_write_mask(struct connection *connection,
    struct slice name, char room[IRC_MASK_BYTES]);

#endif
