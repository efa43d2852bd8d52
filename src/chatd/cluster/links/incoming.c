/* SPDX-License-Identifier: MIT */
/*
 * Frames as they come in.  What was refused is kept in a ring as long as the
 * sender's window, because acknowledgements get lost: it goes with each of them
 * until the sender shows that it does not keep the frame any more.
 */

#include "chatd/cluster/links/incoming.h"

#include <string.h>

static struct frame_refusals *
incoming_refusals_of(struct incoming *incoming, uint64_t sequence)
{
	return &incoming->refusals[sequence % OUTGOING_WINDOW_FRAMES];
}

static bool
incoming_has_refused(const struct frame_refusals *refusals)
{
	uint64_t any = 0;

	for (size_t i = 0; i < FRAME_RECORDS_MAX / 64; i++)
		any |= refusals->bits[i];
	return any != 0;
}

/* Say whether the sender can say so, given what it was told. */
static bool
incoming_is_possible(
    const struct incoming *incoming, const struct frame_head *head)
{
	uint64_t next = incoming->received + 1;

	if (head->oldest > next)
		return false;
	/* One that is next leaves no more than a window behind it. */
	return head->sequence != next ||
	       next - head->oldest < OUTGOING_WINDOW_FRAMES;
}

/* Forget what was refused of the frames below oldest. */
static void
incoming_forget(struct incoming *incoming, uint64_t oldest)
{
	for (; incoming->oldest < oldest; incoming->oldest++) {
		struct frame_refusals *refusals = incoming_refusals_of(
		    incoming, incoming->oldest);

		if (!incoming_has_refused(refusals))
			continue;
		*refusals = (struct frame_refusals){ { 0 } };
		incoming->refusing_frames--;
	}
}

/* Offer a record, or refuse one that we do not know. */
static enum incoming_answer
incoming_offer(struct incoming *incoming, enum record_reading reading,
    const struct record *record)
{
	if (reading == RECORD_READ)
		return incoming->take(record, incoming->argument);
	incoming->unknown_count++;
	return INCOMING_REFUSED;
}

/* Offer those records of the next frame that have not been offered yet. */
static enum incoming_arrival
incoming_offer_all(struct incoming *incoming, struct frame frame)
{
	struct frame_refusals *refusals = incoming_refusals_of(
	    incoming, frame.head.sequence);
	enum incoming_answer answer;
	struct record record;

	for (unsigned int i = 0; frame.rest.size > 0; i++) {
		enum record_reading reading = frame_take_record(
		    &frame, &record);

		if (reading == RECORD_FAULTY || i == FRAME_RECORDS_MAX)
			return INCOMING_FAULTY;
		if (i < incoming->offered)
			continue;
		answer = incoming_offer(incoming, reading, &record);
		if (answer == INCOMING_LATER)
			return INCOMING_UNFINISHED;
		if (answer == INCOMING_REFUSED)
			refusals->bits[i / 64] |= UINT64_C(1) << i % 64;
		incoming->offered = i + 1;
	}
	if (incoming_has_refused(refusals))
		incoming->refusing_frames++;
	incoming->offered = 0;
	incoming->received++;
	incoming->has_gap = false;
	return INCOMING_NEW;
}

void
incoming_init(struct incoming *incoming, incoming_take_cb *take, void *argument)
{
	memset(incoming, 0, sizeof(*incoming));
	incoming->oldest = 1;
	incoming->take = take;
	incoming->argument = argument;
}

enum incoming_arrival
incoming_receive(struct incoming *incoming, const struct frame *frame)
{
	if (!incoming_is_possible(incoming, &frame->head))
		return INCOMING_FAULTY;
	incoming_forget(incoming, frame->head.oldest);
	if (frame->head.kind != FRAME_RECORDS)
		return INCOMING_NOTHING;
	if (frame->head.sequence <= incoming->received)
		return INCOMING_DUPLICATE;
	if (frame->head.sequence > incoming->received + 1)
		return INCOMING_GAP;
	return incoming_offer_all(incoming, *frame);
}

uint64_t
incoming_acknowledged_clean(const struct incoming *incoming)
{
	return incoming->refusing_frames > 0 ? incoming->oldest - 1
					     : incoming->received;
}

char *
incoming_write_refusals(const struct incoming *incoming, char *to)
{
	uint64_t sequence = incoming->oldest;

	if (incoming->refusing_frames == 0)
		return to;
	for (; sequence <= incoming->received; sequence++) {
		const struct frame_refusals *refusals =
		    &incoming->refusals[sequence % OUTGOING_WINDOW_FRAMES];

		if (incoming_has_refused(refusals))
			to = frame_write_refusals(to,
			    (unsigned int)(incoming->received - sequence),
			    refusals);
	}
	return to;
}
