/* SPDX-License-Identifier: MIT */
/*
 * Messages packed into batches come out as they went in, in their order, and
 * every batch keeps within its bounds.
 *
 * The input is a list of messages.  Each begins with a head of HEAD_BYTES: the
 * kind and a flag, the sizes of three texts, one that is that of the raw form
 * and the style as well, and one that the address, the work and the texts are
 * made of.  A text of a large batch is thus a few bytes of input.
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatd/core/message.h"

#define HEAD_BYTES 8

/* Enough for texts in several batches, and for one that needs its own. */
#define TEXT_MAX_BYTES (3 * BATCH_BYTES)

/* More could not be told from a test that hangs. */
#define MESSAGES_MAX 512
#define BYTES_MAX    (16 * BATCH_BYTES)

/* A message and, owned, its texts. */
struct packed {
	struct message message;
	struct stamp stamp;
	char *texts;
};

struct chain {
	struct batch *batches[MESSAGES_MAX + 1];
	size_t count; /* of the full ones; the last one is after these */
};

static char *
fill(char *at, struct slice *slice, size_t size, uint8_t *byte)
{
	*slice = (struct slice){ size > 0 ? at : NULL, size };
	for (size_t i = 0; i < size; i++)
		*at++ = (char)(*byte)++;
	return at;
}

static size_t
read_number(const uint8_t *at, size_t bytes)
{
	size_t number = 0;

	for (size_t i = 0; i < bytes; i++)
		number = number << 8 | at[i];
	return number;
}

static struct packed
read_message(const uint8_t *head)
{
	size_t room_size = head[1], from_size = read_number(head + 2, 2);
	size_t text_size = read_number(head + 4, 3) % (TEXT_MAX_BYTES + 1);
	size_t raw_size = head[6];
	uint8_t byte = head[7];
	struct packed packed = {
		.message = {
			.kind = (enum message_kind)(head[0] % 7),
			.own = head[0] & 0x80,
			.style = head[6] % TEXT_STYLES,
			.to = address_make(head[7], head[1] * 7919u, head[2]),
			.work = (uint32_t)head[7] << 24 | head[6],
		},
	};
	char *at;

	packed.stamp = (struct stamp){ head[5], head[6], head[7] };
	packed.texts = malloc(room_size + from_size + text_size + raw_size + 1);
	fuzz_require(packed.texts != NULL);
	at = fill(packed.texts, &packed.message.room, room_size, &byte);
	at = fill(at, &packed.message.from, from_size, &byte);
	at = fill(at, &packed.message.text, text_size, &byte);
	fill(at, &packed.message.raw, raw_size, &byte);
	return packed;
}

/* Return how many messages the input makes, each packed into chain. */
static size_t
pack_all(
    const uint8_t *data, size_t size, struct packed *all, struct chain *chain)
{
	struct batch *batch = NULL, *full;
	size_t count = 0, bytes = 0;

	for (; size >= HEAD_BYTES && count < MESSAGES_MAX && bytes < BYTES_MAX;
	     data += HEAD_BYTES, size -= HEAD_BYTES) {
		struct batch *before = batch;

		all[count] = read_message(data);
		if (stamp_is_there(&all[count].stamp))
			all[count].message.stamp = &all[count].stamp;
		bytes += all[count].message.from.size +
			 message_text_size(&all[count].message);
		fuzz_require(
		    batch_append(&batch, &all[count].message, &full) == 0);
		fuzz_require(full == (batch == before ? NULL : before));
		if (full != NULL)
			chain->batches[chain->count++] = full;
		count++;
	}
	chain->batches[chain->count] = batch;
	return count;
}

/* An empty slice may lie anywhere; others lie in the batch. */
static void
require_inside(const struct batch *batch, struct slice slice)
{
	fuzz_require(slice.size == 0 || (slice.bytes >= batch->bytes &&
					    slice.bytes + slice.size <=
						batch->bytes + batch->used));
}

static void
require_same_stamp(const struct stamp *packed, const struct stamp *unpacked)
{
	fuzz_require((packed == NULL) == (unpacked == NULL));
	fuzz_require(packed == NULL || (packed->time_ms == unpacked->time_ms &&
					   packed->origin == unpacked->origin &&
					   packed->number == unpacked->number));
}

static void
require_same(const struct batch *batch, const struct message *packed,
    const struct message *unpacked)
{
	fuzz_require(packed->kind == unpacked->kind &&
		     packed->own == unpacked->own &&
		     packed->style == unpacked->style &&
		     address_equals(packed->to, unpacked->to) &&
		     packed->work == unpacked->work);
	require_same_stamp(packed->stamp, unpacked->stamp);
	fuzz_require(slice_equals(packed->room, unpacked->room) &&
		     slice_equals(packed->from, unpacked->from) &&
		     slice_equals(packed->text, unpacked->text) &&
		     slice_equals(packed->raw, unpacked->raw));
	require_inside(batch, unpacked->room);
	require_inside(batch, unpacked->from);
	require_inside(batch, unpacked->text);
	require_inside(batch, unpacked->raw);
}

/* Unpack a batch, free it, and return how many messages it had. */
static size_t
unpack(struct batch *batch, const struct packed *all, size_t left)
{
	struct message message;
	size_t offset = 0, count = 0;

	if (batch == NULL)
		return 0;
	fuzz_require(batch->used > 0 && batch->used <= batch->capacity &&
		     batch->mail.size == batch->used);
	while (batch_next(batch, &offset, &message)) {
		fuzz_require(count < left && offset <= batch->used);
		require_same(batch, &all[count].message, &message);
		count++;
	}
	fuzz_require(count > 0 && offset == batch->used);
	fuzz_require(!batch_next(batch, &offset, &message));
	batch_free(batch);
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct packed all[MESSAGES_MAX];
	struct chain chain = { .count = 0 };
	size_t count = pack_all(data, size, all, &chain);
	size_t unpacked = 0;

	for (size_t i = 0; i <= chain.count; i++)
		unpacked += unpack(
		    chain.batches[i], all + unpacked, count - unpacked);
	fuzz_require(unpacked == count);
	for (size_t i = 0; i < count; i++)
		free(all[i].texts);
	return 0;
}
