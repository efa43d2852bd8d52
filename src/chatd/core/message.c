/* SPDX-License-Identifier: MIT */
/*
 * Packing messages into batches.  A record is a header of fixed size, followed
 * by four texts and padded so that the next header is aligned; a message that
 * is unpacked has its stamp in there.  So a line that goes to another worker
 * costs one copy and no allocation of its own.
 */

#include "chatd/core/message.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct message_record {
	struct address to;
	struct address by;
	struct stamp stamp; /* all zero: none */
	uint32_t work;
	uint32_t size;
	uint32_t text_size;
	uint32_t raw_size;
	uint16_t room_size;
	uint16_t from_size;
	uint8_t kind;
	uint8_t own;
	uint8_t style;
};

#define MESSAGE_ALIGNMENT _Alignof(struct message_record)

static size_t
message_packed_size(const struct message *message)
{
	size_t size = sizeof(struct message_record) + message->room.size +
		      message->from.size + message_text_size(message);

	return (size + MESSAGE_ALIGNMENT - 1) & ~(MESSAGE_ALIGNMENT - 1);
}

static char *
message_pack_slice(char *at, struct slice slice)
{
	if (slice.size > 0)
		memcpy(at, slice.bytes, slice.size);
	return at + slice.size;
}

static struct batch *
batch_new(size_t needed)
{
	size_t capacity = needed > BATCH_BYTES ? needed : BATCH_BYTES;
	struct batch *batch = malloc(sizeof(*batch) + capacity);

	if (batch == NULL)
		return NULL;
	memset(&batch->mail, 0, sizeof(batch->mail));
	batch->used = 0;
	batch->capacity = capacity;
	return batch;
}

int
batch_append(
    struct batch **batch, const struct message *message, struct batch **full_r)
{
	size_t size = message_packed_size(message);
	struct message_record record = {
		.to = message->to,
		.by = message->by,
		.work = message->work,
		.size = message->size,
		.text_size = (uint32_t)message->text.size,
		.raw_size = (uint32_t)message->raw.size,
		.room_size = (uint16_t)message->room.size,
		.from_size = (uint16_t)message->from.size,
		.kind = (uint8_t)message->kind,
		.own = message->own,
		.style = message->style,
	};

	if (message->stamp != NULL)
		record.stamp = *message->stamp;
	*full_r = NULL;
	if (*batch == NULL || (*batch)->capacity - (*batch)->used < size) {
		struct batch *fresh = batch_new(size);

		if (fresh == NULL)
			return -1;
		*full_r = *batch;
		*batch = fresh;
	}

	char *at = (*batch)->bytes + (*batch)->used;

	memcpy(at, &record, sizeof(record));
	at = message_pack_slice(at + sizeof(record), message->room);
	at = message_pack_slice(at, message->from);
	at = message_pack_slice(at, message->text);
	message_pack_slice(at, message->raw);
	(*batch)->used += size;
	(*batch)->mail.size = (*batch)->used;
	return 0;
}

bool
batch_next(const struct batch *batch, size_t *offset, struct message *message_r)
{
	struct message_record record;
	const char *at = batch->bytes + *offset;
	const char *text;
	const void *stamp = NULL;

	if (*offset >= batch->used)
		return false;
	memcpy(&record, at, sizeof(record));
	if (stamp_is_there(&record.stamp))
		stamp = at + offsetof(struct message_record, stamp);
	at += sizeof(record);
	text = at + record.room_size + record.from_size;
	*message_r = (struct message){
		.kind = (enum message_kind)record.kind,
		.own = record.own,
		.style = record.style,
		.to = record.to,
		.by = record.by,
		.work = record.work,
		.size = record.size,
		.room = { at, record.room_size },
		.from = { at + record.room_size, record.from_size },
		.text = { text, record.text_size },
		.raw = { text + record.text_size, record.raw_size },
		.stamp = stamp,
	};
	*offset += message_packed_size(message_r);
	return true;
}

void
batch_free(struct batch *batch)
{
	free(batch);
}
