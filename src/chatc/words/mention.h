/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_MENTION_H
#define CHATD_CHATC_MENTION_H

/*
 * Where a text mentions somebody.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/*
 * Find the first mention of name in text: as a word, with ASCII letters in any
 * case.  Return false, or set *at_r to where it begins.  Nobody mentions an
 * empty name.
 */
bool mention_find(struct slice text, struct slice name, size_t *at_r);

#endif
