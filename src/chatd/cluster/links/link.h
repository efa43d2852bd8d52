/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LINK_H
#define CHATD_LINK_H

/*
 * The traffic of one life of a node with one life of another, over an engine
 * that may lose, double, delay and reorder what it is given.
 *
 * Records arrive in the order in which they were appended, each of them once.
 * The sender of a record that has a token hears once what became of it: it was
 * taken, it was refused because its receiver had gone, or nobody will know.
 *
 * The owner calls link_take_frame() at the end of each turn until there is no
 * frame left, publishes what it gets, calls it again when link_due() says so,
 * and hands link_receive() whatever comes for this node from the other.
 * Publishing may fail: what is lost on the way is sent again.
 *
 * Bounds: a window of frames is in flight, what is appended after that waits,
 * and from a ceiling on nothing is taken (link_append()).  The owner holds
 * those who cause it before that (link_is_congested()).  Receiving takes no
 * memory.
 *
 * A link knows no clock, no thread and no engine: times are nanoseconds of
 * CLOCK_MONOTONIC, given with each call.  Not thread-safe: the gateway's
 * thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/incoming.h"
#include "chatd/cluster/links/outgoing.h"
#include "chatd/cluster/links/record.h"
#include "common/slice.h"

/* Bytes that may be in flight, and for which a larger frame flies alone. */
#define LINK_WINDOW_BYTES (1024u * 1024)

/* Memory from which on nothing more is taken, whatever waits for what. */
#define LINK_CEILING_BYTES (8u * 1024 * 1024)

/* Without an acknowledgement frames are sent again after this. */
#define LINK_TIMEOUT_NS     UINT64_C(1000000000)
#define LINK_TIMEOUT_MAX_NS UINT64_C(4000000000)

/* Nothing is due. */
#define LINK_NEVER UINT64_MAX

struct link;

struct link_options {
	uint64_t own_life;
	uint64_t other_life;
	size_t window_bytes;  /* LINK_WINDOW_BYTES */
	size_t ceiling_bytes; /* LINK_CEILING_BYTES; at least 4 windows */
	incoming_take_cb *take;
	outgoing_outcome_cb *outcome;
	void *argument; /* of both, borrowed for as long as there is the link */
};

/* Return a new link, or NULL if there is no memory. */
struct link *link_new(const struct link_options *options);

/*
 * Tell each open token that it is lost, and free link: the other life is over,
 * or ours is.
 */
void link_end(struct link *link);

/*
 * Append a copy of record.  A token that is not 0 is told what became of the
 * record, later and once.  Return 0; or -1 with errno and nothing changed:
 * ENOMEM, EMSGSIZE (larger than RECORD_MAX_BYTES) or ENOBUFS (the ceiling is
 * reached; what is kept exceeds it by what one frame grows for one record).
 */
int link_append(struct link *link, const struct record *record, uint64_t token);

/*
 * Withdraw all records that were never sent: those who wait for one hear that
 * it is lost.  Return whether there were any.
 */
bool link_withdraw(struct link *link);

/*
 * Say whether so much is kept that those who cause it are to wait, or so little
 * that they need not any more.  Between the two neither holds.
 */
bool link_is_congested(const struct link *link);
bool link_has_room(const struct link *link);

/*
 * Take the next frame that is to be published now.  Return false if there is
 * none.  The bytes are borrowed until the next call for this link.
 */
bool link_take_frame(struct link *link, uint64_t now_ns, struct slice *bytes_r);

/*
 * Return when link_take_frame() has something to send that it has not now; or
 * LINK_NEVER.
 */
uint64_t link_due(const struct link *link);

/*
 * Receive the bytes of a frame.  Its records go to the callback, which may
 * append records to this link, as may the one that hears of outcomes.  Return
 * what came of it, for counters and logs: nothing is left to do.
 */
enum incoming_arrival link_receive(
    struct link *link, uint64_t now_ns, struct slice bytes);

/*
 * Send all again that is not acknowledged, and ask the other node for the same:
 * there was a time when frames got lost, as after each connection to an engine.
 */
void link_resume(struct link *link);

struct link_counts {
	size_t kept_bytes;        /* of memory, for frames not acknowledged */
	uint64_t kept_frames;     /* how many those are */
	uint64_t again;           /* times that frames were sent again */
	uint64_t unknown_records; /* that came, and that we do not know */
};

struct link_counts link_count(const struct link *link);

#endif
