/* SPDX-License-Identifier: MIT */
/*
 * Frames as bytes.  The head is written in place each time that a frame is
 * sent, because what it acknowledges changes, and the records behind it do not.
 */

#include "chatd/cluster/links/frame.h"

#include <stdlib.h>
#include <string.h>

#include "common/big_endian.h"

#define FRAME_MAGIC       "chtd"
#define FRAME_MAGIC_BYTES 4

/*
 * What a draft begins with, for a line or two and their names, and how it
 * grows: twice, and it has room for a full frame.
 */
#define FRAME_GROWTH 4
#define FRAME_FIRST_BYTES                                                      \
	((FRAME_HEAD_BYTES + FRAME_RECORDS_BYTES) /                            \
	    (FRAME_GROWTH * FRAME_GROWTH))

/* Make room for size more bytes, for which there is none. */
static int
frame_grow(struct frame_draft *draft, size_t size)
{
	size_t needed = draft->size + size, capacity = draft->capacity;
	char *bytes;

	capacity = capacity < FRAME_FIRST_BYTES ? FRAME_FIRST_BYTES
						: FRAME_GROWTH * capacity;
	if (capacity < needed)
		capacity = needed;
	bytes = realloc(draft->bytes, capacity);
	if (bytes == NULL)
		return -1;
	draft->bytes = bytes;
	draft->capacity = capacity;
	return 0;
}

int
frame_append(
    struct frame_draft *draft, const struct record *record, size_t record_bytes)
{
	size_t head = draft->count == 0 ? FRAME_HEAD_BYTES : 0;
	char *end;

	if (draft->size + head + record_bytes > draft->capacity &&
	    frame_grow(draft, head + record_bytes) != 0)
		return -1;
	end = record_write(draft->bytes + draft->size + head, record);
	draft->size = (size_t)(end - draft->bytes);
	draft->count++;
	return 0;
}

void
frame_clear(struct frame_draft *draft)
{
	free(draft->bytes);
	*draft = (struct frame_draft){ .bytes = NULL };
}

char *
frame_write_head(char *to, const struct frame_head *head)
{
	memcpy(to, FRAME_MAGIC, FRAME_MAGIC_BYTES);
	to = big_endian_write(to + FRAME_MAGIC_BYTES, 1, FRAME_VERSION);
	to = big_endian_write(to, 1, (uint64_t)head->kind);
	to = big_endian_write(to, 2, 0);
	to = big_endian_write_64(to, head->sender);
	to = big_endian_write_64(to, head->receiver);
	to = big_endian_write_64(to, head->sequence);
	to = big_endian_write_64(to, head->acknowledged);
	return big_endian_write_64(to, head->oldest);
}

char *
frame_write_refusals(
    char *to, unsigned int distance, const struct frame_refusals *refusals)
{
	to = big_endian_write(to, 1, distance);
	for (size_t i = 0; i < FRAME_RECORDS_MAX / 64; i++)
		to = big_endian_write_64(to, refusals->bits[i]);
	return to;
}

/* Say whether head can be one, and what is behind it may be of its kind. */
static bool
frame_is_sound(const struct frame_head *head, size_t rest)
{
	switch (head->kind) {
	case FRAME_RECORDS:
		return head->sequence > 0 && head->oldest > 0 &&
		       head->oldest <= head->sequence && rest > 0;
	case FRAME_ACKNOWLEDGEMENT:
	case FRAME_AGAIN:
		return head->sequence == 0 && rest % FRAME_REFUSALS_BYTES == 0;
	default:
		return false;
	}
}

enum frame_reading
frame_read(struct slice bytes, struct frame *frame_r)
{
	const char *at = bytes.bytes;
	struct frame_head *head = &frame_r->head;

	if (bytes.size < FRAME_HEAD_BYTES || bytes.size > FRAME_MAX_BYTES ||
	    memcmp(at, FRAME_MAGIC, FRAME_MAGIC_BYTES) != 0)
		return FRAME_FAULTY;
	if (big_endian_read(at + 4, 1) != FRAME_VERSION)
		return FRAME_OTHER_VERSION;
	*head = (struct frame_head){
		.kind = (enum frame_kind)big_endian_read(at + 5, 1),
		.sender = big_endian_read_64(at + 8),
		.receiver = big_endian_read_64(at + 16),
		.sequence = big_endian_read_64(at + 24),
		.acknowledged = big_endian_read_64(at + 32),
		.oldest = big_endian_read_64(at + 40),
	};
	frame_r->rest = (struct slice){ at + FRAME_HEAD_BYTES,
		bytes.size - FRAME_HEAD_BYTES };
	return frame_is_sound(head, frame_r->rest.size) ? FRAME_READ
							: FRAME_FAULTY;
}

enum record_reading
frame_take_record(struct frame *frame, struct record *record_r)
{
	bool is_large = frame->rest.size > FRAME_RECORDS_BYTES;
	enum record_reading reading = record_take(&frame->rest, record_r);

	return is_large && frame->rest.size > 0 ? RECORD_FAULTY : reading;
}

bool
frame_take_refusals(struct frame *frame, unsigned int *distance_r,
    struct frame_refusals *refusals_r)
{
	const char *at = frame->rest.bytes;

	if (frame->head.kind == FRAME_RECORDS ||
	    frame->rest.size < FRAME_REFUSALS_BYTES)
		return false;
	*distance_r = (unsigned int)big_endian_read(at, 1);
	for (size_t i = 0; i < FRAME_RECORDS_MAX / 64; i++)
		refusals_r->bits[i] = big_endian_read_64(at + 1 + 8 * i);
	frame->rest.bytes += FRAME_REFUSALS_BYTES;
	frame->rest.size -= FRAME_REFUSALS_BYTES;
	return true;
}
