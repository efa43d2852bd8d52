/* SPDX-License-Identifier: MIT */
#ifndef CHATD_USER_CARDS_H
#define CHATD_USER_CARDS_H

/*
 * What users say of themselves, and what is found out of them, on their cards
 * (card.h).
 *
 * A protocol that has words for it introduces each of its users when they log
 * in.  Others get a card when they show that an account is theirs;
 * without one a user costs nothing.  Where there is no memory for a card the
 * connection is closed.  None of these is a request, and none is answered.
 *
 * Those who share a room with a user are told of what is new: an absence, a
 * real name, an account.  It comes as who joins and leaves does, on all workers
 * and nodes, once for each room, for protocols that have words for it; and is
 * charged to the user as that is.  Whoever shares several rooms is told once by
 * their protocol.  Those who watch the user's name are told as well
 * (watches.h).  Other nodes, if there are any, are told of the whole card
 * first, which is charged as 1 KiB.  Owner thread of connection only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/presence/card.h"
#include "common/slice.h"

struct connection;

/* ---- for protocols ------------------------------------------------------- */

/*
 * Give the connection, which is about to log in, a card: so it has one when
 * others hear of its name.  said has user, real_name and account, perhaps
 * empty; the rest of it is not looked at.  Return false, with the connection
 * closed, if there is no memory.
 */
bool user_cards_introduce(
    struct connection *connection, const struct card_facts *said);

/*
 * Note that the user of connection is away because of why, or is back if that
 * is empty; is called real_name; is a program, an operator, or none.  Both
 * texts are ones that may be shown (text_is_valid()), and are cut to what a
 * card has room for. Somebody who is muted is away without words, and keeps
 * their real name: return false then.
 */
void user_cards_set_away(struct connection *connection, struct slice why);
bool user_cards_set_real_name(
    struct connection *connection, struct slice real_name);
void user_cards_set_flag(
    struct connection *connection, enum card_flag flag, bool holds);

/* Note that the user says something now. */
void user_cards_note_spoken(struct connection *connection);

/* ---- for the chat -------------------------------------------------------- */

/* Note that the user has logged in: other nodes hear what is on the card. */
void user_cards_note_login(struct connection *connection);

/* Note that the user, if it is one already, owns the account called name. */
void user_cards_note_account(
    struct connection *connection, struct slice account);

/* Do so for a user whose name, which is new, they have shown to own. */
void user_cards_begin_account(struct connection *connection);

/*
 * Take the card away from somebody who has gone without a name; those of others
 * go with it (directory.h).
 */
void user_cards_end(struct connection *connection);

#endif
