/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHEDDING_H
#define CHATD_SHEDDING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Cutting the worst when too much waits in the whole daemon.
 *
 * While queue_total_max is nearly reached, each worker says how much waits for
 * its worst connection.  Above queue_total_max the worker that has said most
 * cuts that connection, and the next, as long as it has the worst and more
 * waits than may.  More output is said at once, and everything within a quarter
 * of a second.  Owner thread only.
 */

struct connection;
struct connections;

/* Prepare and free the part of connections that this file uses. */
void shedding_init(struct connections *connections);
void shedding_clear(struct connections *connections);

/* More bytes wait for connection now than before. */
void shedding_note(const struct connection *connection);

/*
 * Cut those that are to be cut.  Return true if it is another worker's turn to
 * do so: then all of them should be woken.  Called at the end of each turn.
 */
bool shedding_end_turn(struct connections *connections);

#endif
