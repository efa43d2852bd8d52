/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_MASKS_H
#define CHATD_ROOM_MASKS_H

/*
 * Bans of a room, the exceptions from these, and standing invitations: who
 * comes under them is decided by room_rules.h.  Any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/presence/room_mask_list.h"
#include "chatd/presence/room_rules.h"
#include "common/slice.h"

/*
 * Let entry, whose mask is valid, hold from now on.  A ban of a name withdraws
 * its invitation.  Set *is_new_r unless there is that mask of that kind
 * already, which stays as it is.  Return 0; or -1 with errno set: ENOSPC if
 * there are ROOM_MASKS_MAX masks of all kinds, or ENOMEM.
 */
int room_masks_add(struct room_rules *rules,
    const struct room_mask_entry *entry, bool *is_new_r);

/* Let it hold no more.  Return false if there is none. */
bool room_masks_remove(
    struct room_rules *rules, enum room_mask_kind kind, struct slice mask);

/*
 * Copy all entries of kind, without the mark of that and with a "," between
 * two, to text; return how many bytes.
 */
size_t room_masks_copy(struct room_rules *rules, enum room_mask_kind kind,
    char text[ROOM_MASKS_MAX_BYTES]);

#endif
