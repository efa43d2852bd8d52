/* SPDX-License-Identifier: MIT */
/*
 * The rooms are copied first, and sorted then: a shard of them is locked only
 * for as long as it takes to copy a few names.
 */

#include "chatd/console/room_report.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_mask_list.h"
#include "chatd/presence/room_record.h"
#include "common/slice.h"

struct room_row {
	uint64_t members;
	char *name;  /* owned; ends with a NUL, and has no other */
	char *owner; /* the same; NULL: there is none */
	bool is_kept;
	char modes[ROOM_MODE_LETTERS_MAX + 1]; /* letters, and a NUL */
};

struct room_rows {
	unsigned int worker_count;
	struct room_row *rows; /* owned */
	size_t count;
	size_t capacity;
	bool is_out_of_memory;
};

static bool
room_rows_grow(struct room_rows *to)
{
	size_t capacity = to->capacity > 0 ? 2 * to->capacity : 64;
	struct room_row *rows;

	if (to->count < to->capacity)
		return true;
	rows = realloc(to->rows, capacity * sizeof(*rows));
	if (rows == NULL)
		return false;
	to->rows = rows;
	to->capacity = capacity;
	return true;
}

static uint64_t
room_count_members(const struct room *room, unsigned int worker_count)
{
	uint64_t members = 0;

	for (unsigned int i = 0; i < worker_count; i++)
		members += room_count_on(room, i);
	return members;
}

static void
room_rows_add_cb(const struct room *room, void *argument)
{
	struct room_rows *to = argument;
	struct slice name = room_name(room);
	char *copy;

	if (to->is_out_of_memory)
		return;
	copy = strndup(name.bytes, name.size);
	if (copy == NULL || !room_rows_grow(to)) {
		free(copy);
		to->is_out_of_memory = true;
		return;
	}
	to->rows[to->count++] = (struct room_row){
		.members = room_count_members(room, to->worker_count),
		.name = copy,
	};
}

static int
room_rows_compare(const void *left, const void *right)
{
	const struct room_row *a = left, *b = right;

	if (a->members != b->members)
		return a->members > b->members ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* What holds in a room, for its row. */
struct room_look {
	struct room_row *row;
	bool is_out_of_memory;
};

static void
room_row_look_cb(const struct room_record *record, void *argument)
{
	struct room_look *look = argument;
	struct room_row *row = look->row;

	row->is_kept = record->keeping != NULL;
	row->modes[room_modes_write_letters(&record->modes, row->modes)] = '\0';
	if (record->owner.size == 0)
		return;
	row->owner = strndup(record->owner.bytes, record->owner.size);
	look->is_out_of_memory = row->owner == NULL;
}

/* Look at the rules of all rooms of the table. */
static void
room_rows_look(struct room_rows *found, struct rooms *rooms)
{
	for (size_t i = 0; i < found->count && !found->is_out_of_memory; i++) {
		struct room_look look = { &found->rows[i], false };
		const struct slice name = { look.row->name,
			strlen(look.row->name) };
		struct room *room = room_find(rooms, name);

		/* It may be gone by now. */
		if (room == NULL) {
			look.row->members = 0;
			continue;
		}
		room_record_visit(room_rules(room), room_row_look_cb, &look);
		room_release(rooms, room);
		found->is_out_of_memory = look.is_out_of_memory;
	}
}

static void
room_rows_append(const struct room_rows *found, struct console_client *client)
{
	console_append(client, "OK\nroom\tmembers\tmodes\towner\n");
	for (size_t i = 0; i < found->count; i++) {
		const struct room_row *row = &found->rows[i];

		/* The last member was leaving it, or the first one joining. */
		if (row->members == 0 && !row->is_kept)
			continue;
		console_append(client, "%s\t%" PRIu64 "\t%s\t%s\n", row->name,
		    row->members, row->modes,
		    row->owner != NULL ? row->owner : "-");
	}
	console_reply_end(client);
}

void
console_report_rooms(struct console_client *client)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	struct room_rows found = { .worker_count = source->worker_count };

	rooms_walk(source->rooms, room_rows_add_cb, &found);
	room_rows_look(&found, source->rooms);
	if (found.count > 0)
		qsort(found.rows, found.count, sizeof(found.rows[0]),
		    room_rows_compare);
	if (found.is_out_of_memory)
		console_reply_error(client, "out of memory");
	else
		room_rows_append(&found, client);
	for (size_t i = 0; i < found.count; i++) {
		free(found.rows[i].name);
		free(found.rows[i].owner);
	}
	free(found.rows);
}

/* ---- one room ------------------------------------------------------------ */

static void
room_append(
    struct console_client *client, const char *property, struct slice value)
{
	if (value.size > 0)
		console_append(client, "%s\t%.*s\n", property, (int)value.size,
		    value.bytes);
}

/* Append a row for each name of a list. */
static void
room_append_names(
    struct console_client *client, const char *property, struct slice names)
{
	struct slice name;

	while (name_list_take(&names, &name))
		room_append(client, property, name);
}

/* Append a row for each mask. */
static void
room_append_masks(struct console_client *client, struct slice masks)
{
	static const char *const properties[ROOM_MASK_KINDS] = {
		[ROOM_MASK_BAN] = "ban",
		[ROOM_MASK_EXCEPTION] = "exception",
		[ROOM_MASK_INVITED] = "invited",
	};
	struct slice entry;

	while (name_list_take(&masks, &entry)) {
		enum room_mask_kind kind = room_mask_entry_take_kind(&entry);

		room_append(
		    client, properties[kind], slice_take_until(&entry, ' '));
	}
}

/* A topic is a text, which may have tabs in it, and a table has its own. */
static void
room_append_topic(struct console_client *client, struct slice topic)
{
	char text[ROOM_TOPIC_MAX_BYTES];

	for (size_t i = 0; i < topic.size; i++)
		text[i] = topic.bytes[i] == '\t' ? ' ' : topic.bytes[i];
	room_append(client, "topic", (struct slice){ text, topic.size });
}

static void
room_append_cb(const struct room_record *record, void *argument)
{
	struct console_client *client = argument;
	char modes[ROOM_MODE_LETTERS_MAX];

	room_append(client, "modes",
	    (struct slice){
		modes, room_modes_write_letters(&record->modes, modes) });
	if (record->modes.limit > 0)
		console_append(
		    client, "limit\t%" PRIu32 "\n", record->modes.limit);
	console_append(
	    client, "kept\t%s\n", record->keeping != NULL ? "yes" : "no");
	room_append(client, "owner", record->owner);
	room_append_names(client, "operator", record->operators);
	room_append_names(client, "voice", record->voices);
	room_append_masks(client, record->bans);
	room_append_topic(client, record->topic);
}

void
console_report_room(struct console_client *client, struct slice name)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	struct room *room = room_find(source->rooms, name);

	if (room == NULL) {
		console_reply_error(client, "no such room");
		return;
	}
	console_append(client,
	    "OK\nproperty\tvalue\nroom\t%.*s\nmembers\t%" PRIu64 "\n",
	    (int)name.size, name.bytes,
	    room_count_members(room, source->worker_count));
	room_record_visit(room_rules(room), room_append_cb, client);
	room_release(source->rooms, room);
	console_reply_end(client);
}
