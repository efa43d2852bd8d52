/* SPDX-License-Identifier: MIT */
/*
 * What has changed here and has not been told stays, each part for itself, and
 * is told on top of what was learned.  Who keeps a room that another node was
 * faster to keep has lost it to them, and a room that was given up elsewhere is
 * given up.
 */

#include "chatd/keeping/kept_learning.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/keeping/kept_room_text.h"
#include "chatd/keeping/kept_rooms_private.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_record.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/line.h"
#include "common/log.h"

/* Say at a bounded rate why a room of the cluster is not kept here. */
static void
kept_learn_log(struct log_rate *rate, const char *why)
{
	char others[LOG_RATE_OTHERS_BYTES];
	uint64_t suppressed;

	if (log_rate_allows(rate, clock_monotonic_ns(), &suppressed))
		log_error("a room that the cluster keeps is not kept here: "
			  "%s%s",
		    why, log_rate_say_others(suppressed, others));
}

/* ---- one room ------------------------------------------------------------ */

/* Say whether what is under way for record, if anything, has this text. */
static bool
kept_learn_is_own(const struct kept_rooms *kept,
    const struct kept_record *record, struct slice text)
{
	return record->is_asked &&
	       slice_equals(kept->asking.change->text, text);
}

/* Say whether the cluster has still to be told that the room has ended. */
static bool
kept_learn_is_ending(
    const struct kept_rooms *kept, const struct kept_record *record)
{
	return record->untold == KEPT_ENDED ||
	       (record->untold == KEPT_TOLD &&
		   kept_learn_is_own(kept, record, (struct slice){ 0 }));
}

/* Let merge happen in room.  Return 0, or -1 with errno set. */
static int
kept_learn_merge(
    struct kept_rooms *kept, struct room *room, struct room_merge *merge)
{
	struct room_rules *rules = room_rules(room);
	struct kept_room *added = NULL;
	int result;

	if (!room_rules_have(rules, ROOM_KEPT)) {
		/* Whose it is has been decided elsewhere. */
		added = kept_room_list_add(
		    &kept->list, room, merge->theirs->owner, 0);
		if (added == NULL)
			return -1;
		room_hold(kept->rooms, room);
		merge->keeping = &added->keeping;
	}
	result = room_record_merge(rules, merge);
	/* Somebody here may have been faster, or there is no memory. */
	if (added != NULL && !merge->is_kept_anew)
		atomic_store(&added->is_over, true);
	if (added == NULL && merge->takes_owner)
		kept_room_list_set_owner(
		    &kept->list, room, merge->theirs->owner);
	return result;
}

/* Have the room of record kept, with what was learned.  Return the same. */
static int
kept_learn_keep(struct kept_rooms *kept, struct kept_record *record,
    struct room_merge *merge)
{
	struct room *room = room_find_or_make(
	    kept->rooms, kept_record_name(record));
	int result, error;

	if (room == NULL)
		return -1;
	if (record->text == NULL || record->is_unplaced)
		(void)room_rules_take_change(room_rules(room));
	result = kept_learn_merge(kept, room, merge);
	error = errno;
	room_release(kept->rooms, room);
	errno = error;
	return result;
}

/* Let theirs hold in the room, which record does not say yet. */
static int
kept_learn_place(struct kept_rooms *kept, struct kept_record *record,
    const struct room_record *theirs)
{
	struct room_merge merge = { .theirs = theirs };
	struct room_record base;
	int result;

	/* A room that is kept here only is lost to whoever was faster. */
	merge.has_changed = record->text != NULL && !record->is_unplaced &&
			    (record->untold == KEPT_CHANGED ||
				record->is_asked);
	if (record->text != NULL &&
	    kept_room_text_read_one(kept_record_text(record),
		kept_record_name(record), &base) == NULL)
		merge.base = &base;
	result = kept_learn_keep(kept, record, &merge);
	if (merge.has_changed)
		kept_copy_set_untold(&kept->copy, record, KEPT_CHANGED);
	else if (result == 0)
		kept_copy_set_untold(&kept->copy, record, KEPT_TOLD);
	if (result == 0 || errno != ENOSPC)
		return result;
	kept_learn_log(&kept->asking.unplaced,
	    "there are rooms_kept_max rooms, or rooms_total_max");
	kept_copy_set_unplaced(&kept->copy, record, true);
	return 0;
}

