/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_ITEMS_H
#define CHATD_IRC_ITEMS_H

/*
 * A numeric with a list in it, which goes into as few lines as it can:
 *
 *     :irc.chatd 731 alice :bob,carol
 *     :irc.chatd 734 alice 100 dave,erin :Monitor list is full.
 *
 * Owner thread only.
 */

#include <stddef.h>

#include "chatd/protocols/irc/irc_numerics.h"
#include "chatd/protocols/irc/irc_words.h"
#include "common/slice.h"

struct connection;

/* What is still to be said.  irc_items_begin() makes one. */
struct irc_items {
	struct connection *connection;
	enum irc_numeric numeric;
	struct slice subject;
	char separator;
	size_t room; /* that a line has for items */
	size_t used;
	char bytes[IRC_WORDS_BYTES];
};

/*
 * Begin a list that follows subject, which is borrowed, or is empty; with
 * separator between two items.  If numeric has words, they come last.
 */
void irc_items_begin(struct irc_items *items, struct connection *connection,
    enum irc_numeric numeric, struct slice subject, char separator);

/* Add an item, of less than IRC_WORDS_BYTES; a line that is full is sent. */
void irc_items_add(struct irc_items *items, struct slice item);

/* Send what is left, if anything is. */
void irc_items_end(struct irc_items *items);

#endif
