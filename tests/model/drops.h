/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_DROPS_H
#define CHATD_MODEL_DROPS_H

/*
 * Clients of drop, who hand in texts while the others talk.  What was confirmed
 * must be in the directory, whole, under its number, and nothing else.
 */

#include <stddef.h>

#include "model/world.h"

/* Say where the first server, which has them all, files the texts. */
void drops_init(const char *directory);

/* Have one of them do something, and read what has come. */
void drops_move(struct world *world);

/* Wait until all that were asked are answered. */
void drops_settle(struct world *world);

/* Return how many connections there are. */
size_t drops_count(void);

/* Have all of them leave; then hold the directory against what was sent. */
void drops_leave(struct world *world);
void drops_check(struct world *world);

#endif
