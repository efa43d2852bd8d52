/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WRITING_H
#define CHATD_WRITING_H

/*
 * Writing what has waited for the socket.
 *
 * Thousands of sockets may take something again at once, for instance those of
 * the members of a room who have not read for a while.  They queue, and are
 * written in a slice of the turn, a piece each in the order in which they came.
 * So nobody else waits for more than that slice, however many there are.  Owner
 * thread only.
 */

#include <stdbool.h>

struct connections;

/*
 * Write what sockets take, for a slice.  A connection of which all is written
 * is flushed at the end of the turn; one whose socket fails is closed.
 */
void writing_go_on(struct connections *connections);

/* Say whether somebody waits for the next slice. */
bool writing_is_due(const struct connections *connections);

#endif
