/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ADMISSION_H
#define CHATD_ADMISSION_H

/*
 * How many connections there may be that belong to no user, on all workers
 * together.  Those that have yet to log in are counted apart from those that
 * need not.  Any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/places.h"
#include "chatd/core/protocol.h"

enum admission_kind {
	ADMISSION_LOGIN, /* has yet to log in */
	ADMISSION_GUEST, /* of a protocol that goes without */
	ADMISSION_KINDS
};

struct admission {
	struct places places[ADMISSION_KINDS];
};

/* Return the kind that connections which speak protocol are counted as. */
static inline enum admission_kind
admission_kind_of(const struct protocol *protocol)
{
	return protocol->logs_in ? ADMISSION_LOGIN : ADMISSION_GUEST;
}

/* Begin with nobody inside, and let at most this many of a kind in. */
static inline void
admission_init(
    struct admission *admission, enum admission_kind kind, uint64_t most)
{
	places_init(&admission->places[kind], most);
}

/* Let at most this many of a kind in from now on; those inside stay. */
static inline void
admission_set_most(
    struct admission *admission, enum admission_kind kind, uint64_t most)
{
	places_set_most(&admission->places[kind], most);
}

/*
 * Let one more in, and return true, if there is room.  The caller must call
 * admission_leave() for it when it has logged in or is gone.
 */
static inline bool
admission_enter(struct admission *admission, enum admission_kind kind)
{
	return places_take(&admission->places[kind]);
}

/* Make the room free that a connection of this kind has taken. */
static inline void
admission_leave(struct admission *admission, enum admission_kind kind)
{
	places_give(&admission->places[kind]);
}

#endif
