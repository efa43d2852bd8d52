/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STAMPING_H
#define CHATD_STAMPING_H

/*
 * The stamps (core/stamp.h) of what is said on one worker.
 *
 * What is said gets a number when it is asked for, and that is all that it
 * costs: its stamp is written down where it has to go further than to users of
 * this worker, who can be told now.  Those whose protocol shows it ask for it,
 * the sender with the answer, and a receiver with the message; all of them get
 * the same one.
 *
 * The time is that of the turn in which something is said, read once in a turn.
 * Owner thread only.
 */

#include <stdint.h>

#include "chatd/core/stamp.h"

struct connections;
struct message;

/* A worker's. */
struct stamping {
	uint64_t origin;
	uint64_t number;  /* of what was said last */
	uint64_t turn_ns; /* in which time_ms was read */
	uint64_t time_ms;
	struct stamp recalled; /* what is done now was said before; or none */
};

/* Begin, with numbers of its own.  Return 0, or -1 with errno set. */
int stamping_init(struct stamping *stamping);

/* Something is said now, and not before: give it a number. */
static inline void
stamping_begin(struct stamping *stamping)
{
	stamping->number++;
	stamping->recalled.number = 0;
}

/*
 * Have what is done from now on be what had this stamp when it was said, until
 * it is NULL, or something else is said.
 */
void stamping_recall(struct stamping *stamping, const struct stamp *stamp);

/*
 * Return the time of day at which the turn of the worker began, nearly, since
 * 1970.
 */
uint64_t stamping_time_ms(struct connections *connections);

/* Return the stamp of what is said now. */
struct stamp stamping_now(struct connections *connections);

/* Begin, and return the stamp: for what some are told now, and others later. */
struct stamp stamping_take(struct connections *connections);

/* Return the stamp of message, which is delivered now. */
struct stamp stamping_of(
    struct connections *connections, const struct message *message);

#endif
