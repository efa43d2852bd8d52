/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_LEARNING_H
#define CHATD_KEPT_LEARNING_H

/*
 * What the other nodes have changed in rooms that are kept, done here.  The
 * thread's.
 *
 * None of it is believed: a record is read as the file is.  One that is wrong
 * stays in the copy, so that it can be replaced, and changes nothing here.  A
 * room for which there is no place, because there are rooms_kept_max or
 * rooms_total_max, is as good as one that is kept elsewhere only, until there
 * is one.
 */

#include "common/slice.h"

struct kept_record;
struct kept_rooms;

/*
 * Let text, or nothing, be in the register for the room of key.  Return 0;
 * or -1 if there is no memory: then it is to be learned again.
 */
int kept_learn_record(
    struct kept_rooms *kept, struct slice key, struct slice text);

/* Let all, as register_put() has put them, be in the register. */
int kept_learn_all(struct kept_rooms *kept, struct slice all);

/* Place a room that has no place, if there is one.  Return as above. */
int kept_learn_again(struct kept_rooms *kept, struct kept_record *record);

#endif
