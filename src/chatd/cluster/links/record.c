/* SPDX-License-Identifier: MIT */
/*
 * Records as bytes.  The fields are written out one by one, and not from a
 * table, because every line that crosses pays for each of them.
 */

#include "chatd/cluster/links/record.h"

#include "common/big_endian.h"
#include "common/name.h"

enum record_tag {
	TAG_ADDRESSES = 1, /* to and by */
	TAG_STAMP = 2,     /* time and id, and the origin if there is one */
	TAG_DEBT = 3,      /* work and size */
	TAG_OWN = 4,       /* one byte: 1 */
	TAG_ROOM = 5,
	TAG_FROM = 6,
	TAG_TEXT = 7,
	TAG_NAME = 8,
	TAG_ACCOUNT = 9,
	TAG_STYLE = 10, /* one byte, not 0 */
	TAG_RAW = 11,
};

/* The kind, and the size of the rest. */
#define RECORD_HEAD_BYTES 5

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
	{ MESSAGE_KILLED, RECORD_KILLED },
	{ MESSAGE_INVITED, RECORD_INVITED },
	{ MESSAGE_TOLD, RECORD_TOLD },
	{ MESSAGE_HOLD, RECORD_HOLD },
	{ MESSAGE_RELEASE, RECORD_RELEASE },
	{ MESSAGE_ENDED, RECORD_ENDED },
	{ MESSAGE_CHANGED, RECORD_CHANGED },
};

#define RECORD_KINDS (sizeof(record_kinds) / sizeof(record_kinds[0]))

/* Two numbers that mostly come together are one field. */
static inline char *
record_write_pair(char *to, enum record_tag tag, uint64_t one, uint64_t other)
{
	if ((one | other) == 0)
		return to;
	to[0] = (char)tag;
	to[1] = 16;
	return big_endian_write_64(big_endian_write_64(to + 2, one), other);
}

static inline char *
record_write_stamp(char *to, const struct record *record)
{
	char *end;

	if (record->origin == 0)
		return record_write_pair(
		    to, TAG_STAMP, record->time_ms, record->id);
	to[0] = (char)TAG_STAMP;
	to[1] = 24;
	end = big_endian_write_64(to + 2, record->time_ms);
	return big_endian_write_64(
	    big_endian_write_64(end, record->id), record->origin);
}

static inline char *
record_write_byte(char *to, enum record_tag tag, uint8_t byte)
{
	if (byte == 0)
		return to;
	to[0] = (char)tag;
	to[1] = 1;
	to[2] = (char)byte;
	return to + 3;
}

static inline char *
record_write_text(char *to, enum record_tag tag, struct slice text)
{
	if (text.size == 0)
		return to;
	to[0] = (char)tag;
	if (text.size < RECORD_LONG_SIZE) {
		to[1] = (char)text.size;
		return slice_write(to + 2, text);
	}
	to[1] = (char)RECORD_LONG_SIZE;
	return slice_write(
	    big_endian_write_32(to + 2, (uint32_t)text.size), text);
}

/* Take a tag, and a field of the size that follows it, off *rest. */
static inline bool
record_take_field(
    struct slice *rest, unsigned int *tag_r, struct slice *field_r)
{
	size_t size, head = 2;

	if (rest->size < head)
		return false;
	*tag_r = (unsigned char)rest->bytes[0];
	size = (unsigned char)rest->bytes[1];
	if (size == RECORD_LONG_SIZE) {
		head = 6;
		if (rest->size < head)
			return false;
		size = (size_t)big_endian_read_32(rest->bytes + 2);
		if (size < RECORD_LONG_SIZE)
			return false;
	}
	if (rest->size - head < size)
		return false;
	*field_r = (struct slice){ rest->bytes + head, size };
	rest->bytes += head + size;
	rest->size -= head + size;
	return true;
}

/* What is behind the two numbers is of a later version. */
static inline bool
record_read_pair(struct slice field, uint64_t *one_r, uint64_t *other_r)
{
	if (field.size < 16)
		return false;
	*one_r = big_endian_read_64(field.bytes);
	*other_r = big_endian_read_64(field.bytes + 8);
	return true;
}

