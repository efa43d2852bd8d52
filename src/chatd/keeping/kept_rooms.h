/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_ROOMS_H
#define CHATD_KEPT_ROOMS_H

/*
 * The rooms that are kept when their last member leaves, and when chatd ends.
 *
 * They are in the table of rooms, and take places there, whether they have
 * members or not.  What holds in them is also in a file, which is replaced on a
 * thread of its own: at once after a change, and then at most once in
 * KEPT_ROOMS_INTERVAL_S for all that changed meanwhile.  So whoever changes
 * something over and over costs one write a second, whoever they are; and what
 * changed in the last second may be lost with the machine, or with a daemon
 * that is killed.  What cannot be written is tried again as often, for as long
 * as it takes, and once more at the end.
 *
 * In a cluster they are all nodes': see kept_register.h.
 *
 * There are settings->most kept rooms, and KEPT_ROOMS_OF_ACCOUNT that one
 * account has had kept.  Those that were given up count until the next write,
 * so that giving up and keeping in turn takes no more memory.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/storage/register.h"
#include "common/slice.h"

struct accounts;
struct kept_rooms;
struct room;
struct register_door;
struct rooms;

#define KEPT_ROOMS_INTERVAL_S 1

#define KEPT_ROOMS_OF_ACCOUNT 10

struct kept_rooms_settings {
	const char *path; /* of the file; borrowed for good */
	uint64_t most;    /* rooms that are kept */
	/* Of the cluster's register of them, until kept_rooms_free(); or NULL.
	 */
	struct register_door *door;
};

/* Return what the register of the rooms is like, for register_door_new(). */
struct register_options kept_rooms_register(uint64_t most);

/*
 * Make a set without rooms, that are among rooms, which is borrowed until
 * kept_rooms_free().  Return NULL with errno set.  Main thread.
 */
struct kept_rooms *kept_rooms_new(
    const struct kept_rooms_settings *settings, struct rooms *rooms);

/*
 * Read the file, or make an empty one if there is none, and start the thread.
 * Accounts of the file that are not among accounts any longer own nothing, and
 * have no rank.  Return EX_OK, or the status that chatd is to exit with
 * (sysexits.h), after an error in the log.  Main thread, before the workers
 * run.
 */
int kept_rooms_start(struct kept_rooms *kept, struct accounts *accounts);

/*
 * Write what has changed, end the thread, and let go of all rooms, which must
 * have no members.  Return false if the disk does not answer, which is waited
 * for a moment only: then the rooms must not be freed.  NULL is allowed.  Main
 * thread.
 */
bool kept_rooms_free(struct kept_rooms *kept);

enum kept_outcome {
	KEPT_DONE,
	KEPT_ALREADY, /* the room is kept */
	KEPT_FULL,    /* as many as may be */
	KEPT_OUT_OF_MEMORY,
};

/*
 * Keep room, which the caller is in or holds, from now on; owner, which is the
 * name of an account, owns it.  A walk through all that are kept.  Any thread.
 */
enum kept_outcome kept_rooms_keep(
    struct kept_rooms *kept, struct room *room, struct slice owner);

/*
 * Keep room no longer.  If account is not empty, only its owner may ask for
 * that.  Return false if it is not kept, or another one's.  Any thread.
 */
bool kept_rooms_give_up(
    struct kept_rooms *kept, struct room *room, struct slice account);

/*
 * Let account own room, however many it has.  Return false if room is not kept.
 * Main thread.
 */
bool kept_rooms_set_owner(
    struct kept_rooms *kept, struct room *room, struct slice account);

/*
 * Note that something in a kept room has been changed by room_rules.h.  Any
 * thread.
 */
void kept_rooms_note_change(struct kept_rooms *kept);

/*
 * Forget account, which has been deleted: nobody owns its rooms any longer, and
 * they are still kept.  Or it is a new one: then the file is written if it has
 * names that were not among the accounts at the start, so that whoever has them
 * now owns nothing after the next one, either.  Any thread but a worker's.
 */
void kept_rooms_forget_cb(struct slice account, void *kept_rooms);

/* How the file is. */
struct kept_rooms_state {
	uint64_t count;    /* of rooms */
	uint64_t failures; /* writes that failed, so far */
	int error;         /* errno of the last write; 0: it did not fail */
	bool is_behind;    /* something has changed that it does not have */
};

/* Return how the file is.  Any thread. */
struct kept_rooms_state kept_rooms_state(struct kept_rooms *kept);

#endif
