/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CARDS_H
#define CHATD_CARDS_H

/*
 * The cards of all users that have one, by the address of their owner, which
 * the directory knows by the name: so a card stays where it is when its owner
 * takes another name, and nobody else can be taken for them.  It is a table in
 * shards, each under a lock of its own that is held for one look-up or one
 * change.  The owner's worker writes; all may look.  Any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/cloak.h"

struct card;
struct cards;

/* Return an empty table with a new key for cloaks, or NULL with errno set. */
struct cards *cards_new(void);

/* Free the table and its references; NULL is allowed. */
void cards_free(struct cards *cards);

/* Return the card of the user at owner, with a reference; or NULL. */
struct card *cards_find(struct cards *cards, struct address owner);

/*
 * Put card in place of its owner's other one; take over the reference.  Return
 * false if there is no memory, and the other one stays.
 */
bool cards_put(struct cards *cards, struct card *card);

/* Take the card of the user at owner, if there is one, out of the table. */
void cards_remove(struct cards *cards, struct address owner);

/* Return how many users here that have one are not listed for everybody. */
uint64_t cards_count_invisible(const struct cards *cards);

/*
 * Return the key of the cloaks that are shown here; have another one in its
 * place, before any has been shown, and while one thread alone is there.
 */
const struct cloak_key *cards_key(const struct cards *cards);
void cards_set_key(struct cards *cards, const struct cloak_key *key);

#endif
