/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RECORD_H
#define CHATD_ROOM_RECORD_H

/*
 * What holds in a room, to look at or to write down.  All of it is borrowed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/room_rules.h"
#include "common/slice.h"

struct room_record {
	/* NULL: the room is not kept, and has nothing of the next three. */
	const struct room_keeping *keeping;
	struct slice owner;     /* an account; empty: there is none */
	struct slice operators; /* accounts, with a "," between two */
	struct slice voices;    /* the same */
	struct room_modes modes;
	struct slice topic;    /* empty: there is none */
	struct slice topic_by; /* a name; empty: nobody knows who has set it */
	uint64_t topic_time_s; /* since 1970: when; 0: nobody knows */
	struct slice bans;     /* room_mask_list.h; with a "," between two */
};

/* More than any room has members. */
#define ROOM_LIMIT_DIGITS 9

/* "+fiklmrsx", and no NUL. */
#define ROOM_MODE_LETTERS_MAX 9

/*
 * Call visit with what holds in a room, under the lock of the rules: it must be
 * quick, and call nothing of room_rules.h.  Any thread.
 */
void room_record_visit(struct room_rules *rules,
    void (*visit)(const struct room_record *record, void *argument),
    void *argument);

/*
 * Let the modes, the topic and the bans of record hold in a room that has no
 * rules yet.  Return 0, or -1 if there is no memory.
 */
int room_record_restore(
    struct room_rules *rules, const struct room_record *record);

/*
 * Let the modes and the topic of record hold in place of what holds now, but
 * leave the room kept or not, as it is; and do the same with bans, with a ","
 * between two: a ban that is new withdraws the invitation of that name. Nothing
 * happens if something was changed here that others have not been sent yet, or
 * they would be sent what they have said, and the change would be lost.  Return
 * 0; or -1 if there is no memory, and nothing has changed.
 */
int room_record_replace(
    struct room_rules *rules, const struct room_record *record);
int room_record_replace_bans(struct room_rules *rules, struct slice bans);

/* Note that others are about to be sent all that holds. */
void room_record_note_sending(struct room_rules *rules);

/* How a room that is kept comes to have what others say of it. */
struct room_merge {
	/* That the room is kept by if it is not yet; NULL: then it is not. */
	struct room_keeping *keeping;
	const struct room_record *theirs;
	/* What there was before both changed it; NULL: nobody knows. */
	const struct room_record *base;
	/*
	 * Whether it has changed here since base: then what did so stays, and
	 * all of it if there is no base.  This is what the caller knows, and
	 * room_rules_take_change() is added to that.
	 */
	bool has_changed;
	bool is_kept_anew; /* by keeping */
	bool takes_owner;  /* and owner is the owner now */
};

/*
 * Let what merge->theirs says hold in a room, all at once; but not what has
 * changed here.  Return 0; or -1 if there is no memory, and nothing has changed
 * but merge->has_changed.
 */
int room_record_merge(struct room_rules *rules, struct room_merge *merge);

/* Say whether text can be a topic, which is not empty, or a key. */
bool room_topic_is_valid(struct slice text);
bool room_key_is_valid(struct slice text);

/*
 * Read a limit of members, a whole number that is not 0 and has
 * ROOM_LIMIT_DIGITS at most.  Return false if text is none.
 */
bool room_limit_parse(struct slice text, uint32_t *limit_r);

/* Write the letters of modes, as "+im", to letters_r; return how many bytes. */
size_t room_modes_write_letters(
    const struct room_modes *modes, char letters_r[ROOM_MODE_LETTERS_MAX]);

#endif
