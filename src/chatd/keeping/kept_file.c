/* SPDX-License-Identifier: MIT */
/*
 * The text is put together in memory first: no lock is held while the disk is
 * waited for.
 *
 * In a cluster names in the file stay what they are, even if there is no such
 * account: the accounts that this node knows may be older, or newer.
 */

#include "chatd/keeping/kept_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/accounts/accounts.h"
#include "chatd/keeping/kept_image.h"
#include "chatd/keeping/kept_pace.h"
#include "chatd/keeping/kept_register.h"
#include "chatd/keeping/kept_room_text.h"
#include "chatd/keeping/kept_rooms_private.h"
#include "chatd/presence/room.h"
#include "chatd/storage/record_file.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/log.h"

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

	if (reading->kept->settings.door != NULL)
		return true;
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

/* Have the room called name kept.  If there is no place, errno is ENOSPC. */
static const char *
kept_reading_place(struct kept_reading *reading, struct slice name,
    const struct room_record *record)
{
	struct room *room;
	const char *wrong;
	int error;

	room = room_find_or_make(reading->kept->rooms, name);
	if (room == NULL)
		return errno == ENOSPC ? "there are more than rooms_total_max"
				       : record_text_out_of_memory();
	errno = 0;
	wrong = kept_reading_keep(reading, room, record);
	error = errno;
	room_release(reading->kept->rooms, room);
	errno = error;
	return wrong;
}

/* Say whether a room of which this is untold is kept here as it says. */
static bool
kept_reading_holds(enum kept_untold untold)
{
	return untold != KEPT_OLD && untold != KEPT_ENDED;
}

/* Take a room that is a cluster's. */
static const char *
kept_reading_share(struct kept_reading *reading, struct slice name,
    const struct room_record *record, enum kept_untold untold)
{
	struct kept_rooms *kept = reading->kept;
	const char *wrong = kept_register_restore(kept, name, record, untold);

	if (wrong != NULL || !kept_reading_holds(untold))
		return wrong;
	wrong = kept_reading_place(reading, name, record);
	/* Another node may let there be more. */
	if (wrong == NULL || errno != ENOSPC || untold != KEPT_TOLD)
		return wrong;
	kept_copy_set_unplaced(
	    &kept->copy, kept_copy_find(&kept->copy, name), true);
	return NULL;
}

static const char *
kept_reading_take_cb(struct slice name, const struct room_record *record,
    enum kept_untold untold, void *argument)
{
	struct kept_reading *reading = argument;

	if (rooms_is_lobby(reading->kept->rooms, name))
		return "the lobby is not kept";
	if (reading->kept->settings.door != NULL)
		return kept_reading_share(reading, name, record, untold);
	return kept_reading_holds(untold)
		   ? kept_reading_place(reading, name, record)
		   : NULL;
}

static int
kept_file_read(
    struct slice text, void *argument, struct record_text_error *error_r)
{
	struct kept_reading *reading = argument;
	uint64_t version = record_text_version(text, kept_room_text_head());

	if (kept_room_text_read(text, kept_reading_take_cb, reading, error_r) !=
	    0)
		return -1;
	if (reading->kept->settings.door != NULL)
		kept_copy_set_version(&reading->kept->copy, version);
	return 0;
}

/* Return how many rooms the file may have. */
static uint64_t
kept_file_most(const struct kept_rooms *kept)
{
	/* With those that have no place here. */
	return kept->settings.door != NULL &&
		       kept->settings.most < REGISTER_RECORDS_MAX
		   ? REGISTER_RECORDS_MAX
		   : kept->settings.most;
}

int
kept_file_start(struct kept_rooms *kept, struct accounts *accounts)
{
	const struct record_file_kind kind = {
		.option = "rooms_file",
		.head = kept_room_text_head(),
		.size_max = record_text_frame_size(kept_room_text_head()) +
			    (size_t)kept_file_most(kept) *
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
	if (kept->settings.door != NULL)
		kept_register_restart(kept);
	if (disk_threads_start(kept->thread, NULL, NULL) == 0)
		return EX_OK;
	log_errno("cannot start a thread for rooms_file");
	return EX_OSERR;
}

/* ---- writing ------------------------------------------------------------- */

/* Replace the file.  Return 0, or errno. */
static int
kept_file_write(struct kept_rooms *kept)
{
	char *text = NULL;
	size_t size = 0;
	int error = 0;

	if (kept->settings.door == NULL || kept_register_collect(kept) == 0)
		text = kept_image_make(kept, &size);
	if (text == NULL)
		error = ENOMEM;
	else if (replaced_file_replace(&kept->file, text, size) != 0)
		error = errno;
	free(text);
	if (error != 0 &&
	    log_rate_allows(&kept->failed, clock_monotonic_ns(), NULL))
		log_error("rooms_file: not written, and tried again: %s",
		    strerror(error));
	return error;
}

void
kept_file_write_cb(struct disk_job *job)
{
	struct kept_rooms *kept = container_of(job, struct kept_rooms, job);
	bool is_shared = kept->settings.door != NULL;
	struct kept_round round;
	bool goes_on;
	int error;

	do {
		round = kept_pace_wait(kept);
		if (is_shared)
			kept_register_follow(kept);
		error = round.writes ? kept_file_write(kept) : 0;
		goes_on = is_shared && kept_register_go_on(kept, round.is_due);
	} while (kept_pace_settle(kept, &round, error, goes_on));
}
