/* SPDX-License-Identifier: MIT */
/*
 * A change of which nobody knows whether it was made is asked for again: if it
 * was, that is told before the answer, and there is nothing left to ask for.
 */

#include "chatd/keeping/kept_register.h"

#include <stdlib.h>

#include "chatd/keeping/kept_image.h"
#include "chatd/keeping/kept_learning.h"
#include "chatd/keeping/kept_pace.h"
#include "chatd/keeping/kept_rooms_private.h"
#include "chatd/presence/room.h"
#include "common/clock.h"
#include "common/log.h"

#define KEPT_AGAIN_NS (KEPT_ROOMS_INTERVAL_S * CLOCK_NS_PER_S)

/* ---- behind the door ----------------------------------------------------- */

static void
kept_register_wake_cb(void *store)
{
	kept_pace_call(store, false);
}

static struct register_state
kept_register_look_cb(void *store)
{
	struct kept_rooms *kept = store;

	return kept_copy_state(&kept->copy);
}

static char *
kept_register_write_cb(
    void *store, size_t *size_r, struct register_state *state_r)
{
	struct kept_rooms *kept = store;

	return kept_copy_write(&kept->copy, size_r, state_r);
}

static const struct register_store kept_register_store = {
	.wake = kept_register_wake_cb,
	.look = kept_register_look_cb,
	.write = kept_register_write_cb,
};

int
kept_register_begin(struct kept_rooms *kept)
{
	if (kept_copy_init(&kept->copy, rooms_have_folded_names(kept->rooms)) !=
	    0)
		return -1;
	register_door_serve(kept->settings.door, &kept_register_store, kept);
	return 0;
}

/* Let record have the text that was read. */
static int
kept_register_restore_text(struct kept_rooms *kept,
    struct kept_record *kept_record, const struct room_record *record)
{
	char *bytes = malloc(kept_room_text_size_max());
	struct slice text = { bytes, 0 };
	uint64_t lines = 0;
	int result;

	if (bytes == NULL)
		return -1;
	text.size = (size_t)(kept_room_text_write(bytes,
				 kept_record_name(kept_record), record,
				 &lines) -
			     bytes);
	result = kept_copy_set_text(&kept->copy, kept_record, text);
	free(bytes);
	return result;
}

/* Return the record of a room of the file, or NULL: *wrong_r says why. */
static struct kept_record *
kept_register_restore_record(struct kept_rooms *kept, struct slice name,
    enum kept_untold untold, const char **wrong_r)
{
	struct kept_record *there = kept_copy_find(&kept->copy, name);
	struct kept_record *added;

	*wrong_r = NULL;
	if (untold == KEPT_OLD) {
		if (there != NULL && there->untold == KEPT_CHANGED &&
		    there->text == NULL)
			return there;
		*wrong_r = "the room that this was comes before it";
		return NULL;
	}
	if (there != NULL) {
		*wrong_r = "that room is there already";
		return NULL;
	}
	added = kept_copy_add(&kept->copy, name);
	if (added == NULL)
		*wrong_r = record_text_out_of_memory();
	return added;
}

const char *
kept_register_restore(struct kept_rooms *kept, struct slice name,
    const struct room_record *record, enum kept_untold untold)
{
	const char *wrong;
	struct kept_record *restored = kept_register_restore_record(
	    kept, name, untold, &wrong);

	if (restored == NULL)
		return wrong;
	if (untold == KEPT_NEW || untold == KEPT_CHANGED) {
		kept_copy_set_untold(&kept->copy, restored, KEPT_CHANGED);
		return NULL;
	}
	if (untold == KEPT_ENDED)
		kept_copy_set_untold(&kept->copy, restored, KEPT_ENDED);
	return kept_register_restore_text(kept, restored, record) == 0
		   ? NULL
		   : record_text_out_of_memory();
}

void
kept_register_restart(struct kept_rooms *kept)
{
	if (!list_is_empty(&kept->copy.untold) ||
	    !list_is_empty(&kept->copy.unplaced))
		kept_pace_call(kept, false);
}

/* ---- following ----------------------------------------------------------- */

/* Have all records given anew. */
static void
kept_register_give_up(struct kept_rooms *kept)
{
	kept->asking.awaits_all = true;
	register_give_up(kept->settings.door);
}

static void
kept_register_log_refusal(
    struct kept_rooms *kept, enum register_outcome outcome)
{
	char others[LOG_RATE_OTHERS_BYTES];
	uint64_t suppressed;

	if (log_rate_allows(
		&kept->asking.refused, clock_monotonic_ns(), &suppressed))
		log_error("a kept room is this node's alone, and the cluster "
			  "is asked again: %s%s",
		    outcome == REGISTER_FULL ? "it has rooms_kept_max rooms"
		    : outcome == REGISTER_CONFLICT
			? "it has something else than it has told"
			: "the change was refused",
		    log_rate_say_others(suppressed, others));
}

/* Say whether change was made, and see that record has it. */
static bool
kept_register_is_made(struct kept_rooms *kept, struct kept_record *record,
    const struct register_change *change)
{
	if (change->outcome != REGISTER_CHANGED)
		return false;
	/* It was there already if nothing has been told of it. */
	return kept->asking.has_heard ||
	       kept_copy_set_text(&kept->copy, record, change->text) == 0;
}

static void
kept_register_take_answer(
    struct kept_rooms *kept, const struct register_change *change)
{
	struct kept_record *record = change->argument;

