/* SPDX-License-Identifier: MIT */
#ifndef CHATD_READING_H
#define CHATD_READING_H

/*
 * Whether a connection is read, and which connection is read next.
 *
 * A connection is read unless there is a reason against it, and there may be
 * several at once.  One that is not read is not watched either: the kernel's
 * window then tells its peer to wait.  For two of the reasons a connection
 * queues with others of its worker, and they go on in the order in which they
 * came.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "common/list.h"

/* Why a connection is not read; a set of these. */
enum reading_reason {
	READING_AWAITS_ANSWER = 1, /* of the chat, or of the filing */
	READING_BACKLOG = 2,       /* its own output piles up */
	READING_OVER = 4,          /* for good: it is ending */
	READING_DEBT = 8,          /* what it has said is still being told */
	READING_RECEIVER = 64,     /* too much waits for a receiver of it */
	/* It queues for these: */
	READING_TURN = 16,    /* others have their turn first */
	READING_MAILBOX = 32, /* another worker's mailbox is full */
	/* It is among those that wait for this, unless it queues: */
	READING_RATE = 128, /* it sends more than it may: see pacing.h */
	/* This is no reason not to watch it: */
	READING_GATED = 256, /* only what may follow what it has asked for is
				handled */
};

/* One connection's; a member of it. */
struct reading {
	struct event readable; /* first: it is what libevent touches */
	struct list queued;    /* its place in the queue, or among those that
				  wait for their rate, if it is there; the
				  owner's to use after reading_end() */
	uint32_t budget;       /* see charging.h */
	uint32_t debt;         /* see charging.h */
	uint32_t turn_bytes;   /* see charging.h */
	uint16_t requests;     /* that it may make in this turn */
	uint16_t reasons;      /* set of enum reading_reason */
};

/* Those of one worker that wait for their turn, a mailbox or their rate. */
struct reading_queue {
	struct list waiting;
	struct list round; /* those that were waiting when a round began */
	size_t turn_count; /* how many there are with each reason */
	size_t mailbox_count;
	struct list paced; /* those with READING_RATE */
};

/* What came of letting a connection go on. */
enum reading_outcome {
	READING_STOPPED, /* it is not read, for another reason */
	READING_RESUMED, /* it is read again */
	READING_FAILED,  /* there is no memory to watch it */
};

/* Begin an empty queue. */
void reading_queue_init(struct reading_queue *queue);

/*
 * Watch fd, and call readable(fd, what, argument) whenever it can be read.
 * reading must be zeroed.  Return 0, or -1 if there is no memory.
 */
int reading_begin(struct reading *reading, struct event_base *base, int fd,
    event_callback_fn readable, void *argument);

/*
 * Do not read for this reason from now on.  The connection queues, at the end,
 * for the first reason that it queues for.  One that queues does not wait for
 * its rate at the same time: whoever lets it go on has to look at that again.
 */
void reading_stop(struct reading_queue *queue, struct reading *reading,
    enum reading_reason reason);

/* This reason is over, if there was one: read again unless there are others. */
enum reading_outcome reading_go_on(struct reading_queue *queue,
    struct reading *reading, enum reading_reason reason);

/*
 * As above, but let it go on in the next turn: for where no protocol may handle
 * input now.
 */
void reading_go_on_next_turn(struct reading_queue *queue,
    struct reading *reading, enum reading_reason reason);

/*
 * Watch the socket again although reading is over, only to see the peer hang
 * up.  Return 0, or -1 if there is no memory.
 */
int reading_await_end(struct reading *reading);

/* Say whether the socket is watched. */
static inline bool
reading_is_on(const struct reading *reading)
{
	return (reading->reasons & ~(unsigned int)READING_GATED) == 0;
}

/* Watch the socket no more, and leave the queue. */
void reading_end(struct reading_queue *queue, struct reading *reading);

/*
 * Begin a round: reading_next() then returns each of those that wait now, once,
 * and NULL after the last.  One that leaves the queue meanwhile is not
 * returned, and one that comes has its turn in another round.
 */
void reading_begin_round(struct reading_queue *queue);
struct reading *reading_next(struct reading_queue *queue);

/* The socket that is read. */
static inline int
reading_fd(const struct reading *reading)
{
	return event_get_fd(&reading->readable);
}

#endif
