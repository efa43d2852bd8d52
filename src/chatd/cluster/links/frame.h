/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FRAME_H
#define CHATD_FRAME_H

/*
 * The bytes that two nodes exchange at a time.  A frame has a head of fixed
 * size, and after it either records (cluster/links/record.h) or refusals.
 *
 *     0  "chtd"              24  sequence of this frame, or 0
 *     4  version             32  sequence that is acknowledged
 *     5  kind                40  oldest sequence that the sender still keeps
 *     6  two zeros           48  records or refusals, up to the end
 *     8  sender's life
 *    16  receiver's life
 *
 * Frames of records are numbered from 1 in each direction.  All others have no
 * number, and may be lost.
 *
 * Refusals name the records, of frames that are acknowledged, that nobody took.
 * Each is a frame, as a distance below the sequence that is acknowledged (one
 * byte), and a bit for each of its records, the first one lowest.
 *
 * Frames come from an engine that may be hostile: nothing in them is believed.
 * Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/record.h"
#include "common/slice.h"

/* A node of another version neither reads our frames nor we its. */
#define FRAME_VERSION 1

#define FRAME_HEAD_BYTES 48

/* What records of one frame may be together, unless it has only one. */
#define FRAME_RECORDS_BYTES 16384

/* So many records may be in one frame. */
#define FRAME_RECORDS_MAX 256

#define FRAME_MAX_BYTES (FRAME_HEAD_BYTES + RECORD_MAX_BYTES)

enum frame_kind {
	FRAME_RECORDS = 1,
	FRAME_ACKNOWLEDGEMENT = 2,
	FRAME_AGAIN = 3, /* an acknowledgement: send what is after it again */
};

struct frame_head {
	enum frame_kind kind;
	uint64_t sender;       /* a life */
	uint64_t receiver;     /* a life */
	uint64_t sequence;     /* 0 unless the frame has records */
	uint64_t acknowledged; /* all up to this one; 0: none */
	uint64_t oldest;       /* what is below is acknowledged, and known so */
};

/* ---- writing ----------------------------------------------------------------
 */

/* A frame that is being filled.  All zeros have neither bytes nor records. */
struct frame_draft {
	char *bytes; /* owned; the head comes first, and is written last */
	size_t size;
	size_t capacity;
	unsigned int count; /* of records */
};

/*
 * Say whether a record that takes so much room (record_room()) may still come
 * into draft: the first one always does.
 */
static inline bool
frame_has_room(const struct frame_draft *draft, size_t record_bytes)
{
	return draft->count == 0 ||
	       (draft->count < FRAME_RECORDS_MAX &&
		   draft->size + record_bytes <=
		       FRAME_HEAD_BYTES + FRAME_RECORDS_BYTES);
}

/*
 * Append record, which takes so much room, to a draft that has it.  Return 0;
 * or -1 if there is no memory, and then nothing has changed but the capacity.
 */
int frame_append(struct frame_draft *draft, const struct record *record,
    size_t record_bytes);

/* Free the bytes, and begin an empty draft. */
void frame_clear(struct frame_draft *draft);

/* Write head to to, and return its end, FRAME_HEAD_BYTES on. */
char *frame_write_head(char *to, const struct frame_head *head);

/* The records of one frame that were refused, a bit for each. */
struct frame_refusals {
	uint64_t bits[FRAME_RECORDS_MAX / 64];
};

#define FRAME_REFUSALS_BYTES (1 + FRAME_RECORDS_MAX / 8)

/*
 * Write what was refused of the frame whose sequence is so far below the one
 * that is acknowledged.  Return the end of it, FRAME_REFUSALS_BYTES on.
 */
char *frame_write_refusals(
    char *to, unsigned int distance, const struct frame_refusals *refusals);

/* ---- reading ----------------------------------------------------------------
 */

/* A frame where its bytes lie. */
struct frame {
	struct frame_head head;
	struct slice rest; /* what has not been read of it */
};

enum frame_reading {
	FRAME_READ,
	FRAME_OTHER_VERSION, /* its head says nothing that we could read */
	FRAME_FAULTY,
};

/* Read the head of the frame that bytes are. */
enum frame_reading frame_read(struct slice bytes, struct frame *frame_r);

/*
 * Read the next record of a frame that has any left, as record_take() does.
 * That a large record has a frame of its own is seen to here, that there are
 * not too many is the caller's to see.
 */
enum record_reading frame_take_record(
    struct frame *frame, struct record *record_r);

/*
 * Read the next refusals of an acknowledgement.  Return false at the end, and
 * when what is left are none.
 */
bool frame_take_refusals(struct frame *frame, unsigned int *distance_r,
    struct frame_refusals *refusals_r);

/* Say whether the record of this number, from 0, was refused. */
static inline bool
frame_is_refused(const struct frame_refusals *refusals, unsigned int number)
{
	return refusals->bits[number / 64] >> number % 64 & 1;
}

#endif
