/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DEADLINE_H
#define CHATD_DEADLINE_H

/*
 * Lists in order of deadline, walked by one coarse tick: a time-out costs
 * nothing until it comes.
 *
 * Time is counted in ticks of the worker that owns the list, not read from a
 * clock: a process that was stopped, or a machine that slept, finds its
 * deadlines as far away as they were.  Owner thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#define DEADLINE_TICK_MS 250

struct deadline_list;

/* A member of the object that has the deadline; all zero = on no list. */
struct deadline {
	struct deadline *previous;
	struct deadline *next;
	struct deadline_list *list;
	uint64_t at; /* in ticks */
};

struct deadline_list {
	struct deadline *first; /* the earliest */
	struct deadline *last;
};

/* Return how many ticks pass before at least milliseconds have passed. */
uint64_t deadline_ticks(uint64_t milliseconds);

/*
 * Put deadline on list, behind all that are not later; take it off the list it
 * was on.  Constant time where the deadlines of a list are added in order.
 */
void deadline_set(
    struct deadline_list *list, struct deadline *deadline, uint64_t at);

/* Take deadline off its list, if it is on one. */
void deadline_clear(struct deadline *deadline);

/*
 * Take the first deadline that is not after now off list and return it, or
 * NULL if there is none.
 */
struct deadline *deadline_take_expired(
    struct deadline_list *list, uint64_t now);

#endif
