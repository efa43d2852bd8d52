/* SPDX-License-Identifier: MIT */
/*
 * Frames from a hostile engine: a link takes them, answers them, and keeps its
 * promises to its own senders.  What is read of a frame lies within it, and
 * what it was read to is written the same.
 *
 * The input is a list of steps, each a byte and what belongs to it:
 *
 *     0  append a record, of a size in two bytes, with the next token
 *     1  take all frames that are to go out
 *     2  receive a frame: its size in two bytes, and its bytes
 *     3  the same, behind a head that is right for the next frame, whose
 *        kind and what it acknowledges are a byte each
 *     4  resume, or let seconds pass: a byte says which, and how many
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatd/cluster/links/link.h"
#include "common/clock.h"

#define TOKENS_MAX    4096
#define TEXT_BYTES    65536
#define WINDOW_BYTES  16384
#define CEILING_BYTES (4 * WINDOW_BYTES)

/* A frame grows by its double for one record, or as much as the record. */
#define GROWTH_BYTES (2 * TEXT_BYTES)

struct world {
	struct link *link;
	struct slice rest; /* of the input */
	uint64_t now_ns;
	uint64_t tokens; /* that have been given out, from 1 */
	uint64_t told;
	bool is_told[TOKENS_MAX + 1];
	struct slice frame; /* that is being received */
	uint64_t received;  /* frames of records that were new */
};

static uint8_t
take_byte(struct world *world)
{
	if (world->rest.size == 0)
		return 0;
	world->rest.size--;
	return (uint8_t)*world->rest.bytes++;
}

static size_t
take_size(struct world *world)
{
	size_t high = take_byte(world);

	return high << 8 | take_byte(world);
}

static void
require_inside(struct slice whole, struct slice part)
{
	fuzz_require(part.size == 0 ||
		     (part.bytes >= whole.bytes &&
			 part.bytes + part.size <= whole.bytes + whole.size));
}

/* What we write of a record is read as the same record. */
static void
require_same_again(const struct record *record)
{
	char *bytes = malloc(record_room(record)), *end;
	struct record again;
	struct slice rest;

	fuzz_require(bytes != NULL);
	end = record_write(bytes, record);
	rest = (struct slice){ bytes, (size_t)(end - bytes) };
	fuzz_require(record_take(&rest, &again) == RECORD_READ);
	fuzz_require(rest.size == 0 && again.kind == record->kind);
	fuzz_require(again.to.value == record->to.value &&
		     again.by.value == record->by.value &&
		     again.own == record->own && again.work == record->work &&
		     again.size == record->size && again.id == record->id &&
		     again.time_ms == record->time_ms &&
		     again.origin == record->origin);
	fuzz_require(slice_equals(again.room, record->room) &&
		     slice_equals(again.from, record->from) &&
		     slice_equals(again.text, record->text) &&
		     slice_equals(again.raw, record->raw) &&
		     again.style == record->style &&
		     slice_equals(again.name, record->name) &&
		     slice_equals(again.account, record->account));
	free(bytes);
}

static enum incoming_answer
take(const struct record *record, void *argument)
{
	const struct world *world = argument;

	require_inside(world->frame, record->room);
	require_inside(world->frame, record->from);
	require_inside(world->frame, record->text);
	require_inside(world->frame, record->raw);
	require_inside(world->frame, record->name);
	require_inside(world->frame, record->account);
	require_same_again(record);
	return (enum incoming_answer)(record->id % 3);
}

static void
hear(uint64_t token, enum outgoing_outcome outcome, const struct record *record,
    void *argument)
{
	struct world *world = argument;

	fuzz_require(token > 0 && token <= world->tokens);
	fuzz_require(!world->is_told[token] && outcome <= OUTGOING_LOST);
	fuzz_require((record != NULL) == (outcome == OUTGOING_REFUSED));
	world->is_told[token] = true;
	world->told++;
}

static void
append(struct world *world)
{
	static const char text[TEXT_BYTES];
	const struct record record = {
		.kind = RECORD_DELIVERED,
		.text = { text, take_size(world) },
	};

	if (world->tokens < TOKENS_MAX &&
	    link_append(world->link, &record, world->tokens + 1) == 0)
		world->tokens++;
	fuzz_require(
	    link_count(world->link).kept_bytes <= CEILING_BYTES + GROWTH_BYTES);
}

static void
take_frames(struct world *world)
{
	struct slice bytes;
	struct frame frame;

	while (link_take_frame(world->link, world->now_ns, &bytes)) {
		fuzz_require(frame_read(bytes, &frame) == FRAME_READ);
		fuzz_require(frame.head.acknowledged <= world->received);
	}
}

/* Receive size bytes of the input, behind head if there is one. */
static void
receive(struct world *world, const struct frame_head *head)
{
	size_t size = take_size(world),
	       head_size = head != NULL ? FRAME_HEAD_BYTES : 0;
	char *bytes;

	if (size > world->rest.size)
		size = world->rest.size;
	/* Of just its size, so that the sanitizers see its end. */
	bytes = malloc(head_size + size + (head_size + size == 0));
	fuzz_require(bytes != NULL);
	if (head != NULL)
		frame_write_head(bytes, head);
	if (size > 0)
		memcpy(bytes + head_size, world->rest.bytes, size);
	world->rest.bytes += size;
	world->rest.size -= size;
	world->frame = (struct slice){ bytes, head_size + size };
	if (link_receive(world->link, world->now_ns, world->frame) ==
	    INCOMING_NEW)
		world->received++;
	free(bytes);
}

static void
receive_fitting(struct world *world)
{
	struct frame_head head = {
		.kind = (enum frame_kind)(1 + take_byte(world) % 3),
		.sender = 2,
		.receiver = 1,
		.acknowledged = take_byte(world),
		.oldest = world->received + 1,
	};

	if (head.kind == FRAME_RECORDS)
		head.sequence = world->received + 1;
	receive(world, &head);
}

static void
wait_or_resume(struct world *world)
{
	uint8_t seconds = take_byte(world);

	if (seconds == 0)
		link_resume(world->link);
	world->now_ns += seconds * CLOCK_NS_PER_S;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world world = { .rest = { (const char *)data, size } };
	const struct link_options options = {
		.own_life = 1,
		.other_life = 2,
		.window_bytes = WINDOW_BYTES,
		.ceiling_bytes = CEILING_BYTES,
		.take = take,
		.outcome = hear,
		.argument = &world,
	};

	world.link = link_new(&options);
	fuzz_require(world.link != NULL);
	while (world.rest.size > 0) {
		switch (take_byte(&world) % 5) {
		case 0:
			append(&world);
			break;
		case 1:
			take_frames(&world);
			break;
		case 2:
			receive(&world, NULL);
			break;
		case 3:
			receive_fitting(&world);
			break;
		default:
			wait_or_resume(&world);
			break;
		}
	}
	link_end(world.link);
	fuzz_require(world.told == world.tokens);
	return 0;
}
