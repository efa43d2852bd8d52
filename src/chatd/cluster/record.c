/* SPDX-License-Identifier: MIT */
/*
 * Records as bytes.  The fields are written out one by one, and not from a
 * table, because every line that crosses pays for each of them.
 */

#include "chatd/cluster/record.h"

#include "common/big_endian.h"
#include "common/name.h"

enum record_tag {
	TAG_TO = 1,
	TAG_BY = 2,
	TAG_WORK = 3,
	TAG_SIZE = 4,
	TAG_OWN = 5,
	TAG_TIME = 6,
	TAG_ID = 7,
	TAG_ROOM = 8,
	TAG_FROM = 9,
	TAG_TEXT = 10,
	TAG_NAME = 11,
	TAG_ACCOUNT = 12,
};

/* Says that the size is in the four bytes that follow. */
#define RECORD_LONG_SIZE 0xff

static const struct {
	enum message_kind message;
	enum record_kind record;
} record_kinds[] = {
	{ MESSAGE_DELIVERED, RECORD_DELIVERED },
	{ MESSAGE_SAID, RECORD_SAID },
	{ MESSAGE_JOINED, RECORD_JOINED },
	{ MESSAGE_LEFT, RECORD_LEFT },
	{ MESSAGE_RENAMED, RECORD_RENAMED },
	{ MESSAGE_KICKED, RECORD_KICKED },
	{ MESSAGE_INVITED, RECORD_INVITED },
	{ MESSAGE_TOLD, RECORD_TOLD },
	{ MESSAGE_HOLD, RECORD_HOLD },
	{ MESSAGE_RELEASE, RECORD_RELEASE },
};

#define RECORD_KINDS (sizeof(record_kinds) / sizeof(record_kinds[0]))

static inline size_t
record_sized(size_t size)
{
	return size + (size < RECORD_LONG_SIZE ? 1 : 5);
}

static inline char *
record_write_size(char *to, size_t size)
{
	if (size < RECORD_LONG_SIZE)
		return big_endian_write(to, 1, size);
	to = big_endian_write(to, 1, RECORD_LONG_SIZE);
	return big_endian_write(to, 4, size);
}

static inline size_t
record_number_size(size_t bytes, uint64_t number)
{
	return number != 0 ? 2 + bytes : 0;
}

static inline char *
record_write_number(
    char *to, enum record_tag tag, size_t bytes, uint64_t number)
{
	if (number == 0)
		return to;
	to[0] = (char)tag;
	to[1] = (char)bytes;
	return big_endian_write(to + 2, bytes, number);
}

static inline size_t
record_text_size(struct slice text)
{
	return text.size > 0 ? 1 + record_sized(text.size) : 0;
}

static inline char *
record_write_text(char *to, enum record_tag tag, struct slice text)
{
	if (text.size == 0)
		return to;
	*to = (char)tag;
	return slice_write(record_write_size(to + 1, text.size), text);
}

static size_t
record_body_size(const struct record *record)
{
	return record_number_size(8, record->to.value) +
	       record_number_size(8, record->by.value) +
	       record_number_size(4, record->work) +
	       record_number_size(4, record->size) +
	       record_number_size(1, record->own) +
	       record_number_size(8, record->time_ms) +
	       record_number_size(8, record->id) +
	       record_text_size(record->room) + record_text_size(record->from) +
	       record_text_size(record->text) + record_text_size(record->name) +
	       record_text_size(record->account);
}

/* Take a size, and so many bytes after it, off the front of *rest. */
static inline bool
record_take_sized(struct slice *rest, struct slice *taken_r)
{
	size_t size, head = 1;

	if (rest->size < 1)
		return false;
	size = (unsigned char)rest->bytes[0];
	if (size == RECORD_LONG_SIZE) {
		head = 5;
		if (rest->size < head)
			return false;
		size = (size_t)big_endian_read(rest->bytes + 1, 4);
		if (size < RECORD_LONG_SIZE)
			return false;
	}
	if (rest->size - head < size)
		return false;
	*taken_r = (struct slice){ rest->bytes + head, size };
	rest->bytes += head + size;
	rest->size -= head + size;
	return true;
}

static inline bool
record_read_number(struct slice field, uint64_t max, uint64_t *number_r)
{
	if (field.size < 1 || field.size > 8)
		return false;
	*number_r = big_endian_read(field.bytes, field.size);
	return *number_r <= max;
}

static inline bool
record_read_text(struct slice field, size_t max, struct slice *text_r)
{
	*text_r = field;
	return field.size <= max;
}

