/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OUTGOING_H
#define CHATD_OUTGOING_H

/*
 * The half of a link (cluster/links/link.h) that sends: frames of records from
 * when they are filled until the other node has acknowledged them.
 *
 * Frames stand in one line, in the order of their sequences.  Those at its
 * front are in flight, a window of them at most; those behind wait; the last
 * one is filled until it is sent.  Sending again is going back to the front.
 * Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/frame.h"
#include "chatd/cluster/links/record.h"
#include "common/list.h"

/* So many frames may be in flight. */
#define OUTGOING_WINDOW_FRAMES 64

enum outgoing_outcome {
	OUTGOING_DELIVERED,
	OUTGOING_REFUSED, /* its receiver was gone */
	OUTGOING_LOST,    /* nobody will ever know */
};

/*
 * Hear what became of the record that was appended with this token; one that
 * was refused is there to be read, and NULL otherwise.  The function may append
 * records, unless it hears of a loss, and do nothing else with the link.
 */
typedef void outgoing_outcome_cb(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *argument);

struct outgoing_frame {
	struct list link; /* in outgoing->frames */
	struct frame_draft draft;
	uint64_t *tokens; /* owned; one for each record, 0: nobody waits */
	unsigned int token_capacity;
	uint64_t sequence;
	bool is_flying;
	bool is_sent; /* once, at least */
};

struct outgoing {
	struct list frames;
	struct list *next; /* the frame to be sent next; &frames if none is */
	uint64_t last;     /* sequence of the last frame; 0: there was none */
	uint64_t oldest;   /* of the first that is not acknowledged */
	uint64_t furthest; /* of all that have been sent */
	size_t flying_frames;
	size_t flying_bytes;
	size_t kept_bytes;    /* of memory, for all frames */
	size_t window_bytes;  /* what may be in flight */
	size_t ceiling_bytes; /* where records are turned away */
	bool is_probing;      /* one frame may be in flight, to see an answer */
	outgoing_outcome_cb *outcome;
	void *argument;
};

/* Begin without frames; outcome(..., argument) hears of each token once. */
void outgoing_init(struct outgoing *outgoing, size_t window_bytes,
    size_t ceiling_bytes, outgoing_outcome_cb *outcome, void *argument);

/*
 * Free all frames that were never sent, and have their open tokens lost: nobody
 * will get these.  Return whether there were any.
 */
bool outgoing_withdraw(struct outgoing *outgoing);

/* Have all open tokens lost, and free all frames. */
void outgoing_clear(struct outgoing *outgoing);

/*
 * Append record to the last frame, or a new one.  Return 0; or -1 with errno
 * and nothing changed: ENOMEM, EMSGSIZE (larger than RECORD_MAX_BYTES) or
 * ENOBUFS (the ceiling).
 */
int outgoing_append(
    struct outgoing *outgoing, const struct record *record, uint64_t token);

/*
 * Return the next frame that the window lets go, which counts as in flight from
 * now on and stays where it is; or NULL.
 */
struct outgoing_frame *outgoing_take(struct outgoing *outgoing);

/* Have all that is not acknowledged sent again, or, to probe, the first. */
void outgoing_rewind(struct outgoing *outgoing, bool is_probe);

/*
 * Take all out that the head of a frame acknowledges, no more than has been
 * sent, and tell what became of it: what its refusals name is refused, all else
 * is delivered.  Return how many frames that were.
 */
size_t outgoing_acknowledge(
    struct outgoing *outgoing, const struct frame *frame);

#endif
