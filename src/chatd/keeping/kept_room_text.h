/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_ROOM_TEXT_H
#define CHATD_KEPT_ROOM_TEXT_H

/*
 * The file of the rooms that are kept, as a text (record_text.h): a line for
 * the name of each room, and a line for whatever holds in it.
 *
 *	chatd-rooms 1
 *	room den
 *	owner alice
 *	modes im
 *	limit 10
 *	key secret
 *	operators bob,carol
 *	voices dave
 *	bans mallory,troll*,*!*@192.0.2.7 alice 1796000000,e=carol,I=dave
 *	topic tea at four
 *	topic-by alice 1796000000
 *	end 10
 *
 * Of the bans, and what else is among them, room_mask_list.h has the form.  A
 * line without a value is left out, and none comes twice.  Of a room that is
 * a cluster's (kept_register.h) and has changed here, a last line says what the
 * other nodes have still to be told: "untold new", "untold change", and then
 *the room comes once more, as they have it, with "untold old"; or it comes only
 *as they have it, with "untold end".  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/room_record.h"
#include "chatd/storage/record_text.h"
#include "common/slice.h"

/* What the other nodes of a cluster do not know of a room. */
enum kept_untold {
	KEPT_TOLD,    /* nothing */
	KEPT_NEW,     /* that it is kept */
	KEPT_CHANGED, /* that it has changed */
	KEPT_OLD,     /* that this has changed */
	KEPT_ENDED,   /* that it is not kept any longer */
};

/*
 * Take one room; record has no keeping.  Return NULL, or what is wrong with it,
 * or record_text_out_of_memory().
 */
typedef const char *kept_room_take_cb(struct slice name,
    const struct room_record *record, enum kept_untold untold, void *argument);

/*
 * Give the rooms of text to take, in their order, as record_text_read() does.
 * What is wrong with a room as a whole is said of its first line.
 */
int kept_room_text_read(struct slice text, kept_room_take_cb *take,
    void *argument, struct record_text_error *error_r);

/*
 * Read the lines of the room called name, in whatever capitals, which are all
 * of text, and have been told.  Return NULL, with slices of text in *record_r;
 * or what is wrong.
 */
const char *kept_room_text_read_one(
    struct slice text, struct slice name, struct room_record *record_r);

/* Return the first line. */
struct slice kept_room_text_head(void);

/* Return how many bytes the lines of one room take at most. */
size_t kept_room_text_size_max(void);

/*
 * Write the lines of a room to to, and add their number to *lines.  Return the
 * end of what was written; there is no NUL.
 */
char *kept_room_text_write(char *to, struct slice name,
    const struct room_record *record, uint64_t *lines);

/* Do the same for what is untold of it. */
char *kept_room_text_write_untold(
    char *to, enum kept_untold untold, uint64_t *lines);

#endif
