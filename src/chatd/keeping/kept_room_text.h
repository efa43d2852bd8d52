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
 *	bans mallory,troll*
 *	topic tea at four
 *	end 9
 *
 * A line without a value is left out, and none comes twice.  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/room_record.h"
#include "chatd/storage/record_text.h"
#include "common/slice.h"

/*
 * Take one room; record has no keeping.  Return NULL, or what is wrong with it,
 * or record_text_out_of_memory().
 */
typedef const char *kept_room_take_cb(
    struct slice name, const struct room_record *record, void *argument);

/*
 * Give the rooms of text to take, in their order, as record_text_read() does.
 * What is wrong with a room as a whole is said of its first line.
 */
int kept_room_text_read(struct slice text, kept_room_take_cb *take,
    void *argument, struct record_text_error *error_r);

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

#endif