/* Leave a text that is wrong alone. */
static void
kept_learn_skip(
    struct kept_rooms *kept, struct kept_record *record, const char *wrong)
{
	kept_learn_log(&kept->asking.wrong, wrong);
	if (record->is_unplaced)
		kept_copy_set_unplaced(&kept->copy, record, false);
}

static int
kept_learn_text(
    struct kept_rooms *kept, struct kept_record *record, struct slice text)
{
	struct room_record theirs;
	const char *wrong = kept_room_text_read_one(
	    text, kept_record_name(record), &theirs);
	char *bytes = kept_text_copy(text);

	if (bytes == NULL)
		return -1;
	if (wrong != NULL)
		kept_learn_skip(kept, record, wrong);
	else if (!kept_learn_is_own(kept, record, text) &&
		 !kept_learn_is_ending(kept, record) &&
		 kept_learn_place(kept, record, &theirs) != 0) {
		free(bytes);
		return -1;
	}
	record->is_wrong = wrong != NULL;
	kept_copy_put_text(&kept->copy, record, bytes, text.size);
	return 0;
}

/* Keep the room here no longer. */
static void
kept_learn_end_here(struct kept_rooms *kept, struct slice name)
{
	const struct slice anybody = { 0 };
	struct room *room = room_find(kept->rooms, name);
	struct room_keeping *keeping;

	if (room == NULL)
		return;
	keeping = room_rules_unkeep(room_rules(room), anybody);
	if (keeping != NULL)
		atomic_store(
		    &container_of(keeping, struct kept_room, keeping)->is_over,
		    true);
	room_release(kept->rooms, room);
}

/* There is nothing in the register any longer. */
static void
kept_learn_end(struct kept_rooms *kept, struct kept_record *record)
{
	const struct slice nothing = { 0 };

	if (record->text == NULL)
		return;
	if (!kept_learn_is_own(kept, record, nothing)) {
		kept_copy_set_untold(&kept->copy, record, KEPT_TOLD);
		kept_learn_end_here(kept, kept_record_name(record));
	}
	/* That takes no memory. */
	(void)kept_copy_set_text(&kept->copy, record, nothing);
	kept_copy_tidy(&kept->copy, record);
}

/* Return the name that key stands for, as the first line of text writes it. */
static struct slice
kept_learn_name(
    const struct kept_rooms *kept, struct slice key, struct slice text)
{
	struct slice line;

	if (line_take(text.bytes, text.size, &line) > 0 &&
	    slice_take_prefix(&line, "room ") &&
	    rooms_are_named_alike(kept->rooms, line, key))
		return line;
	return key;
}

int
kept_learn_record(struct kept_rooms *kept, struct slice key, struct slice text)
{
	struct kept_record *record = kept_copy_find(&kept->copy, key);
	int result;

	if (record == NULL && text.size == 0)
		return 0;
	if (record == NULL && (key.size == 0 || key.size > NAME_MAX_BYTES)) {
		kept_learn_log(
		    &kept->asking.wrong, "that cannot be the name of a room");
		return 0;
	}
	if (record == NULL)
		record = kept_copy_add(
		    &kept->copy, kept_learn_name(kept, key, text));
	if (record == NULL)
		return -1;
	if (record->is_asked)
		kept->asking.has_heard = true;
	if (text.size == 0) {
		kept_learn_end(kept, record);
		return 0;
	}
	result = kept_learn_text(kept, record, text);
	kept_copy_tidy(&kept->copy, record);
	return result;
}

int
kept_learn_again(struct kept_rooms *kept, struct kept_record *record)
{
	struct room_record theirs;

	/* It has been read before. */
	(void)kept_room_text_read_one(
	    kept_record_text(record), kept_record_name(record), &theirs);
	return kept_learn_place(kept, record, &theirs);
}

/* ---- all of them --------------------------------------------------------- */

int
kept_learn_all(struct kept_rooms *kept, struct slice all)
{
	const struct list *records = &kept->copy.records;
	struct kept_record *record;
	struct slice name, text;
	const struct list *at, *next;

	for (at = records->next; at != records; at = at->next)
		kept_record_at(at)->is_listed = false;
	while (register_take_record(&all, &name, &text)) {
		if (text.size > 0 && kept_learn_record(kept, name, text) != 0)
			return -1;
		record = kept_copy_find(&kept->copy, name);
		if (record != NULL)
			record->is_listed = text.size > 0;
	}
	for (at = records->next; at != records; at = next) {
		next = at->next;
		record = kept_record_at(at);
		if (!record->is_listed)
			kept_learn_end(kept, record);
	}
	return 0;
}
