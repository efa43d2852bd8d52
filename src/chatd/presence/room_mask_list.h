/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_MASK_LIST_H
#define CHATD_ROOM_MASK_LIST_H

/*
 * Whom the operators of a room keep out, and whom they let in all the same: a
 * list of names (name_list.h), of which each entry is a mask, and after a blank
 * who has put it there, and when.  "e=" stands before one for those whom no ban
 * keeps out, and "I=" before one for those who need no invitation:
 *
 *	mallory,*!*@192.0.2.7 alice 1796000000,e=carol,I=d* bob 1796000001
 *
 * Not synchronized: the lock of the room's rules guards it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/name_list.h"
#include "chatd/presence/room_mask.h"
#include "chatd/presence/room_topic.h"
#include "common/slice.h"

/* How many a room may have, of all kinds together. */
#define ROOM_MASKS_MAX 64

enum room_mask_kind {
	ROOM_MASK_BAN,       /* may not enter */
	ROOM_MASK_EXCEPTION, /* may, whatever the bans say */
	ROOM_MASK_INVITED,   /* may, where nobody may uninvited */
	ROOM_MASK_KINDS,     /* their number */
};

/* The longest entry: a mark, a mask, a blank, and by whom and when. */
#define ROOM_MASK_ENTRY_MAX_BYTES                                              \
	(2 + ROOM_MASK_MAX_BYTES + 1 + ROOM_TOPIC_MARK_BYTES)

/* One of them; all of it is borrowed. */
struct room_mask_entry {
	enum room_mask_kind kind;
	struct slice mask;
	struct slice by; /* a name; empty: nobody knows */
	uint64_t time_s; /* since 1970: when; 0: nobody knows */
};

/*
 * Read the entry text.  Return false if it is none, or its name has more than
 * name_max bytes.
 */
bool room_mask_entry_read(
    struct slice text, size_t name_max, struct room_mask_entry *entry_r);

/* Take what says which kind it is off the front of the entry *text. */
enum room_mask_kind room_mask_entry_take_kind(struct slice *text);

/* Return entry as a text, written to room. */
struct slice room_mask_entry_write(
    const struct room_mask_entry *entry, char room[ROOM_MASK_ENTRY_MAX_BYTES]);

/* Enough for the names of a list, which may end with "*". */
#define ROOM_MASK_NAMES_MAX_BYTES (ROOM_MASKS_MAX * (NAME_MAX_BYTES + 2))

/*
 * Return the bans in the text of a list that are names, or the beginning of
 * names and "*", as a text written to room: what older versions know.
 */
struct slice room_mask_list_names(
    struct slice text, char room[ROOM_MASK_NAMES_MAX_BYTES]);

/*
 * Say whether text is that of a list of ROOM_MASKS_MAX masks at most, as a
 * node can have it.
 */
bool room_mask_list_is_valid(struct slice text);

/* Say whether there is a ban in list; not only exceptions from them. */
bool room_mask_list_has_bans(const struct name_list *list);

/* Say whether a mask of kind in list stands for person. */
bool room_mask_list_matches(const struct name_list *list,
    enum room_mask_kind kind, const struct room_person *person);

/* Say whether a ban does, and no exception. */
bool room_mask_list_bans(
    const struct name_list *list, const struct room_person *person);

#endif
