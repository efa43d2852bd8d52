/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONGESTION_H
#define CHATD_CONGESTION_H

/*
 * Receivers that have much waiting, and the senders that are held for them.
 *
 * From half of send_queue_max on a receiver is congested, until no more than a
 * quarter waits.  Whoever causes more meanwhile is not read (is held); so what
 * waits for one receiver is bounded by what its senders cause before they are
 * held, and no sender can have a receiver cut that goes on reading.  A little
 * is let through, a sixteenth of send_queue_max in a second from each sender to
 * all receivers together: somebody who writes now and then must not have to
 * wait because others flood the receiver.  What is said in a room counts once
 * on each worker, however many of its members are congested.  Above
 * send_queue_max everybody is held.
 *
 * Whoever writes to a congested receiver goes on slowly, one text more in each
 * turn, so that several share its queue fairly.  A held sender waits for one
 * receiver at a time, the one that has most waiting.
 *
 * Nobody holds others for long by reading next to nothing: backlog_is_stalled()
 * asks more of a receiver that is congested.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/address.h"

struct connection;
struct connections;

/*
 * This many bytes wait for receiver, the last size of which are an event: if
 * that is too much, hold the connection that causes what is done now
 * (set->cause).
 */
void congestion_note_event(
    struct connection *receiver, size_t waiting, size_t size);

/*
 * What is told from here to the end is one receiver's part of what many are
 * told; is_counted says whether its size was counted for one before.  The end
 * returns whether it is counted now.
 */
void congestion_begin_part(struct connections *connections, bool is_counted);
bool congestion_end_part(struct connections *connections);

/*
 * No more than this waits for connection now: release those that are held for
 * it, and let it cause replies again, if that is due.
 */
void congestion_note_sent(struct connection *connection, size_t waiting);

/* The connection ends: release those that are held for it, and itself. */
void congestion_end(struct connection *connection);

/*
 * Hold the sender, on this worker, for a receiver on any worker for which these
 * bytes wait, among them the size that the sender has caused now; unless the
 * sender has ended, or has caused little.
 */
void congestion_hold(struct connections *connections, struct address sender,
    struct address receiver, size_t waiting, size_t size);

/*
 * Release those of this worker that are held for receiver, or, if its
 * generation is 0, for anybody on the same worker as that.
 */
void congestion_release(
    struct connections *connections, struct address receiver);

/* Prepare and free the part of connections that this file uses. */
void congestion_init(struct connections *connections);
void congestion_clear(struct connections *connections);

#endif
