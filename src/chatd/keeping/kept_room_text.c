/* SPDX-License-Identifier: MIT */
/*
 * A line for each property, because people may mend the file, and an error
 * says in which line it is.  None of the words is "end", which the last line
 * begins with.
 */

#include "chatd/keeping/kept_room_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/keeping/kept_names_check.h"
#include "chatd/presence/room.h"
#include "common/line.h"
#include "common/name.h"

/* The number is that of the form, in case there is another one some day. */
static const struct slice kept_text_first = SLICE("chatd-rooms 1");

/* The digits of a limit, a newline and a NUL. */
#define KEPT_LIMIT_BYTES 12

/* The longest word, the blank after it, and the newline. */
#define KEPT_FRAME_BYTES (sizeof("operators") + 1)

/* All names of one rank, with a separator after each. */
#define KEPT_RANKED_BYTES (ROOM_RANKED_MAX * (NAME_MAX_BYTES + 1))

/* What stands for a room that is untold; by enum kept_untold. */
static const char *const kept_untold_words[] = { "", "new", "change", "old",
	"end" };

/* ---- reading ------------------------------------------------------------- */

/* The room that is being read, and to whom it goes. */
struct kept_reader {
	kept_room_take_cb *take;
	void *argument;
	size_t line;      /* the present one */
	size_t room_line; /* 0: there is no room yet */
	size_t wrong_line;
	struct slice name;
	struct room_record record;
	enum kept_untold untold;
	unsigned int seen; /* bits of rows below */
};

static const char *
kept_read_owner(struct slice value, struct room_record *record)
{
	record->owner = value;
	return name_is_valid(value.bytes, value.size, NAME_MAX_BYTES)
		   ? NULL
		   : "that cannot be a name";
}

/* Modes as they stand in the file, in this order. */
static const struct kept_mode {
	char letter;
	unsigned int flag;
} kept_modes[] = {
	{ 'f', ROOM_FREE_TOPIC },
	{ 'i', ROOM_CLOSED },
	{ 'm', ROOM_MODERATED },
	{ 's', ROOM_SECRET },
	{ 'x', ROOM_OPEN },
};

#define KEPT_MODES (sizeof(kept_modes) / sizeof(kept_modes[0]))

/* Return the flag of a letter, or 0. */
static unsigned int
kept_find_mode(char letter)
{
	for (size_t i = 0; i < KEPT_MODES; i++) {
		if (kept_modes[i].letter == letter)
			return kept_modes[i].flag;
	}
	return 0;
}

static const char *
kept_read_modes(struct slice value, struct room_record *record)
{
	for (size_t i = 0; i < value.size; i++) {
		unsigned int flag = kept_find_mode(value.bytes[i]);

		if (flag == 0 || (record->modes.flags & flag) != 0)
			return "modes are \"f\", \"i\", \"m\", \"s\" and \"x\"";
		record->modes.flags |= flag;
	}
	return NULL;
}

static const char *
kept_read_limit(struct slice value, struct room_record *record)
{
	return room_limit_parse(value, &record->modes.limit)
		   ? NULL
		   : "that is no number of members";
}

static const char *
kept_read_key(struct slice value, struct room_record *record)
{
	if (!room_key_is_valid(value))
		return "that cannot be a key";
	record->modes.key_size = value.size;
	memcpy(record->modes.key, value.bytes, value.size);
	return NULL;
}

static const char *
kept_read_operators(struct slice value, struct room_record *record)
{
	record->operators = value;
	return kept_names_check(value, ROOM_RANKED_MAX, false);
}

static const char *
kept_read_voices(struct slice value, struct room_record *record)
{
	record->voices = value;
	return kept_names_check(value, ROOM_RANKED_MAX, false);
}

static const char *
kept_read_masks(struct slice value, struct room_record *record)
{
	record->bans = value;
	return kept_names_check(value, ROOM_MASKS_MAX, true);
}

