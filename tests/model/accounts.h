/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_ACCOUNTS_H
#define CHATD_MODEL_ACCOUNTS_H

/*
 * The daemon's counters, held against what the model has seen.
 */

#include "model/world.h"

/* Everybody has left: fail unless the accounts agree and nothing is left. */
void accounts_check(struct world *world);

#endif
