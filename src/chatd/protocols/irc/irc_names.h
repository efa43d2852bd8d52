/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_NAMES_H
#define CHATD_IRC_NAMES_H

/*
 * Names of the chat, and what IRC calls them.
 *
 * A room x is "#x".  A user is called the same, but for guests, whose names
 * are addresses: "192.0.2.7:34858" is shown as "192.0.2.7-34858", because a ":"
 * has a meaning in lists of names; and is found by both.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/name.h"
#include "common/slice.h"

/* Room for any name, as it is shown. */
#define IRC_SHOWN_BYTES (NAME_MAX_BYTES + 1)

/* Return how name is shown, perhaps written to room. */
struct slice irc_name_show(struct slice name, char room[IRC_SHOWN_BYTES]);

/* Return the name that a client means by nick, perhaps written to room. */
struct slice irc_name_mean(struct slice nick, char room[IRC_SHOWN_BYTES]);

/* Say whether target begins as the name of a room; what comes after that. */
bool irc_name_is_room(struct slice target);
struct slice irc_name_of_room(struct slice target);

/*
 * Take the marks of ranks off the front of *target, "@#tea", and return the
 * ranks that are meant: that one and those above it; or 0 if there is no room
 * behind them, or no mark.
 */
unsigned int irc_name_take_ranks(struct slice *target);

/* Return the mark of ranks; an empty slice if there are none. */
struct slice irc_name_mark_ranks(unsigned int ranks);

/* Write "#tea" for the room tea. */
struct slice irc_name_show_room(struct slice room, char shown[IRC_SHOWN_BYTES]);

/* Say whether text is one word, which the chat can look up. */
bool irc_name_is_word(struct slice text);

/* Take the next of *items, with "," between two.  Return false at the end. */
bool irc_name_take_item(struct slice *items, struct slice *item_r);

#endif
