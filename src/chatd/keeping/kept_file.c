/* SPDX-License-Identifier: MIT */
/*
 * The text is put together in memory first: no lock is held while the disk is
 * waited for.
 */

#include "chatd/keeping/kept_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "chatd/accounts/accounts.h"
#include "chatd/keeping/kept_room_text.h"
#include "chatd/keeping/kept_rooms_private.h"
#include "chatd/presence/room.h"
#include "chatd/storage/record_file.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/log.h"

#define KEPT_INTERVAL_NS (KEPT_ROOMS_INTERVAL_S * CLOCK_NS_PER_S)

/* ---- reading ------------------------------------------------------------- */

struct kept_reading {
	struct kept_rooms *kept;
	struct accounts *accounts;
	uint64_t forgotten; /* names that are no accounts */
};

/* Say whether name is that of an account; count it if it is not. */
static bool
kept_reading_knows(struct kept_reading *reading, struct slice name)
{
	char found[NAME_MAX_BYTES];
	size_t size;

	accounts_find_name(reading->accounts, name, found, &size);
	if (slice_equals(name, (struct slice){ found, size }))
		return true;
	reading->forgotten++;
	return false;
}

/* Let the names of a list that are accounts have rank. */
static int
kept_reading_grant(struct kept_reading *reading, struct room_keeping *keeping,
    struct slice names, unsigned int rank)
{
	struct slice name;

	while (name_list_take(&names, &name)) {
		if (kept_reading_knows(reading, name) &&
		    room_keeping_grant(keeping, name, rank) != 0)
			return -1;
	}
	return 0;
}

/* Let what record says hold in the room, which is kept. */
static int
kept_reading_fill(struct kept_reading *reading, struct kept_room *kept_room,
    const struct room_record *record)
{
	struct room_keeping *keeping = &kept_room->keeping;

	if (kept_reading_grant(
		reading, keeping, record->operators, ROOM_OPERATOR) != 0 ||
	    kept_reading_grant(reading, keeping, record->voices, ROOM_VOICE) !=
		0 ||
	    room_record_restore(room_rules(kept_room->room), record) != 0)
		return -1;
	room_rules_keep(room_rules(kept_room->room), keeping);
	return 0;
}

/* Have the room, which is there, kept as record says. */
static const char *
kept_reading_keep(struct kept_reading *reading, struct room *room,
    const struct room_record *record)
{
	struct kept_rooms *kept = reading->kept;
	struct slice owner = record->owner;
	struct kept_room *added;

	if (room_rules_have(room_rules(room), ROOM_KEPT))
		return "that room is there already";
	if (owner.size > 0 && !kept_reading_knows(reading, owner))
		owner.size = 0;
	/* The operator may give one account any number of them. */
	added = kept_room_list_add(&kept->list, room, owner, 0);
	if (added == NULL)
		return errno == ENOSPC ? "there are more than rooms_kept_max"
				       : record_text_out_of_memory();
	room_hold(kept->rooms, room);
	return kept_reading_fill(reading, added, record) == 0
		   ? NULL
		   : record_text_out_of_memory();
}

static const char *
kept_reading_take_cb(
    struct slice name, const struct room_record *record, void *argument)
{
	struct kept_reading *reading = argument;
	struct room *room;
	const char *wrong;

	if (slice_is(name, ROOM_LOBBY))
		return "the lobby is not kept";
	room = room_find_or_make(reading->kept->rooms, name);
	if (room == NULL)
		return errno == ENOSPC ? "there are more than rooms_total_max"
				       : record_text_out_of_memory();
	wrong = kept_reading_keep(reading, room, record);
	room_release(reading->kept->rooms, room);
	return wrong;
}

static int
kept_file_read(
    struct slice text, void *argument, struct record_text_error *error_r)
{
	return kept_room_text_read(
	    text, kept_reading_take_cb, argument, error_r);
}

int
kept_file_start(struct kept_rooms *kept, struct accounts *accounts)
{
	const struct record_file_kind kind = {
		.option = "rooms_file",
		.head = kept_room_text_head(),
		.size_max = record_text_frame_size(kept_room_text_head()) +
			    (size_t)kept->settings.most *
				kept_room_text_size_max(),
		.read = kept_file_read,
	};
	struct kept_reading reading = { .kept = kept, .accounts = accounts };
	int status = record_file_start(
	    &kept->file, &kind, kept->settings.path, &reading);

	if (status != EX_OK)
		return status;
	log_info(
	    "rooms in rooms_file: %" PRIu64, kept_room_list_count(&kept->list));
	kept->is_stale = reading.forgotten > 0;
	if (reading.forgotten > 0)
		log_warning("rooms_file: names without an account: %" PRIu64,
		    reading.forgotten);
	if (disk_threads_start(kept->thread, NULL, NULL) == 0)
		return EX_OK;
	log_errno("cannot start a thread for rooms_file");
	return EX_OSERR;
}

