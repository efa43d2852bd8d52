/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_NAMES_CHECK_H
#define CHATD_KEPT_NAMES_CHECK_H

/*
 * Lists of names in the file of kept rooms, which people may have mended.  The
 * time for one is that of the square of most.
 */

#include <stdbool.h>

#include "common/slice.h"

/*
 * Return NULL if value, which is not empty, is a list (name_list.h) of at most
 * most names, or of masks of names, each of them once; and otherwise what is
 * wrong, a constant.  Pure; any thread.
 */
const char *kept_names_check(
    struct slice value, unsigned int most, bool are_masks);

#endif
