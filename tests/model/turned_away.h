/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_TURNED_AWAY_H
#define CHATD_MODEL_TURNED_AWAY_H

/*
 * Newcomers for whom there is no room.
 */

#include "model/world.h"

/*
 * Nothing is under way: set max_clients to the number of users, and fail unless
 * one newcomer of each protocol is told so and closed; set it back.
 */
void turned_away_check(struct world *world);

#endif