static const char *
kept_read_topic(struct slice value, struct room_record *record)
{
	record->topic = value;
	return room_topic_is_valid(value) ? NULL : "that cannot be a topic";
}

static const char *
kept_read_topic_by(struct slice value, struct room_record *record)
{
	return room_topic_mark_parse(
		   value, &record->topic_by, &record->topic_time_s)
		   ? NULL
		   : "that is no name and time";
}

static const struct kept_row {
	const char *word; /* with the blank after it */
	const char *(*read)(struct slice value, struct room_record *record);
} kept_rows[] = {
	{ "owner ", kept_read_owner },
	{ "modes ", kept_read_modes },
	{ "limit ", kept_read_limit },
	{ "key ", kept_read_key },
	{ "operators ", kept_read_operators },
	{ "voices ", kept_read_voices },
	{ "bans ", kept_read_masks },
	{ "topic ", kept_read_topic },
	{ "topic-by ", kept_read_topic_by },
};

/* Hand on the room that is complete, if there is one. */
static const char *
kept_finish_room(struct kept_reader *reader)
{
	const char *wrong = NULL;

	if (reader->room_line > 0)
		wrong = reader->take(reader->name, &reader->record,
		    reader->untold, reader->argument);
	if (wrong != NULL)
		reader->wrong_line = reader->room_line;
	return wrong;
}

static const char *
kept_begin_room(struct kept_reader *reader, struct slice name)
{
	const char *wrong = kept_finish_room(reader);

	reader->room_line = reader->line;
	reader->name = name;
	reader->record = (struct room_record){ 0 };
	reader->untold = KEPT_TOLD;
	reader->seen = 0;
	if (wrong == NULL &&
	    !name_is_valid(name.bytes, name.size, NAME_MAX_BYTES))
		wrong = "that cannot be the name of a room";
	return wrong;
}

/* Read what comes after all other lines, or instead of them. */
static const char *
kept_read_untold(struct kept_reader *reader, struct slice value)
{
	for (unsigned int i = KEPT_NEW; i <= KEPT_ENDED; i++) {
		if (slice_is(value, kept_untold_words[i]))
			reader->untold = i;
	}
	return reader->untold != KEPT_TOLD
		   ? NULL
		   : "untold is \"new\", \"change\", \"old\" or \"end\"";
}

/* Read a line of the present room. */
static const char *
kept_read_row(struct kept_reader *reader, struct slice line)
{
	const size_t count = sizeof(kept_rows) / sizeof(kept_rows[0]);

	for (size_t i = 0; i < count; i++) {
		if (!slice_take_prefix(&line, kept_rows[i].word))
			continue;
		if ((reader->seen & 1u << i) != 0)
			return "the room has such a line already";
		reader->seen |= 1u << i;
		return line.size == 0
			   ? "there is no value"
			   : kept_rows[i].read(line, &reader->record);
	}
	return "nothing of a room begins like that";
}

static const char *
kept_take_line_cb(struct slice line, void *argument)
{
	struct kept_reader *reader = argument;

	reader->line++;
	if (slice_take_prefix(&line, "room "))
		return kept_begin_room(reader, line);
	if (reader->room_line == 0)
		return "that is before the first room";
	if (reader->untold != KEPT_TOLD)
		return "a line follows what is untold of the room";
	if (slice_take_prefix(&line, "untold "))
		return kept_read_untold(reader, line);
	return kept_read_row(reader, line);
}

int
kept_room_text_read(struct slice text, kept_room_take_cb *take, void *argument,
    struct record_text_error *error_r)
{
	struct kept_reader reader = {
		.take = take, .argument = argument, .line = 1
	};
	int result = record_text_read(
	    text, kept_text_first, kept_take_line_cb, &reader, error_r);

	if (result == 0) {
		error_r->words = kept_finish_room(&reader);
		result = error_r->words == NULL ? 0 : -1;
	}
	if (reader.wrong_line > 0)
		error_r->line = reader.wrong_line;
	return result;
}