/* ---- writing ------------------------------------------------------------- */

/* The text of the file, in the making. */
struct kept_text {
	char *bytes; /* owned */
	size_t size;
	size_t capacity;
	uint64_t lines;
	const struct kept_room *room; /* the present one */
};

/* Make room for size bytes more.  Return 0, or -1 if there is no memory. */
static int
kept_text_reserve(struct kept_text *text, size_t size)
{
	size_t capacity = 2 * (text->size + size);
	char *bytes;

	if (text->capacity - text->size >= size)
		return 0;
	bytes = realloc(text->bytes, capacity);
	if (bytes == NULL)
		return -1;
	text->bytes = bytes;
	text->capacity = capacity;
	return 0;
}

static void
kept_text_add_cb(const struct room_record *record, void *argument)
{
	struct kept_text *text = argument;
	char *end;

	/* It may have been given up, and even been kept anew by now. */
	if (record->keeping != &text->room->keeping)
		return;
	end = kept_room_text_write(text->bytes + text->size,
	    room_name(text->room->room), record, &text->lines);
	text->size = (size_t)(end - text->bytes);
}

/* Add all rooms, and free those that are over. */
static int
kept_text_add_rooms(struct kept_text *text, struct kept_rooms *kept)
{
	struct kept_room *room = kept_room_list_next(&kept->list, NULL);
	struct kept_room *next;
	int result = 0;

	for (; room != NULL; room = next) {
		next = kept_room_list_next(&kept->list, room);
		if (atomic_load(&room->is_over)) {
			kept_room_list_remove(&kept->list, room, kept->rooms);
			continue;
		}
		if (kept_text_reserve(text, kept_room_text_size_max()) != 0) {
			result = -1;
			continue;
		}
		text->room = room;
		room_record_visit(
		    room_rules(room->room), kept_text_add_cb, text);
	}
	return result;
}

/* Put the text together; bytes are the caller's to free. */
static int
kept_text_make(struct kept_text *text, struct kept_rooms *kept)
{
	const struct slice head = kept_room_text_head();
	const size_t frame = record_text_frame_size(head);
	int result = kept_text_reserve(text, frame);

	if (result != 0)
		return -1;
	text->size = (size_t)(record_text_begin(text->bytes, head, 0) -
			      text->bytes);
	kept_room_list_begin_walk(&kept->list);
	result = kept_text_add_rooms(text, kept);
	kept_room_list_end_walk(&kept->list);
	if (result != 0 || kept_text_reserve(text, frame) != 0)
		return -1;
	text->size = (size_t)(record_text_end(
				  text->bytes + text->size, text->lines) -
			      text->bytes);
	return 0;
}

/* Replace the file.  Return 0, or errno. */
static int
kept_file_write(struct kept_rooms *kept)
{
	struct kept_text text = { 0 };
	int error = 0;

	if (kept_text_make(&text, kept) != 0)
		error = ENOMEM;
	else if (replaced_file_replace(&kept->file, text.bytes, text.size) != 0)
		error = errno;
	free(text.bytes);
	if (error != 0 &&
	    log_rate_allows(&kept->failed, clock_monotonic_ns(), NULL))
		log_error("rooms_file: not written, and tried again: %s",
		    strerror(error));
	return error;
}

/* Wait until the file may be written again, or the end. */
static void
kept_file_pause(struct kept_rooms *kept)
{
	const struct timespec next = {
		.tv_sec = (time_t)(kept->next_ns / CLOCK_NS_PER_S),
		.tv_nsec = (long)(kept->next_ns % CLOCK_NS_PER_S),
	};
	int error = 0;

	pthread_mutex_lock(&kept->lock);
	while (!kept->is_ending && error == 0)
		error = pthread_cond_timedwait(
		    &kept->is_called, &kept->lock, &next);
	/* What changes from here on may be too late for this write. */
	kept->is_dirty = false;
	pthread_mutex_unlock(&kept->lock);
}

/* Note what came of a write.  Return whether another one is needed. */
static bool
kept_file_settle(struct kept_rooms *kept, int error)
{
	bool goes_on;

	pthread_mutex_lock(&kept->lock);
	kept->error = error;
	kept->failures += error != 0;
	goes_on = kept->is_dirty || error != 0;
	if (kept->is_ending && error != 0)
		goes_on = false;
	kept->is_posted = goes_on;
	pthread_mutex_unlock(&kept->lock);
	return goes_on;
}

void
kept_file_write_cb(struct disk_job *job)
{
	struct kept_rooms *kept = container_of(job, struct kept_rooms, job);
	int error;

	do {
		kept_file_pause(kept);
		error = kept_file_write(kept);
		kept->next_ns = clock_monotonic_ns() + KEPT_INTERVAL_NS;
	} while (kept_file_settle(kept, error));
}
