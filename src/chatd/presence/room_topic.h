/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_TOPIC_H
#define CHATD_ROOM_TOPIC_H

/*
 * What a room is about, who has said so, and when.  Pure; whoever has a topic
 * sees to it that one thread at a time uses it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/name.h"
#include "common/slice.h"

/* What every client can show in a line. */
#define ROOM_TOPIC_MAX_BYTES 400

/* The last second that a year of four digits can tell, since 1970. */
#define ROOM_TOPIC_TIME_MAX_S  UINT64_C(253402300799)
#define ROOM_TOPIC_TIME_DIGITS 12

/* Who has set it, a blank, the time, and a NUL. */
#define ROOM_TOPIC_MARK_BYTES (NAME_MAX_BYTES + ROOM_TOPIC_TIME_DIGITS + 2)

/* All zero is none, and nobody has taken it away. */
struct room_topic {
	char *bytes; /* owned: the topic, and then who has set it */
	size_t size; /* of the topic */
	size_t by_size;
	uint64_t time_s; /* when it was set, since 1970; 0: nobody knows */
};

/* A topic with bytes of its own. */
struct room_topic_copy {
	size_t size; /* 0: there is no topic */
	size_t by_size;
	uint64_t time_s;
	char text[ROOM_TOPIC_MAX_BYTES];
	char by[NAME_MAX_BYTES];
};

/*
 * Begin with text, of ROOM_TOPIC_MAX_BYTES at most, which the user called by
 * has set; by is empty where nobody knows, and nothing is remembered where text
 * is empty.  Return 0, or -1 if there is no memory; there is none then.
 */
int room_topic_make(struct room_topic *topic_r, struct slice text,
    struct slice by, uint64_t time_s);

/* Let topic be what fresh is, and leave nothing in that. */
void room_topic_take(struct room_topic *topic, struct room_topic *fresh);

/* Forget it. */
void room_topic_clear(struct room_topic *topic);

/*
 * Read who has set a topic and when, "alice 1796000000".  Return false if text
 * is nothing like that.
 */
bool room_topic_mark_parse(
    struct slice text, struct slice *by_r, uint64_t *time_s_r);

/* Return that, written to room; or nothing if nobody knows who it was. */
struct slice room_topic_mark_write(
    struct slice by, uint64_t time_s, char room[ROOM_TOPIC_MARK_BYTES]);

/* Copy it. */
void room_topic_copy(
    const struct room_topic *topic, struct room_topic_copy *copy_r);

/* Return the topic, or who has set it; both are borrowed. */
static inline struct slice
room_topic_text(const struct room_topic *topic)
{
	return (struct slice){ topic->bytes, topic->size };
}

static inline struct slice
room_topic_by(const struct room_topic *topic)
{
	if (topic->by_size == 0)
		return (struct slice){ 0 };
	return (struct slice){ topic->bytes + topic->size, topic->by_size };
}

#endif