const char *
kept_room_text_read_one(
    struct slice text, struct slice name, struct room_record *record_r)
{
	struct kept_reader reader = { 0 };
	const char *wrong = NULL;
	struct slice line;
	size_t taken;

	while (wrong == NULL && text.size > 0) {
		taken = line_take(text.bytes, text.size, &line);
		text.bytes += taken;
		text.size -= taken;
		if (taken == 0)
			wrong = "its last line is cut off";
		else if (reader.room_line > 0)
			wrong = kept_read_row(&reader, line);
		else if (!slice_take_prefix(&line, "room ") ||
			 !name_looks_like(line, name))
			wrong = "it is another room's";
		else
			reader.room_line = 1;
	}
	if (wrong == NULL && reader.room_line == 0)
		wrong = "there is nothing";
	if (wrong == NULL &&
	    (slice_is(name, ROOM_LOBBY) ||
		!name_is_valid(name.bytes, name.size, NAME_MAX_BYTES)))
		wrong = "that cannot be the name of a room";
	*record_r = reader.record;
	return wrong;
}

/* ---- writing ------------------------------------------------------------- */

struct slice
kept_room_text_head(void)
{
	return kept_text_first;
}

size_t
kept_room_text_size_max(void)
{
	return 11 * KEPT_FRAME_BYTES + 2 * NAME_MAX_BYTES + KEPT_MODES +
	       sizeof("change") + KEPT_LIMIT_BYTES + ROOM_KEY_MAX_BYTES +
	       2 * KEPT_RANKED_BYTES + ROOM_MASKS_MAX_BYTES +
	       ROOM_TOPIC_MAX_BYTES + ROOM_TOPIC_MARK_BYTES;
}

/* Write a line unless value is empty. */
static char *
kept_write_line(char *to, const char *word, struct slice value, uint64_t *lines)
{
	const struct slice begin = { word, strlen(word) };

	if (value.size == 0)
		return to;
	to = slice_write(to, begin);
	*to++ = ' ';
	to = slice_write(to, value);
	*to++ = '\n';
	(*lines)++;
	return to;
}

static char *
kept_write_modes(char *to, const struct room_modes *modes, uint64_t *lines)
{
	char limit[KEPT_LIMIT_BYTES];
	char letters[KEPT_MODES];
	size_t count = 0;

	for (size_t i = 0; i < KEPT_MODES; i++) {
		if ((modes->flags & kept_modes[i].flag) != 0)
			letters[count++] = kept_modes[i].letter;
	}
	to = kept_write_line(
	    to, "modes", (struct slice){ letters, count }, lines);
	snprintf(limit, sizeof(limit), "%" PRIu32, modes->limit);
	if (modes->limit > 0)
		to = kept_write_line(to, "limit", slice_of(limit), lines);
	return kept_write_line(
	    to, "key", (struct slice){ modes->key, modes->key_size }, lines);
}

char *
kept_room_text_write_untold(char *to, enum kept_untold untold, uint64_t *lines)
{
	return kept_write_line(
	    to, "untold", slice_of(kept_untold_words[untold]), lines);
}

char *
kept_room_text_write(char *to, struct slice name,
    const struct room_record *record, uint64_t *lines)
{
	char mark[ROOM_TOPIC_MARK_BYTES];

	to = kept_write_line(to, "room", name, lines);
	to = kept_write_line(to, "owner", record->owner, lines);
	to = kept_write_modes(to, &record->modes, lines);
	to = kept_write_line(to, "operators", record->operators, lines);
	to = kept_write_line(to, "voices", record->voices, lines);
	to = kept_write_line(to, "bans", record->bans, lines);
	to = kept_write_line(to, "topic", record->topic, lines);
	return kept_write_line(to, "topic-by",
	    room_topic_mark_write(record->topic_by, record->topic_time_s, mark),
	    lines);
}
