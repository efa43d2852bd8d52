/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MASK_H
#define CHATD_IRC_MASK_H

/*
 * Masks of IRC, in which "*" stands for any bytes, and "?" for one.  Pure; any
 * thread.
 */

#include <stdbool.h>

#include "common/slice.h"

/* Say whether mask has a "*" or a "?", and so may stand for several names. */
bool irc_mask_is_wild(struct slice mask);

/*
 * Say whether mask stands for name.  Letters of ASCII are the same in capitals.
 * That takes as many steps as both together have bytes, or with more than one
 * "*" in mask as many as their product at the most.
 */
bool irc_mask_matches(struct slice mask, struct slice name);

#endif
