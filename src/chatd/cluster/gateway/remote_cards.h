/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REMOTE_CARDS_H
#define CHATD_REMOTE_CARDS_H

/*
 * What is on the cards of users, as nodes tell each other: all of it but when
 * somebody spoke last.  A node tells of a card when its user has logged in,
 * whenever there is another one, and in a census.  Who has no card is not told
 * of.
 *
 * A card of a user of another node lies where those of this node do
 * (presence/cards.h), under the address that the user has here, and takes what
 * theirs take: some 150 bytes, and 620 at most.  A user has one, so there are
 * no more than users.  Gateway's thread only.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "common/slice.h"

struct alias;
struct gateway;
struct node;
struct record;

/*
 * Tell all nodes of the card of a user here who is called name, if there is
 * one.  A node that cannot be told is told all of it again.
 */
void remote_cards_send_all(
    struct gateway *gateway, struct address owner, struct slice name);

/*
 * Tell node of the card of the user called name, if they are here and have one.
 * Return false if there is no memory.
 */
bool remote_cards_send(struct node *node, struct slice name);

/*
 * Take a RECORD_CARD, which is sound, and have those told who watch the name.
 * Return false if there is no memory.
 */
bool remote_cards_follow(struct node *node, const struct record *record);

/*
 * Take the card of the user behind alias away, who is to be forgotten; it has
 * gone already with a name that was given back (presence/directory.h).
 */
void remote_cards_end(struct gateway *gateway, struct alias *alias);

#endif
