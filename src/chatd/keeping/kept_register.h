/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_REGISTER_H
#define CHATD_KEPT_REGISTER_H

/*
 * The kept rooms of all nodes of a cluster are a register (storage/register.h):
 * the name of each room, and its lines in the file.
 *
 * What is changed here holds here at once, as without a cluster.  The thread
 * looks for it as often as it writes the file, and asks for one change after
 * the other, so that a node has one under way, whatever its users do.  What is
 * refused, or cannot be asked for, is asked for again KEPT_ROOMS_INTERVAL_S
 * later, for as long as it takes, and the file says meanwhile that it is
 * untold.
 *
 * Where two nodes have changed one room at one moment, both changes hold,
 * unless they were of the same thing, such as the topic: then the later one
 * does.  If both have made it a room that is kept, it is that of whoever the
 * engine heard first, and if one of them has given it up, it is given up.
 */

#include <stdbool.h>

#include "chatd/keeping/kept_room_text.h"
#include "chatd/presence/room_record.h"
#include "common/slice.h"

struct kept_rooms;

/* Be behind the door of the settings.  Return 0, or -1 with errno set.  Main
 * thread. */
int kept_register_begin(struct kept_rooms *kept);

/*
 * Take a room that the file has, and of which this is untold.  Return NULL, or
 * what is wrong with it, or record_text_out_of_memory().  Main thread, before
 * the other one runs.
 */
const char *kept_register_restore(struct kept_rooms *kept, struct slice name,
    const struct room_record *record, enum kept_untold untold);

/* All rooms of the file are taken: see to what is untold of them. */
void kept_register_restart(struct kept_rooms *kept);

/* ---- the thread's -------------------------------------------------------- */

/* Do all that the cluster has told. */
void kept_register_follow(struct kept_rooms *kept);

/*
 * See what has changed here since this was last called, and free rooms that are
 * over.  Return 0; or -1 if there was no memory to note all of it.
 */
int kept_register_collect(struct kept_rooms *kept);

/*
 * Ask for what is untold, and if the round is due, place rooms without a place.
 * Return whether something is left that is to be tried again in the next one.
 */
bool kept_register_go_on(struct kept_rooms *kept, bool is_due);

#endif
