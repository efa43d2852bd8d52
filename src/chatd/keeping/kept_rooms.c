/* SPDX-License-Identifier: MIT */
/*
 * A room is in the list before its rules know that it is kept, and in it until
 * the next walk when they do not any longer: so there is no moment in which a
 * walk would miss it.
 */

#include "chatd/keeping/kept_rooms_private.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/keeping/kept_file.h"
#include "chatd/keeping/kept_pace.h"
#include "chatd/keeping/kept_register.h"
#include "chatd/keeping/kept_room_list.h"
#include "chatd/keeping/kept_room_text.h"
#include "chatd/presence/room.h"
#include "common/container.h"
#include "common/log.h"

struct register_options
kept_rooms_register(uint64_t most)
{
	return (struct register_options){
		.name = "rooms",
		.option = "rooms_file",
		.most = most,
		.record_bytes_max = kept_room_text_size_max(),
	};
}

struct kept_rooms *
kept_rooms_new(const struct kept_rooms_settings *settings, struct rooms *rooms)
{
	struct kept_rooms *kept = calloc(1, sizeof(*kept));
	pthread_condattr_t monotonic;

	if (kept == NULL)
		return NULL;
	kept->thread = disk_threads_new(1);
	if (kept->thread == NULL) {
		free(kept);
		return NULL;
	}
	kept->settings = *settings;
	kept->rooms = rooms;
	kept->file = (struct replaced_file){ .directory_fd = -1,
		.lock_fd = -1 };
	kept->job.run = kept_file_write_cb;
	kept_room_list_init(&kept->list, settings->most);
	pthread_mutex_init(&kept->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&kept->is_called, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (settings->door == NULL || kept_register_begin(kept) == 0)
		return kept;
	kept_rooms_free(kept);
	return NULL;
}

int
kept_rooms_start(struct kept_rooms *kept, struct accounts *accounts)
{
	return kept_file_start(kept, accounts);
}

bool
kept_rooms_free(struct kept_rooms *kept)
{
	struct kept_room *room;

	if (kept == NULL)
		return true;
	pthread_mutex_lock(&kept->lock);
	kept->is_ending = true;
	pthread_cond_signal(&kept->is_called);
	pthread_mutex_unlock(&kept->lock);
	if (!disk_threads_free(kept->thread)) {
		log_warning("the disk of rooms_file does not answer");
		return false;
	}
	replaced_file_close(&kept->file);
	kept_room_list_begin_walk(&kept->list);
	while ((room = kept_room_list_next(&kept->list, NULL)) != NULL) {
		room_rules_unkeep(room_rules(room->room), (struct slice){ 0 });
		kept_room_list_remove(&kept->list, room, kept->rooms);
	}
	kept_room_list_end_walk(&kept->list);
	kept_room_list_destroy(&kept->list);
	if (kept->settings.door != NULL)
		kept_copy_destroy(&kept->copy);
	pthread_cond_destroy(&kept->is_called);
	pthread_mutex_destroy(&kept->lock);
	free(kept);
	return true;
}

/* ---- changes ------------------------------------------------------------- */

void
kept_rooms_note_change(struct kept_rooms *kept)
{
	kept_pace_call(kept, true);
}

enum kept_outcome
kept_rooms_keep(struct kept_rooms *kept, struct room *room, struct slice owner)
{
	struct kept_room *added;

	if (room_rules_have(room_rules(room), ROOM_KEPT))
		return KEPT_ALREADY;
	added = kept_room_list_add(
	    &kept->list, room, owner, KEPT_ROOMS_OF_ACCOUNT);
	if (added == NULL)
		return errno == ENOSPC ? KEPT_FULL : KEPT_OUT_OF_MEMORY;
	room_hold(kept->rooms, room);
	added->keeping.has_changed = true;
	if (!room_rules_keep(room_rules(room), &added->keeping)) {
		/* Another operator was faster. */
		atomic_store(&added->is_over, true);
		kept_rooms_note_change(kept);
		return KEPT_ALREADY;
	}
	kept_rooms_note_change(kept);
	return KEPT_DONE;
}

bool
kept_rooms_give_up(
    struct kept_rooms *kept, struct room *room, struct slice account)
{
	struct room_keeping *keeping = room_rules_unkeep(
	    room_rules(room), account);
	struct kept_room *given_up;

	if (keeping == NULL)
		return false;
	given_up = container_of(keeping, struct kept_room, keeping);
	given_up->is_given_up = true;
	/* The next walk frees it. */
	atomic_store(&given_up->is_over, true);
	kept_rooms_note_change(kept);
	return true;
}

bool
kept_rooms_set_owner(
    struct kept_rooms *kept, struct room *room, struct slice account)
{
	if (!room_rules_set_owner(room_rules(room), account))
		return false;
	kept_room_list_set_owner(&kept->list, room, account);
	kept_rooms_note_change(kept);
	return true;
}

/* Say, once, whether the file has names that own nothing in memory. */
static bool
kept_rooms_take_stale(struct kept_rooms *kept)
{
	bool is_stale;

	pthread_mutex_lock(&kept->lock);
	is_stale = kept->is_stale;
	kept->is_stale = false;
	pthread_mutex_unlock(&kept->lock);
	return is_stale;
}

void
kept_rooms_forget_cb(struct slice account, void *kept_rooms)
{
	struct kept_rooms *kept = kept_rooms;
	struct kept_room *room = NULL;
	bool has_changed = kept_rooms_take_stale(kept);

	kept_room_list_begin_walk(&kept->list);
	while ((room = kept_room_list_next(&kept->list, room)) != NULL) {
		if (room_rules_forget(room_rules(room->room), account))
			has_changed = true;
	}
	kept_room_list_end_walk(&kept->list);
	kept_room_list_forget_owner(&kept->list, account);
	if (has_changed)
		kept_rooms_note_change(kept);
}

struct kept_rooms_state
kept_rooms_state(struct kept_rooms *kept)
{
	struct kept_rooms_state state;

	pthread_mutex_lock(&kept->lock);
	state = (struct kept_rooms_state){
		.count = kept_room_list_count(&kept->list),
		.failures = kept->failures,
		.error = kept->error,
		.is_behind = kept->is_dirty || kept->is_writing,
	};
	pthread_mutex_unlock(&kept->lock);
	return state;
}
