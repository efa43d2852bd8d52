/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INCOMING_H
#define CHATD_INCOMING_H

/*
 * The half of a link (cluster/links/link.h) that receives: which frame comes
 * next, and which records were refused, for as long as the sender may not know
 * it. That takes no memory but its own, whatever comes.  Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/frame.h"
#include "chatd/cluster/links/outgoing.h"
#include "chatd/cluster/links/record.h"

enum incoming_answer {
	INCOMING_TAKEN,
	INCOMING_REFUSED, /* its receiver is gone: it is not taken */
	INCOMING_LATER,   /* no memory: it will be offered again */
};

/* Take record, whose texts are borrowed, or refuse it. */
typedef enum incoming_answer incoming_take_cb(
    const struct record *record, void *argument);

enum incoming_arrival {
	INCOMING_NEW,        /* its records were offered */
	INCOMING_NOTHING,    /* it had no records to offer */
	INCOMING_DUPLICATE,  /* it had been received before */
	INCOMING_GAP,        /* one before it has not come: it is dropped */
	INCOMING_UNFINISHED, /* a record was put off: it has to come again */
	INCOMING_STALE,      /* for another life, or from one */
	INCOMING_VERSION,    /* of a version that we do not speak */
	INCOMING_FAULTY, /* no node sends this; some of its records may be taken
			  */
};

struct incoming {
	uint64_t received;      /* sequence of the last frame that was */
	uint64_t oldest;        /* that the sender may not know received */
	uint64_t unknown_count; /* records that were skipped and refused */
	unsigned int offered;   /* records of the next frame that have been */
	bool has_gap;           /* and the sender has been asked */
	size_t refusing_frames; /* of those from oldest to received */
	struct frame_refusals refusals[OUTGOING_WINDOW_FRAMES];
	incoming_take_cb *take;
	void *argument;
};

/* Begin with nothing received. */
void incoming_init(
    struct incoming *incoming, incoming_take_cb *take, void *argument);

/*
 * Receive a frame, of any kind, from the right sender: offer the records of the
 * one that is next, each once, and note what the sender knows.
 */
enum incoming_arrival incoming_receive(
    struct incoming *incoming, const struct frame *frame);

/* Say what a frame may acknowledge that has no room for refusals. */
uint64_t incoming_acknowledged_clean(const struct incoming *incoming);

/* The longest that incoming_write_refusals() may write. */
#define INCOMING_REFUSALS_BYTES (OUTGOING_WINDOW_FRAMES * FRAME_REFUSALS_BYTES)

/* Write what was refused, for a frame that acknowledges all; return its end. */
char *incoming_write_refusals(const struct incoming *incoming, char *to);

#endif
