/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_MASK_H
#define CHATD_ROOM_MASK_H

/*
 * Whom an operator of a room means: a name, or a name, a user and a host, as
 * others are shown them, "alice!al@chatd", with "*" and "?" in each of the
 * three.  Of a mask that says nothing of user and host only the name is
 * written: "mallory", "troll*".  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/name.h"
#include "common/slice.h"

/* The most bytes of what a mask says of a user, and of a host. */
#define ROOM_MASK_USER_MAX_BYTES 32
#define ROOM_MASK_HOST_MAX_BYTES 72

/* The longest mask: a name may end with a "*" besides. */
#define ROOM_MASK_MAX_BYTES                                                    \
	(NAME_MAX_BYTES + 1 + 1 + ROOM_MASK_USER_MAX_BYTES + 1 +               \
	    ROOM_MASK_HOST_MAX_BYTES)

/* Somebody, as others are shown them. */
struct room_person {
	struct slice name;
	struct slice user;
	struct slice host;
};

/*
 * Return the mask that is meant by text, perhaps written to room: "al!*@*" is
 * "al", "*@chatd" is "*!*@chatd", and "al!x" is "al!x@*".  A name may have
 * name_max bytes, and one more if there is a "*" or a "?" in it.  Return an
 * empty slice if nobody could be like that.
 */
struct slice room_mask_complete(
    struct slice text, size_t name_max, char room[ROOM_MASK_MAX_BYTES]);

/* Say whether text is a mask as room_mask_complete() returns it. */
bool room_mask_is_valid(struct slice text, size_t name_max);

/*
 * Say whether a valid mask stands for person.  Capital letters make no
 * difference in user and host, nor in names if these fold.  It takes as many
 * steps as the product of the bytes of each part at most: 10,000 where names
 * have 64 bytes.
 */
bool room_mask_matches(
    bool folds, struct slice mask, const struct room_person *person);

#endif
