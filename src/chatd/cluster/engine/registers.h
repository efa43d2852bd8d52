/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTERS_H
#define CHATD_REGISTERS_H

/*
 * The registers of the cluster (storage/register.h), as Redis has them: what
 * this node's stores ask for, and what the log says that they are to carry out.
 *
 * Redis is not believed to remember.  In a new epoch whoever enters offers what
 * it has, and the highest version is adopted before anything can be changed.
 * With each snapshot of the names every register is opened: its version is
 * compared with the engine's, and if that is newer all records are taken.  From
 * then on the log says what changes.
 *
 * A change is asked for again after the connection was lost, which does no harm
 * if it was made.  Its store has the answer when the log has told it the
 * change; or after timeout_ms, when nobody knows.
 *
 * Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/slice.h"

struct names;
struct registers;

/* Make those of names->options.  Return NULL if there is no memory. */
struct registers *registers_new(struct names *names);

/* Free registers; NULL is allowed.  Redis answers nothing any more. */
void registers_free(struct registers *registers);

/* Shut all doors: whoever asks, or waits, cannot reach the cluster. */
void registers_shut(struct registers *registers);

/* ---- registers_opening.c ------------------------------------------------- */

/* This node has entered: offer what is newer than what the engine has. */
void registers_offer(struct registers *registers);

/*
 * Open all registers, on the connection that follows, before it follows the
 * log; then call opened.  If that is not possible now, the snapshot begins
 * anew.
 */
void registers_open(
    struct registers *registers, void (*opened)(struct names *names));

/* ---- registers_following.c ----------------------------------------------- */

/*
 * Take the next entry of the log, if it is one of a register.  Return false if
 * a snapshot is necessary.
 */
bool registers_take_entry(struct registers *registers, uint64_t sequence,
    struct slice field, struct slice value);

/* The log has come as far as what was read.  Return as above. */
bool registers_finish(struct registers *registers);

/* Say whether one of them has to be opened, by a snapshot. */
bool registers_are_shut(const struct registers *registers);

/* Say whether the stores have carried out all there is. */
bool registers_are_known(const struct registers *registers);

/* The life is over: what the log says is not followed any more. */
void registers_end_life(struct registers *registers);

/* ---- registers_changing.c ------------------------------------------------ */

/* Take what the stores have asked for. */
void registers_take_asked(struct registers *registers);

/* Ask for what has not been asked yet, or was lost with a connection. */
void registers_send(struct registers *registers);

/* Look at what waits, and at what the stores could not carry out. */
void registers_look(struct registers *registers);

#endif
