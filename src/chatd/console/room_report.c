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
#include "common/slice.h"

struct room_row {
	uint64_t members;
	char *name; /* owned; ends with a NUL, and has no other */
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

static void
room_rows_add_cb(const struct room *room, void *argument)
{
	struct room_rows *to = argument;
	struct slice name = room_name(room);
	uint64_t members = 0;
	char *copy;

	for (unsigned int i = 0; i < to->worker_count; i++)
		members += room_count_on(room, i);

	/* The last member is leaving it at this moment, or the first joining.
	 */
	if (members == 0 || to->is_out_of_memory)
		return;
	copy = strndup(name.bytes, name.size);
	if (copy == NULL || !room_rows_grow(to)) {
		free(copy);
		to->is_out_of_memory = true;
		return;
	}
	to->rows[to->count++] = (struct room_row){ members, copy };
}

static int
room_rows_compare(const void *left, const void *right)
{
	const struct room_row *a = left, *b = right;

	if (a->members != b->members)
		return a->members > b->members ? -1 : 1;
	return strcmp(a->name, b->name);
}

void
console_report_rooms(struct console_client *client)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	struct room_rows found = { .worker_count = source->worker_count };

	rooms_walk(source->rooms, room_rows_add_cb, &found);
	if (found.is_out_of_memory) {
		console_reply_error(client, "out of memory");
	} else {
		if (found.count > 0)
			qsort(found.rows, found.count, sizeof(found.rows[0]),
			    room_rows_compare);
		console_append(client, "OK\nroom\tmembers\n");
		for (size_t i = 0; i < found.count; i++)
			console_append(client, "%s\t%" PRIu64 "\n",
			    found.rows[i].name, found.rows[i].members);
		console_reply_end(client);
	}
	for (size_t i = 0; i < found.count; i++)
		free(found.rows[i].name);
	free(found.rows);
}
