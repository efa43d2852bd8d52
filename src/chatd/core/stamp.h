/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STAMP_H
#define CHATD_STAMP_H

/*
 * When something was said, and which of all things ever said it is.
 *
 * The id is two numbers: of a run of a worker, 64 random bits, and of what was
 * said there, from 1.  So no two have the same, on whichever node, before or
 * after whichever restart, and nobody has to be asked for one.
 */

#include <stdbool.h>
#include <stdint.h>

struct stamp {
	uint64_t time_ms; /* since 1970 */
	uint64_t origin;
	uint64_t number; /* 0: there is no stamp */
};

/* The last moment that a year of four digits can tell. */
#define STAMP_TIME_MAX_MS UINT64_C(253402300799999)

static inline bool
stamp_is_there(const struct stamp *stamp)
{
	return stamp->number != 0;
}

#endif
