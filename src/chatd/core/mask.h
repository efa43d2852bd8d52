/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MASK_H
#define CHATD_MASK_H

/*
 * Masks, in which "*" stands for any bytes, and "?" for one.  Pure; any thread.
 */

#include <stdbool.h>

#include "common/slice.h"

/* Say whether mask has a "*" or a "?", and so may stand for several texts. */
bool mask_is_wild(struct slice mask);

/*
 * Say whether mask stands for text.  Letters of ASCII are the same in capitals
 * if they fold.  That takes as many steps as both together have bytes, or with
 * more than one "*" in mask as many as their product at the most.
 */
bool mask_matches(bool folds, struct slice mask, struct slice text);

#endif
