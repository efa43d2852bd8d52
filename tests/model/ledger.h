/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_LEDGER_H
#define CHATD_MODEL_LEDGER_H

/*
 * Everything that was sent, and who must hear it, may hear it and has heard it.
 *
 * Whoever certainly was there from before it was asked for until after it was
 * confirmed, and stays, must hear it; whoever cannot have been there must not;
 * for all others either is right.  Nobody hears anything twice, and what one
 * session sends is heard in its order.
 */

#include <stddef.h>
#include <stdint.h>

#include "model/world.h"

/*
 * Add something that session asks for now.  from is the name that it has, and
 * other, room and the rest are as in struct entry.
 */
struct entry *ledger_add(struct world *world, enum entry_kind kind,
    uint32_t session, struct name *from, struct name *other, unsigned int room);

/* It is confirmed, or refused: fail if it cannot be. */
void ledger_confirm(struct world *world, struct entry *entry);
void ledger_refuse(struct world *world, struct entry *entry);

/* An actor hears a text, or of somebody who comes, goes or is renamed. */
void ledger_hear_text(
    struct world *world, struct actor *actor, const struct event *event);
void ledger_hear_notice(
    struct world *world, struct actor *actor, const struct event *event);

/* The daemon has nothing left of the session, which has ended. */
void ledger_end_session(struct world *world, uint32_t session);

/*
 * Return how many must still hear something of this round.  *first_r is the
 * first that somebody has not heard, and *slot_r says who.
 */
size_t ledger_count_owed(
    struct world *world, struct entry **first_r, unsigned int *slot_r);

/*
 * Nothing is on its way any more: fail if a session that has ended has heard
 * something without what came before it.  Begin the next round.
 */
void ledger_end_round(struct world *world);

/* Say in words what an entry is.  The text is valid until the next call. */
const char *ledger_describe(const struct world *world, const struct entry *e);

#endif
