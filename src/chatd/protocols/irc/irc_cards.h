/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_CARDS_H
#define CHATD_IRC_CARDS_H

/*
 * What users of irc say of themselves: USER, AWAY and SETNAME.
 *
 * What others are shown of it is without formatting, and cut to what a card has
 * room for (card.h); a name before the "@" has letters, digits and "-", "_" and
 * "." alone.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/*
 * Keep what USER says, or the account that was shown, until there is a name.
 * Without memory the connection is closed.
 */
void irc_cards_note_user(
    struct connection *connection, struct slice user, struct slice real_name);
void irc_cards_note_account(
    struct connection *connection, struct slice account);

/*
 * Introduce the user, who is about to log in, to the chat.  Return false, with
 * the connection closed, if there is no memory.
 */
bool irc_cards_introduce(struct connection *connection);

/* Forget what was kept, because the user is logged in. */
void irc_cards_forget(struct connection *connection);

enum command_status irc_cards_away(
    struct connection *connection, struct slice why, struct slice rest);
enum command_status irc_cards_set_name(
    struct connection *connection, struct slice name, struct slice rest);

#endif