static inline bool
record_read_stamp(struct slice field, struct record *record)
{
	if (field.size >= 24)
		record->origin = big_endian_read_64(field.bytes + 16);
	return record_read_pair(field, &record->time_ms, &record->id);
}

static inline bool
record_read_text(struct slice field, size_t max, struct slice *text_r)
{
	*text_r = field;
	return field.size <= max;
}

static inline bool
record_read_debt(struct slice field, struct record *record)
{
	uint64_t work, size;

	if (!record_read_pair(field, &work, &size) || work > UINT32_MAX ||
	    size > UINT32_MAX)
		return false;
	record->work = (uint32_t)work;
	record->size = (uint32_t)size;
	return true;
}

static inline bool
record_read_own(struct slice field, bool *own_r)
{
	*own_r = true;
	return field.size == 1 && field.bytes[0] == 1;
}

static inline bool
record_read_style(struct slice field, uint8_t *style_r)
{
	if (field.size == 0)
		return false;
	*style_r = (uint8_t)field.bytes[0];
	return true;
}

/* Read a field into record.  Return false if it is out of its bounds. */
static inline bool
record_read_field(struct record *record, unsigned int tag, struct slice field)
{
	switch (tag) {
	case TAG_ADDRESSES:
		return record_read_pair(
		    field, &record->to.value, &record->by.value);
	case TAG_STAMP:
		return record_read_stamp(field, record);
	case TAG_DEBT:
		return record_read_debt(field, record);
	case TAG_OWN:
		return record_read_own(field, &record->own);
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
	case TAG_STYLE:
		return record_read_style(field, &record->style);
	case TAG_RAW:
		return record_read_text(
		    field, RECORD_TEXT_MAX_BYTES, &record->raw);
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
		record_set_stamp(record_r, message->stamp);
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

char *
record_write(char *to, const struct record *record)
{
	char *body = to + RECORD_HEAD_BYTES, *end = body;

	end = record_write_pair(
	    end, TAG_ADDRESSES, record->to.value, record->by.value);
	end = record_write_stamp(end, record);
	end = record_write_pair(end, TAG_DEBT, record->work, record->size);
	end = record_write_byte(end, TAG_OWN, record->own);
	end = record_write_text(end, TAG_ROOM, record->room);
	end = record_write_text(end, TAG_FROM, record->from);
	end = record_write_text(end, TAG_TEXT, record->text);
	end = record_write_text(end, TAG_NAME, record->name);
	end = record_write_text(end, TAG_ACCOUNT, record->account);
	end = record_write_byte(end, TAG_STYLE, record->style);
	end = record_write_text(end, TAG_RAW, record->raw);
	to[0] = (char)record->kind;
	big_endian_write_32(to + 1, (uint32_t)(end - body));
	return end;
}

enum record_reading
record_take(struct slice *rest, struct record *record_r)
{
	struct slice body, field;
	unsigned int kind, tag;
	size_t size;

	if (rest->size < RECORD_HEAD_BYTES)
		return RECORD_FAULTY;
	kind = (unsigned char)rest->bytes[0];
	size = (size_t)big_endian_read_32(rest->bytes + 1);
	if (rest->size - RECORD_HEAD_BYTES < size)
		return RECORD_FAULTY;
	body = (struct slice){ rest->bytes + RECORD_HEAD_BYTES, size };
	rest->bytes = body.bytes + size;
	rest->size -= RECORD_HEAD_BYTES + size;
	if (kind < RECORD_DELIVERED || kind > RECORD_LAST)
		return RECORD_UNKNOWN;
	*record_r = (struct record){ .kind = (enum record_kind)kind };
	while (body.size > 0) {
		if (!record_take_field(&body, &tag, &field) ||
		    !record_read_field(record_r, tag, field))
			return RECORD_FAULTY;
	}
	return RECORD_READ;
}
