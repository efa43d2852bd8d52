/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_ANSWERS_H
#define CHATD_MODEL_ANSWERS_H

/*
 * Answers, held against the requests that they are to: they come in the order
 * of these, and there is one to each, but for texts that are taken in silence.
 */

#include "model/world.h"

/* The actor receives an answer. */
void answers_take(
    struct world *world, struct actor *actor, const struct event *event);

/* It receives no more of them: what is not answered was taken in silence. */
void answers_end(struct world *world, struct actor *actor);

#endif
