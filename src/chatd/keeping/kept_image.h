/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_IMAGE_H
#define CHATD_KEPT_IMAGE_H

/* What is to be in the file, put together in memory.  The thread's. */

#include <stddef.h>

#include "common/slice.h"

struct kept_rooms;

/*
 * Return the text of the file, which the caller frees, and set *size_r; or
 * NULL if there is no memory.  Without a cluster, rooms that are over are
 * freed.
 */
char *kept_image_make(struct kept_rooms *kept, size_t *size_r);

/*
 * Return the lines of the room called name, in memory that the caller frees,
 * and set *size_r; 0: it is not kept.  Return NULL if there is no memory.
 */
char *kept_image_make_one(
    struct kept_rooms *kept, struct slice name, size_t *size_r);

#endif
