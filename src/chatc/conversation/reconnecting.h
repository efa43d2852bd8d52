/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_RECONNECTING_H
#define CHATD_CHATC_RECONNECTING_H

/*
 * When a server that has gone is tried again.  The pauses double up to a
 * minute, and differ from user to user, so that a server which has just started
 * is not met by everybody at once.  Pure.
 */

#include <stdbool.h>

#include "common/slice.h"

/* The first pause and the longest, give or take a quarter. */
#define RECONNECTING_FIRST_MS   1000
#define RECONNECTING_LONGEST_MS 60000

/* How often a name that is taken is tried again: the server may not yet have
 * noticed that the old connection is dead. */
#define RECONNECTING_TAKEN_MAX 8

/*
 * Return how long to wait, in milliseconds, before the attempt of this number,
 * counted from 1, by the user of this name.
 */
int reconnecting_pause_ms(unsigned int attempt, struct slice name);

/*
 * Say whether the user is told how this attempt went.  Of many in a row fewer
 * and fewer are worth a line.
 */
bool reconnecting_is_worth_telling(unsigned int attempt);

#endif
