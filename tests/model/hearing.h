/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_HEARING_H
#define CHATD_MODEL_HEARING_H

/*
 * What a client receives, held against the model.
 */

#include "model/world.h"

/* Read what is there for the actor and judge it, up to its end. */
void hearing_read(struct world *world, struct actor *actor);

/*
 * The daemon has released everything that the actor had: whoever has closed
 * the connection without waiting for the end learns this from elsewhere.
 */
void hearing_has_ended(struct world *world, struct actor *actor);

#endif
