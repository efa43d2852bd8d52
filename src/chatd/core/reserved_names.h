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

/* Say whether no user may claim name, although it is valid. */
static inline bool
name_is_reserved(struct slice name, const struct limits *limits)
{
	return slice_is(name, SERVER_NAME) || name_is_echo_user(name, limits);
}

#endif
