/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_LEDGER_PRIVATE_H
#define CHATD_MODEL_LEDGER_PRIVATE_H

/*
 * What the parts of the ledger share: ledger.c has texts, ledger_notices.c who
 * comes and goes, ledger_rounds.c what is owed.
 */

#include "model/ledger.h"

/* Put entry at index into an array, which grows by powers of two. */
void ledger_append(struct entry ***entries, size_t index, struct entry *entry);

/*
 * Return the place of what was heard of a session, in one of the listener's
 * arrays: one more than the number heard last.
 */
uint32_t *ledger_heard(uint32_t **array, struct session *listener,
    uint32_t session, const struct world *world);

/*
 * The actor hears in the entry's room what may not come before others of its
 * session.  Return false if it does; fail unless is_tried.
 */
bool ledger_hear_in_room(struct world *world, struct actor *actor,
    const struct entry *entry, bool is_tried);

/* Say whether the actor in a slot has heard it; have it so, or not so. */
bool ledger_is_marked(const struct entry *entry, unsigned int slot);
void ledger_mark(struct entry *entry, unsigned int slot);
void ledger_unmark(struct entry *entry, unsigned int slot);

/* A notice is refused: whoever heard it must have heard another like it. */
void ledger_withdraw(struct world *world, struct entry *entry);

/*
 * Somebody has heard another notice like this one, where they need not have:
 * say whether that is so, and have this one be what they heard.
 */
bool ledger_take_over(
    struct world *world, struct entry *entry, const struct stay *listener);

/*
 * Return the last moment at which it may reach somebody: a user who comes in
 * after it was confirmed may still be there before it is, on another worker.
 */
uint64_t ledger_arrival(const struct world *world, const struct entry *entry);

/* Say whether whoever has this stay must have heard the entry. */
bool ledger_is_owed(const struct world *world, const struct entry *entry,
    const struct stay *stay);

/* Return the stays of those who may hear it; NULL: only its own session. */
const struct stays *ledger_audience(
    const struct world *world, const struct entry *entry);

#endif