static bool
record_read_32(struct slice field, uint32_t *number_r)
{
	uint64_t number;

	if (!record_read_number(field, UINT32_MAX, &number))
		return false;
	*number_r = (uint32_t)number;
	return true;
}

static bool
record_read_own(struct slice field, bool *own_r)
{
	uint64_t number;

	if (!record_read_number(field, 1, &number))
		return false;
	*own_r = number == 1;
	return true;
}

/* Read a field into record.  Return false if it is out of its bounds. */
static bool
record_read_field(struct record *record, unsigned int tag, struct slice field)
{
	switch (tag) {
	case TAG_TO:
		return record_read_number(field, UINT64_MAX, &record->to.value);
	case TAG_BY:
		return record_read_number(field, UINT64_MAX, &record->by.value);
	case TAG_WORK:
		return record_read_32(field, &record->work);
	case TAG_SIZE:
		return record_read_32(field, &record->size);
	case TAG_OWN:
		return record_read_own(field, &record->own);
	case TAG_TIME:
		return record_read_number(field, UINT64_MAX, &record->time_ms);
	case TAG_ID:
		return record_read_number(field, UINT64_MAX, &record->id);
	case TAG_ROOM:
		return record_read_text(field, NAME_MAX_BYTES, &record->room);
	case TAG_FROM:
		return record_read_text(field, NAME_MAX_BYTES, &record->from);
	case TAG_TEXT:
		return record_read_text(
		    field, RECORD_TEXT_MAX_BYTES, &record->text);
	case TAG_NAME:
		return record_read_text(field, NAME_MAX_BYTES, &record->name);
	case TAG_ACCOUNT:
		return record_read_text(
		    field, NAME_MAX_BYTES, &record->account);
	default:
		return true; /* of a later version */
	}
}

bool
record_from_message(struct record *record_r, const struct message *message)
{
	for (size_t i = 0; i < RECORD_KINDS; i++) {
		if (record_kinds[i].message != message->kind)
			continue;
		*record_r = (struct record){
			.kind = record_kinds[i].record,
			.own = message->own,
			.to = message->to,
			.by = message->by,
			.work = message->work,
			.size = message->size,
			.room = message->room,
			.from = message->from,
			.text = message->text,
		};
		return true;
	}
	return false;
}

bool
record_to_message(const struct record *record, struct message *message_r)
{
	for (size_t i = 0; i < RECORD_KINDS; i++) {
		if (record_kinds[i].record != record->kind)
			continue;
		*message_r = (struct message){
			.kind = record_kinds[i].message,
			.own = record->own,
			.to = record->to,
			.by = record->by,
			.work = record->work,
			.size = record->size,
			.room = record->room,
			.from = record->from,
			.text = record->text,
		};
		return true;
	}
	return false;
}

size_t
record_size(const struct record *record)
{
	return 1 + record_sized(record_body_size(record));
}

char *
record_write(char *to, const struct record *record)
{
	*to = (char)record->kind;
	to = record_write_size(to + 1, record_body_size(record));
	to = record_write_number(to, TAG_TO, 8, record->to.value);
	to = record_write_number(to, TAG_BY, 8, record->by.value);
	to = record_write_number(to, TAG_WORK, 4, record->work);
	to = record_write_number(to, TAG_SIZE, 4, record->size);
	to = record_write_number(to, TAG_OWN, 1, record->own);
	to = record_write_number(to, TAG_TIME, 8, record->time_ms);
	to = record_write_number(to, TAG_ID, 8, record->id);
	to = record_write_text(to, TAG_ROOM, record->room);
	to = record_write_text(to, TAG_FROM, record->from);
	to = record_write_text(to, TAG_TEXT, record->text);
	to = record_write_text(to, TAG_NAME, record->name);
	return record_write_text(to, TAG_ACCOUNT, record->account);
}

enum record_reading
record_take(struct slice *rest, struct record *record_r)
{
	unsigned int kind = (unsigned char)rest->bytes[0], tag;
	struct slice body, field;

	rest->bytes++;
	rest->size--;
	if (!record_take_sized(rest, &body))
		return RECORD_FAULTY;
	if (kind < RECORD_DELIVERED || kind > RECORD_RELEASE)
		return RECORD_UNKNOWN;
	*record_r = (struct record){ .kind = (enum record_kind)kind };
	while (body.size > 0) {
		tag = (unsigned char)body.bytes[0];
		body.bytes++;
		body.size--;
		if (!record_take_sized(&body, &field) ||
		    !record_read_field(record_r, tag, field))
			return RECORD_FAULTY;
	}
	return RECORD_READ;
}
