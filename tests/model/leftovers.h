/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_LEFTOVERS_H
#define CHATD_MODEL_LEFTOVERS_H

/*
 * What a crowd leaves behind when all of it has left: nothing.
 */

#include <stdbool.h>

#include "model/world.h"

/* Note what the daemon takes before anybody comes. */
void leftovers_note(struct world *world);

/*
 * Everybody has left: fail unless every name can be had, every room is empty,
 * and the descriptors are back; and, which takes the daemon some seconds, the
 * memory, if with_memory.
 */
void leftovers_check(struct world *world, bool with_memory);

#endif
