/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_KEEPING_H
#define CHATD_ROOM_KEEPING_H

/*
 * Who has a say in a room that is kept when its last member leaves.
 *
 * A rank of a member ends with the membership.  These are accounts instead, by
 * the names that accounts_file has for them, and get their rank whenever they
 * enter.  There are ROOM_RANKED_MAX operators and as many voices at most: each
 * is compared with the account of whoever enters.  Not synchronized: the lock
 * of the room's rules guards it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/presence/name_list.h"
#include "common/name.h"
#include "common/slice.h"

/* What sets a member apart: bits of a set. */
#define ROOM_OPERATOR  1u /* may change the rules, and make others leave */
#define ROOM_VOICE     2u /* may speak where not everybody may */
#define ROOM_OWNS_NAME 4u /* has shown that the name they have is theirs */
#define ROOM_UNCERTAIN 8u /* is elsewhere, and has to be told of again */

#define ROOM_RANKED_MAX 32

/* All zero is a room that nobody owns, and where nobody has a rank. */
struct room_keeping {
	size_t owner_size; /* 0: there is none */
	char owner[NAME_MAX_BYTES];
	struct name_list operators;
	struct name_list voices;
	bool has_changed; /* the room: see room_rules_take_change() */
};

/* Free what keeping has; it is all zero then. */
void room_keeping_clear(struct room_keeping *keeping);

/* Return the owner, or an empty slice. */
struct slice room_keeping_owner(const struct room_keeping *keeping);

/* Let account own the room; nobody, if it is empty. */
void room_keeping_set_owner(struct room_keeping *keeping, struct slice account);

/* Say whether account, which may be empty, owns the room. */
bool room_keeping_is_owner(
    const struct room_keeping *keeping, struct slice account);

/* Return the ranks of whoever enters by account, which may be empty. */
unsigned int room_keeping_ranks(
    const struct room_keeping *keeping, struct slice account);

/*
 * Give account, which is not empty, one rank.  Return 0; or -1 with errno set:
 * ENOSPC if as many have it as may, or ENOMEM.
 */
int room_keeping_grant(
    struct room_keeping *keeping, struct slice account, unsigned int rank);

/* Take that rank away.  Return false if account has not got it. */
bool room_keeping_revoke(
    struct room_keeping *keeping, struct slice account, unsigned int rank);

/*
 * Forget account, which is nobody's any longer.  Return false if it has not
 * been in keeping.
 */
bool room_keeping_forget(struct room_keeping *keeping, struct slice account);

#endif
