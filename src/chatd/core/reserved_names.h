/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RESERVED_NAMES_H
#define CHATD_RESERVED_NAMES_H

/*
 * The names that no user may claim.  Pure; any thread.
 */

#include <stdbool.h>

#include "chatd/core/limits.h"
#include "common/slice.h"

/* Notices and errors come from this name in some protocols. */
#define SERVER_NAME "server"

/* Say whether name is the echo user's, if there is one. */
static inline bool
name_is_echo_user(struct slice name, const struct limits *limits)
{
	/* Many messages ask; the first byte says no to nearly all of them. */
	return name.size > 0 && name.bytes[0] == limits->echo_user[0] &&
	       slice_is(name, limits->echo_user);
}

/* What is between two names of limits->reserved_names. */
#define RESERVED_NAMES_SEPARATORS ", "

/* Say whether list may be such a text: all that it has are names. */
bool reserved_names_are_valid(const char *list);

/*
 * Say whether no user may claim name, although it is valid.  Where names do not
 * fold (name_case.h), those of the list do, and no others.
 */
bool name_is_reserved(
    struct slice name, const struct limits *limits, bool folds);

#endif
