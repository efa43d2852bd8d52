/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PAST_USERS_H
#define CHATD_PAST_USERS_H

/*
 * Who was called what until lately: users who have left, and the former names
 * of those who have taken another one.
 *
 * There is room for PAST_USERS_MAX of them from the start, and the newest push
 * the oldest out.  One name has PAST_USERS_OF_NAME_MAX of them at most, so
 * whoever comes and goes by one name pushes out nobody but themselves; with
 * many names somebody has to log in as often as there are places here, and all
 * that is lost is an answer to who somebody was.  A place takes 104 bytes once
 * it is in use, and keeps a card, of 600 bytes at most (card.h): less than
 * 1 MiB in all.
 *
 * One lock, held for one look or one change.  Any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "common/name.h"
#include "common/slice.h"

#define PAST_USERS_MAX         1024
#define PAST_USERS_OF_NAME_MAX 8

struct card;
struct past_users;

/* Somebody who is called that no more. */
struct past_user {
	struct slice name; /* as they wrote it; one of more than 38 bytes is
			      found as it was asked for */
	struct card *card; /* a reference, to what was last known of them; NULL:
			      nothing was */
	uint64_t until_s;  /* since 1970: when they had the name last */
	bool has_left;     /* they have no other name now */
};

/* One that was found. */
struct past_user_copy {
	struct past_user user;
	char name[NAME_MAX_BYTES]; /* where user.name lies */
};

/* Return an empty list, or NULL with errno set. */
struct past_users *past_users_new(void);

/* Free past and its references; NULL is allowed. */
void past_users_free(struct past_users *past);

/* Remember user, and take over the reference; folds says whether names do. */
void past_users_add(
    struct past_users *past, bool folds, const struct past_user *user);

/*
 * Find those who were called name, the newest first, with a reference to each
 * card for the caller.  Return how many there are.
 */
size_t past_users_find(struct past_users *past, bool folds, struct slice name,
    struct past_user_copy found_r[PAST_USERS_OF_NAME_MAX]);

/*
 * Return the last card, with a reference, of a user who has left and was at
 * owner; or NULL.  Where there is none the lock is hardly ever taken, because
 * this is asked of all who have no card.
 */
struct card *past_users_find_card(
    struct past_users *past, struct address owner);

#endif
