/* SPDX-License-Identifier: MIT */
#ifndef CHATD_USER_LIST_H
#define CHATD_USER_LIST_H

/*
 * The list of all users, as text.
 */

#include <stdint.h>

#include "common/name.h"

struct chat;
struct shared_text;

/* A list is kept for each separator in use: the comma and the blank. */
#define USER_LISTS_KEPT 2

/* All zero means that no list is kept. */
struct user_lists {
	struct kept_list {
		struct shared_text *list;       /* NULL: none is kept */
		uint64_t version;               /* of the directory */
		char first[NAME_MAX_BYTES + 1]; /* the echo user's name in it */
	} kept[USER_LISTS_KEPT];
};

/*
 * Return all users in order of login, the echo user first, with separator
 * between two; or NULL if there is no memory.  The reference stays with chat.
 */
struct shared_text *user_list(struct chat *chat, char separator);

/* Free the lists that are kept. */
void user_lists_clear(struct user_lists *lists);

#endif
