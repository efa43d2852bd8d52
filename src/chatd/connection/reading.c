/* SPDX-License-Identifier: MIT */
/*
 * There is one queue for both reasons to wait, because a connection may have
 * both and must not be lost when one of them ends; counts tell whether anybody
 * waits for either without a walk.
 *
 * Those that wait for their rate are kept apart from it, because there may be
 * many, for long, and a round would pass over each of them in every turn.
 */

#include "chatd/connection/reading.h"

#include "common/container.h"

#define READING_QUEUED (READING_TURN | READING_MAILBOX)
#define READING_LISTED (READING_QUEUED | READING_RATE)

void
reading_queue_init(struct reading_queue *queue)
{
	*queue = (struct reading_queue){ .turn_count = 0 };
	list_init(&queue->waiting);
	list_init(&queue->round);
	list_init(&queue->paced);
}

int
reading_begin(struct reading *reading, struct event_base *base, int fd,
    event_callback_fn readable, void *argument)
{
	if (event_assign(&reading->readable, base, fd, EV_READ | EV_PERSIST,
		readable, argument) != 0)
		return -1;
	return event_add(&reading->readable, NULL);
}

/* A reason has come (1) or gone (-1): count those that queue for it. */
static void
reading_count(struct reading_queue *queue, unsigned int reasons, int change)
{
	if ((reasons & READING_TURN) != 0)
		queue->turn_count += (size_t)change;
	if ((reasons & READING_MAILBOX) != 0)
		queue->mailbox_count += (size_t)change;
}

void
reading_stop(struct reading_queue *queue, struct reading *reading,
    enum reading_reason reason)
{
	bool was_queued = (reading->reasons & READING_QUEUED) != 0;

	if (reading_is_on(reading))
		event_del(&reading->readable);
	if ((reading->reasons & reason) == 0)
		reading_count(queue, reason, 1);
	reading->reasons |= (uint16_t)reason;
	if (was_queued || (reason & READING_QUEUED) != 0)
		reading->reasons &= (uint16_t)~READING_RATE;
	if (!was_queued && (reason & READING_LISTED) != 0) {
		list_remove(&reading->queued);
		list_append(
		    reason == READING_RATE ? &queue->paced : &queue->waiting,
		    &reading->queued);
	}
}

enum reading_outcome
reading_go_on(struct reading_queue *queue, struct reading *reading,
    enum reading_reason reason)
{
	if ((reading->reasons & reason) == 0)
		return READING_STOPPED;
	reading_count(queue, reason, -1);
	reading->reasons &= (uint16_t)~reason;
	if ((reading->reasons & READING_LISTED) == 0)
		list_remove(&reading->queued);
	if (!reading_is_on(reading))
		return READING_STOPPED;
	return event_add(&reading->readable, NULL) == 0 ? READING_RESUMED
							: READING_FAILED;
}

void
reading_go_on_next_turn(struct reading_queue *queue, struct reading *reading,
    enum reading_reason reason)
{
	if ((reading->reasons & reason) == 0)
		return;
	reading_stop(queue, reading, READING_TURN);
	(void)reading_go_on(queue, reading, reason);
}

int
reading_await_end(struct reading *reading)
{
	return event_add(&reading->readable, NULL);
}

void
reading_end(struct reading_queue *queue, struct reading *reading)
{
	reading_count(queue, reading->reasons, -1);
	reading->reasons = READING_OVER;
	list_remove(&reading->queued);
	event_del(&reading->readable);
}

void
reading_begin_round(struct reading_queue *queue)
{
	list_move_all(&queue->waiting, &queue->round);
}

struct reading *
reading_next(struct reading_queue *queue)
{
	struct list *first = list_first(&queue->round);

	if (first == NULL)
		return NULL;
	/* Back in the queue it goes; it leaves it when it may go on. */
	list_remove(first);
	list_append(&queue->waiting, first);
	return container_of(first, struct reading, queued);
}
