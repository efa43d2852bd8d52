/* SPDX-License-Identifier: MIT */
/*
 * Frames that wait to be sent, or to be acknowledged.
 */

#include "chatd/cluster/links/outgoing.h"

#include <errno.h>
#include <stdlib.h>

#include "common/container.h"

/* Tokens of a frame whose first one comes, and how they grow. */
#define OUTGOING_FIRST_TOKENS  16
#define OUTGOING_TOKENS_GROWTH 4

static struct outgoing_frame *
outgoing_frame_of(struct list *link)
{
	return container_of(link, struct outgoing_frame, link);
}

static size_t
outgoing_memory(const struct outgoing_frame *frame)
{
	return sizeof(*frame) + frame->draft.capacity +
	       frame->token_capacity * sizeof(*frame->tokens);
}

static void
outgoing_free_frame(struct outgoing *outgoing, struct outgoing_frame *frame)
{
	outgoing->kept_bytes -= outgoing_memory(frame);
	if (outgoing->next == &frame->link)
		outgoing->next = frame->link.next;
	list_remove(&frame->link);
	frame_clear(&frame->draft);
	free(frame->tokens);
	free(frame);
}

/* Return the frame that a record of so many bytes goes into; NULL: ENOMEM. */
static struct outgoing_frame *
outgoing_open(struct outgoing *outgoing, size_t record_bytes)
{
	struct outgoing_frame *frame;

	if (!list_is_empty(&outgoing->frames)) {
		frame = outgoing_frame_of(outgoing->frames.previous);
		if (!frame->is_sent &&
		    frame_has_room(&frame->draft, record_bytes))
			return frame;
	}
	frame = calloc(1, sizeof(*frame));
	if (frame == NULL)
		return NULL;
	frame->sequence = ++outgoing->last;
	outgoing->kept_bytes += outgoing_memory(frame);
	list_append(&outgoing->frames, &frame->link);
	if (outgoing->next == &outgoing->frames)
		outgoing->next = &frame->link;
	return frame;
}

/* Make room for the token of one more record. */
static int
outgoing_grow_tokens(struct outgoing_frame *frame)
{
	unsigned int capacity = frame->token_capacity == 0
				    ? OUTGOING_FIRST_TOKENS
				    : OUTGOING_TOKENS_GROWTH *
					  frame->token_capacity;
	uint64_t *tokens;

	if (frame->draft.count < frame->token_capacity)
		return 0;
	tokens = realloc(frame->tokens, capacity * sizeof(*tokens));
	if (tokens == NULL)
		return -1;
	frame->tokens = tokens;
	frame->token_capacity = capacity;
	return 0;
}

/* Append to frame, whose memory is counted by the caller. */
static int
outgoing_fill(struct outgoing_frame *frame, const struct record *record,
    size_t record_bytes, uint64_t token)
{
	if (outgoing_grow_tokens(frame) != 0 ||
	    frame_append(&frame->draft, record, record_bytes) != 0)
		return -1;
	frame->tokens[frame->draft.count - 1] = token;
	return 0;
}

/* Return the bits that frame has in refusals, all of which it looks through. */
static struct frame_refusals
outgoing_find_refusals(struct frame refusals, uint64_t sequence)
{
	struct frame_refusals found;
	unsigned int distance;

	while (frame_take_refusals(&refusals, &distance, &found)) {
		if (refusals.head.acknowledged - sequence == distance)
			return found;
	}
	return (struct frame_refusals){ { 0 } };
}

static void
outgoing_land(struct outgoing *outgoing, struct outgoing_frame *frame)
{
	if (!frame->is_flying)
		return;
	frame->is_flying = false;
	outgoing->flying_frames--;
	outgoing->flying_bytes -= frame->draft.size;
}

/* Tell what became of the records of a frame that has been received. */
static void
outgoing_tell(struct outgoing *outgoing, const struct outgoing_frame *frame,
    const struct frame_refusals *refusals)
{
	struct slice rest = { frame->draft.bytes + FRAME_HEAD_BYTES,
		frame->draft.size - FRAME_HEAD_BYTES };
	struct record record;
	unsigned int read = 0;

	for (unsigned int i = 0; i < frame->draft.count; i++) {
		bool is_refused = frame_is_refused(refusals, i);

		if (frame->tokens[i] == 0)
			continue;
		for (; is_refused && read <= i; read++)
			(void)record_take(&rest, &record);
		outgoing->outcome(frame->tokens[i],
		    is_refused ? OUTGOING_REFUSED : OUTGOING_DELIVERED,
		    is_refused ? &record : NULL, outgoing->argument);
	}
}

