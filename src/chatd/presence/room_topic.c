/* SPDX-License-Identifier: MIT */
/*
 * Both texts are one allocation: they come and go together.
 */

#include "chatd/presence/room_topic.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int
room_topic_make(struct room_topic *topic_r, struct slice text, struct slice by,
    uint64_t time_s)
{
	*topic_r = (struct room_topic){ 0 };
	if (text.size == 0)
		return 0;
	topic_r->bytes = malloc(text.size + by.size);
	if (topic_r->bytes == NULL)
		return -1;
	slice_write(slice_write(topic_r->bytes, text), by);
	topic_r->size = text.size;
	topic_r->by_size = by.size;
	topic_r->time_s = time_s;
	return 0;
}

void
room_topic_take(struct room_topic *topic, struct room_topic *fresh)
{
	free(topic->bytes);
	*topic = *fresh;
	*fresh = (struct room_topic){ 0 };
}

void
room_topic_clear(struct room_topic *topic)
{
	free(topic->bytes);
	*topic = (struct room_topic){ 0 };
}

bool
room_topic_mark_parse(struct slice text, struct slice *by_r, uint64_t *time_s_r)
{
	uint64_t time_s;

	*by_r = slice_take_word(&text);
	text = slice_trim_left(text);
	if (text.size > ROOM_TOPIC_TIME_DIGITS ||
	    !slice_to_number(text, &time_s))
		return false;
	*time_s_r = time_s;
	return time_s <= ROOM_TOPIC_TIME_MAX_S &&
	       name_is_valid(by_r->bytes, by_r->size, NAME_MAX_BYTES);
}

struct slice
room_topic_mark_write(
    struct slice by, uint64_t time_s, char room[ROOM_TOPIC_MARK_BYTES])
{
	if (by.size == 0)
		return (struct slice){ 0 };
	snprintf(room, ROOM_TOPIC_MARK_BYTES, "%.*s %" PRIu64, (int)by.size,
	    by.bytes, time_s);
	return slice_of(room);
}

void
room_topic_copy(const struct room_topic *topic, struct room_topic_copy *copy_r)
{
	copy_r->size = topic->size;
	copy_r->by_size = topic->by_size;
	copy_r->time_s = topic->time_s;
	slice_write(copy_r->text, room_topic_text(topic));
	slice_write(copy_r->by, room_topic_by(topic));
}
