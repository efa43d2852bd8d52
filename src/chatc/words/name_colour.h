/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_NAME_COLOUR_H
#define CHATD_CHATC_NAME_COLOUR_H

/*
 * The colour of a name, which is the same on every machine and in every run.
 * Pure.
 */

#include <stdbool.h>

#include "chatc/codecs/buffer.h"
#include "common/slice.h"

/* Append what begins the colour of a name; has_256 is about the terminal. */
void name_colour_append(struct buffer *out, struct slice name, bool has_256);

#endif