void
outgoing_init(struct outgoing *outgoing, size_t window_bytes,
    size_t ceiling_bytes, outgoing_outcome_cb *outcome, void *argument)
{
	*outgoing = (struct outgoing){
		.next = &outgoing->frames,
		.oldest = 1,
		.window_bytes = window_bytes,
		.ceiling_bytes = ceiling_bytes,
		.outcome = outcome,
		.argument = argument,
	};
	list_init(&outgoing->frames);
}

/* Free frame, and have its open tokens lost. */
static void
outgoing_lose(struct outgoing *outgoing, struct outgoing_frame *frame)
{
	for (unsigned int i = 0; i < frame->draft.count; i++) {
		if (frame->tokens[i] != 0)
			outgoing->outcome(frame->tokens[i], OUTGOING_LOST, NULL,
			    outgoing->argument);
	}
	outgoing_free_frame(outgoing, frame);
}

void
outgoing_clear(struct outgoing *outgoing)
{
	struct list *first;

	while ((first = list_first(&outgoing->frames)) != NULL)
		outgoing_lose(outgoing, outgoing_frame_of(first));
}

bool
outgoing_withdraw(struct outgoing *outgoing)
{
	bool has_any = false;

	while (!list_is_empty(&outgoing->frames)) {
		struct outgoing_frame *last = outgoing_frame_of(
		    outgoing->frames.previous);

		if (last->is_sent)
			break;
		outgoing->last--;
		has_any = true;
		outgoing_lose(outgoing, last);
	}
	return has_any;
}

int
outgoing_append(
    struct outgoing *outgoing, const struct record *record, uint64_t token)
{
	size_t record_bytes = record_room(record);
	struct outgoing_frame *frame;
	size_t before;
	int result;

	if (record_bytes > RECORD_MAX_BYTES) {
		errno = EMSGSIZE;
		return -1;
	}
	if (outgoing->kept_bytes >= outgoing->ceiling_bytes) {
		errno = ENOBUFS;
		return -1;
	}
	frame = outgoing_open(outgoing, record_bytes);
	if (frame == NULL)
		return -1;
	before = outgoing_memory(frame);
	result = outgoing_fill(frame, record, record_bytes, token);
	outgoing->kept_bytes += outgoing_memory(frame) - before;
	if (frame->draft.count == 0) {
		outgoing->last--;
		outgoing_free_frame(outgoing, frame);
	}
	return result;
}

struct outgoing_frame *
outgoing_take(struct outgoing *outgoing)
{
	size_t most = outgoing->is_probing ? 1 : OUTGOING_WINDOW_FRAMES;
	struct outgoing_frame *frame;

	if (outgoing->next == &outgoing->frames)
		return NULL;
	frame = outgoing_frame_of(outgoing->next);
	if (outgoing->flying_frames > 0 &&
	    (outgoing->flying_frames >= most ||
		outgoing->flying_bytes + frame->draft.size >
		    outgoing->window_bytes))
		return NULL;
	outgoing->next = frame->link.next;
	frame->is_flying = true;
	outgoing->flying_frames++;
	outgoing->flying_bytes += frame->draft.size;
	frame->is_sent = true;
	if (frame->sequence > outgoing->furthest)
		outgoing->furthest = frame->sequence;
	return frame;
}

void
outgoing_rewind(struct outgoing *outgoing, bool is_probe)
{
	struct list *link = outgoing->frames.next;

	outgoing->next = link;
	for (; outgoing->flying_frames > 0; link = link->next)
		outgoing_land(outgoing, outgoing_frame_of(link));
	outgoing->is_probing = is_probe;
}

size_t
outgoing_acknowledge(struct outgoing *outgoing, const struct frame *frame)
{
	uint64_t upto = frame->head.acknowledged;
	size_t landed = 0;

	for (; outgoing->oldest <= upto; landed++) {
		struct outgoing_frame *first = outgoing_frame_of(
		    list_first(&outgoing->frames));
		struct frame_refusals refusals = outgoing_find_refusals(
		    *frame, first->sequence);

		outgoing->oldest++;
		outgoing_land(outgoing, first);
		outgoing_tell(outgoing, first, &refusals);
		outgoing_free_frame(outgoing, first);
	}
	if (landed > 0)
		outgoing->is_probing = false;
	return landed;
}
