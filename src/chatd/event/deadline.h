/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DEADLINE_H
#define CHATD_DEADLINE_H

/*
 * Lists in order of deadline, walked by one coarse tick: a time-out costs
 * nothing until it comes.
 *
 * Time is counted in ticks of the loop that the list is registered with, not
 * read from a clock: a process that was stopped, or a machine that slept, finds
 * its deadlines as far away as they were.  Owner thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/list.h"

#define DEADLINE_TICK_MS 250

/* A member of the object that has the deadline; all zero = not set. */
struct deadline {
	struct list place;
	uint64_t at; /* in ticks */
};

/*
 * Called for a deadline whose time has come.  It is off its list by then and
 * may be set again, and the object that it is a member of may be freed.
 */
typedef void deadline_expired_cb(struct deadline *deadline);

/* Deadlines of one kind; their owner provides the memory of the list. */
struct deadline_list {
	struct list deadlines; /* the earliest first */
	deadline_expired_cb *expired;
	struct deadline_list *next; /* the loop's: another list */
};

/* Begin an empty list. */
void deadline_list_init(
    struct deadline_list *list, deadline_expired_cb *expired);

/* Return how many ticks pass before at least milliseconds have passed. */
uint64_t deadline_ticks(uint64_t milliseconds);

/*
 * Put deadline on list, after all that are not later; take it off the list it
 * was on.  Constant time where the deadlines of a list are added in order.
 */
void deadline_set(
    struct deadline_list *list, struct deadline *deadline, uint64_t at);

/* Take deadline off its list, if it is on one. */
void deadline_clear(struct deadline *deadline);

/* Say whether deadline is on a list. */
bool deadline_is_set(const struct deadline *deadline);

/* Return the earliest deadline on list, or NULL if there is none. */
struct deadline *deadline_first(const struct deadline_list *list);

/* Call list->expired for every deadline that is not after now, in order. */
void deadline_expire(struct deadline_list *list, uint64_t now);

#endif
