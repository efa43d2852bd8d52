/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODE_CHANGE_H
#define CHATD_MODE_CHANGE_H

/*
 * One change of what holds in a room, or of the rank of a member, and how it is
 * told: by a sign, a letter, and a value if it has one.  The letters are those
 * of hello, and for ever the same on the wire between nodes.  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/protocol.h"
#include "chatd/presence/room_mask.h"
#include "chatd/presence/room_mask_list.h"
#include "common/slice.h"

/* What can be changed of a room, or of the rank of a member. */
enum chat_mode {
	CHAT_MODE_KEY,        /* who joins must know it */
	CHAT_MODE_LIMIT,      /* of its members */
	CHAT_MODE_CLOSED,     /* nobody joins uninvited */
	CHAT_MODE_MODERATED,  /* only operators and voices speak */
	CHAT_MODE_OPERATOR,   /* of a member */
	CHAT_MODE_VOICE,      /* of a member */
	CHAT_MODE_BAN,        /* some may not join */
	CHAT_MODE_KEPT,       /* it stays when its last member leaves */
	CHAT_MODE_FREE_TOPIC, /* every member may change the topic */
	CHAT_MODE_SECRET,     /* whoever is not in it does not see it */
	CHAT_MODE_OPEN,       /* whoever is not in it may speak there */
	CHAT_MODE_EXCEPTION,  /* some may join, whatever the bans say */
	CHAT_MODE_INVITED,    /* some need no invitation */
};

struct chat_mode_change {
	enum chat_mode mode;
	bool holds;        /* from now on; else no more */
	struct slice text; /* the key, the name of the member, or a mask: see
			      room_mask.h */
	uint32_t limit;    /* not 0 */
	/* These are for the chat to say, when it answers. */
	enum chat_outcome outcome;
	bool is_new; /* it is done, and was not so before */
};

/* Room for a limit, and a NUL. */
#define MODE_CHANGE_LIMIT_BYTES 12

/* Return the letter of mode. */
char mode_change_letter(enum chat_mode mode);

/*
 * Return what change is told with, after its letter: it may be written to
 * limit, or is empty where nothing is.
 */
struct slice mode_change_value(
    const struct chat_mode_change *change, char limit[MODE_CHANGE_LIMIT_BYTES]);

/* Say whether mode is a list of masks, and set *kind_r to which. */
bool mode_change_is_mask(enum chat_mode mode, enum room_mask_kind *kind_r);

/*
 * Let change, if it is of a mask, have the one that is meant by its text,
 * written to room; or the text as it is, where that is none.
 */
void mode_change_complete(struct chat_mode_change *change, size_t name_max,
    char room[ROOM_MASK_MAX_BYTES]);

/* Say whether the value that a letter is told with is a mask. */
bool mode_change_has_mask(char letter);

/* Say whether a change is told with a value that has this letter. */
bool mode_change_has_value(char letter, bool holds);

#endif