	record->is_asked = false;
	kept->asking.change = NULL;
	if (kept_register_is_made(kept, record, change)) {
		kept_pace_call(kept, true);
		kept_copy_tidy(&kept->copy, record);
		return;
	}
	if (record->untold == KEPT_TOLD)
		kept_copy_set_untold(&kept->copy, record,
		    change->text.size > 0 ? KEPT_CHANGED : KEPT_ENDED);
	if (change->outcome == REGISTER_CONFLICT && kept->asking.has_heard)
		return;
	kept->asking.next_ns = clock_monotonic_ns() + KEPT_AGAIN_NS;
	if (change->outcome != REGISTER_UNREACHED &&
	    change->outcome != REGISTER_UNCERTAIN)
		kept_register_log_refusal(kept, change->outcome);
}

static void
kept_register_take_news(
    struct kept_rooms *kept, const struct register_news *news)
{
	int result = 0;

	switch (news->kind) {
	case REGISTER_ANSWER:
		kept_register_take_answer(kept, news->change);
		return;
	case REGISTER_RECORD:
		if (news->version <= kept->copy.state.version)
			return;
		result = kept_learn_record(kept, news->key, news->text);
		break;
	case REGISTER_WHOLE:
		result = kept_learn_all(kept, news->text);
		kept->asking.awaits_all = false;
		break;
	}
	kept_pace_call(kept, true);
	if (result == 0)
		kept_copy_set_version(&kept->copy, news->version);
	else
		kept_register_give_up(kept);
}

void
kept_register_follow(struct kept_rooms *kept)
{
	struct register_news *news;

	while ((news = register_take(kept->settings.door)) != NULL) {
		kept_register_take_news(kept, news);
		register_news_free(news);
	}
}

/* ---- what has changed here ----------------------------------------------- */

/* The room was given up here, but may be kept again by now. */
static void
kept_register_note_end(struct kept_rooms *kept, struct room *room)
{
	struct kept_record *record = kept_copy_find(
	    &kept->copy, room_name(room));

	if (record == NULL || record->is_unplaced ||
	    room_rules_have(room_rules(room), ROOM_KEPT))
		return;
	if (record->text == NULL && !record->is_asked) {
		kept_copy_set_untold(&kept->copy, record, KEPT_TOLD);
		kept_copy_tidy(&kept->copy, record);
		return;
	}
	kept_copy_set_untold(&kept->copy, record, KEPT_ENDED);
}

static int
kept_register_note_room(struct kept_rooms *kept, struct room *room)
{
	struct kept_record *record = kept_copy_find(
	    &kept->copy, room_name(room));
	bool is_new = record == NULL;

	if (is_new)
		record = kept_copy_add(&kept->copy, room_name(room));
	if (record == NULL)
		return -1;
	if (record->is_unplaced)
		return kept_learn_again(kept, record);
	if (room_rules_take_change(room_rules(room)) || is_new)
		kept_copy_set_untold(&kept->copy, record, KEPT_CHANGED);
	return 0;
}

int
kept_register_collect(struct kept_rooms *kept)
{
	struct kept_room *room, *next;
	int result = 0;

	kept_room_list_begin_walk(&kept->list);
	for (room = kept_room_list_next(&kept->list, NULL); room != NULL;
	     room = next) {
		next = kept_room_list_next(&kept->list, room);
		if (atomic_load(&room->is_over)) {
			if (room->is_given_up)
				kept_register_note_end(kept, room->room);
			kept_room_list_remove(&kept->list, room, kept->rooms);
		} else if (kept_register_note_room(kept, room->room) != 0) {
			result = -1;
		}
	}
	kept_room_list_end_walk(&kept->list);
	return result;
}

/* ---- asking -------------------------------------------------------------- */

/* Ask for what is untold of record, if it is.  Return 0, or -1 if there is no
 * memory. */
static int
kept_register_ask(struct kept_rooms *kept, struct kept_record *record)
{
	struct register_change *change = NULL;
	struct slice text;
	char *bytes = kept_image_make_one(
	    kept, kept_record_name(record), &text.size);

	if (bytes == NULL)
		return -1;
	text.bytes = bytes;
	if (slice_equals(text, kept_record_text(record))) {
		kept_copy_set_untold(&kept->copy, record, KEPT_TOLD);
		kept_copy_tidy(&kept->copy, record);
		free(bytes);
		return 0;
	}
	change = register_change_new(
	    kept_record_key(record), kept_record_text(record), text, record);
	free(bytes);
	if (change == NULL)
		return -1;
	kept_copy_set_untold(&kept->copy, record, KEPT_TOLD);
	record->is_asked = true;
	kept->asking.change = change;
	kept->asking.has_heard = false;
	register_ask(kept->settings.door, change);
	return 0;
}

/* Say whether something can be asked for, some time. */
static bool
kept_register_may_ask(const struct kept_rooms *kept)
{
	return kept->asking.change == NULL && !kept->asking.awaits_all &&
	       kept->copy.state.version != 0 &&
	       !list_is_empty(&kept->copy.untold);
}

bool
kept_register_go_on(struct kept_rooms *kept, bool is_due)
{
	uint64_t now_ns = clock_monotonic_ns();
	const struct list *first;
	int result = 0;

	while (kept_register_may_ask(kept) && now_ns >= kept->asking.next_ns &&
	       result == 0) {
		first = list_first(&kept->copy.untold);
		result = kept_register_ask(kept, kept_record_queued(first));
	}
	while (is_due && (first = list_first(&kept->copy.unplaced)) != NULL) {
		struct kept_record *record = kept_record_queued(first);

		is_due = kept_learn_again(kept, record) == 0 &&
			 !record->is_unplaced;
	}
	return kept_register_may_ask(kept) ||
	       !list_is_empty(&kept->copy.unplaced);
}
