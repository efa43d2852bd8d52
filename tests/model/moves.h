/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_MOVES_H
#define CHATD_MODEL_MOVES_H

/*
 * Drawing what is done next.
 */

#include "model/world.h"

/* What a run is like; all of it is drawn from its seed. */
struct plan {
	unsigned int workers;
	unsigned int actors;
	unsigned int rounds, moves; /* of each round */
	unsigned int wires[5];      /* how often each is chosen */
	unsigned int leaving;       /* in a thousand moves */
	unsigned int letter_max;    /* characters of a letter */
	unsigned int burst_max;     /* letters without a pause */
	bool is_orderly;            /* everybody reads to the end */
	bool is_crowded;            /* most are in the lobby, from the start */
};

/* Draw one, for a world where names fold or do not. */
void plan_draw(struct dice *dice, struct plan *plan, bool folds);

/* Draw an actor and have it do something.  Return it, or NULL: nothing. */
struct actor *moves_make(struct world *world, const struct plan *plan);

/* Have an actor that is away come, and ask for a name. */
void moves_come(
    struct world *world, const struct plan *plan, struct actor *actor);

/* Have an actor leave: in order and to the end, or at once. */
void moves_leave(struct world *world, struct actor *actor, bool is_orderly);

#endif
