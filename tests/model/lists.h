/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_LISTS_H
#define CHATD_MODEL_LISTS_H

/*
 * Lists of users: whoever was there all the time is in them, whoever was not
 * is not, nobody is in them twice, and they are in order.
 */

#include "model/world.h"

/*
 * Judge the answer to a request for a list that was pending: names, or that
 * nobody is in the room.
 */
void lists_check(struct world *world, const struct actor *actor,
    const struct pending *pending, const struct event *event);

#endif
