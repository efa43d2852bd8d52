/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECORD_H
#define CHATD_RECORD_H

/*
 * What one node tells another: mostly a message (core/message.h) that has to
 * cross, and what is known of it there.
 *
 * On the wire a record is a kind, the size of the rest, and fields, each with a
 * tag, a size and its bytes.  A field that is zero or empty is left out, and
 * one that the reader does not know is skipped, so nodes of two versions
 * understand each other in what both of them know.  A size is one byte, or 255
 * and four bytes where it is 255 or more; numbers have the most significant
 * byte first.
 *
 * Kinds and tags are the same in all versions for ever: add to them, and never
 * give one of them another meaning.
 *
 * A record comes from an engine that may be hostile.  What is read is within
 * its bounds; whether it makes sense is for the reader to see.  Pure; any
 * thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "chatd/core/message.h"
#include "common/slice.h"

enum record_kind {
	RECORD_DELIVERED = 1, /* these are the messages of those names */
	RECORD_SAID = 2,
	RECORD_JOINED = 3,
	RECORD_LEFT = 4,
	RECORD_RENAMED = 5,
	RECORD_KICKED = 6,
	RECORD_INVITED = 7,
	RECORD_TOLD = 8,
	RECORD_HOLD = 9,
	RECORD_RELEASE = 10,
	RECORD_ENDED = 11,
	RECORD_CENSUS = 12,     /* all members of rooms follow, as joined */
	RECORD_CENSUS_END = 13, /* whoever is not among them is none */
	RECORD_RULES = 14,  /* of room: size is flags, work the limit, name the
			       key, and text the topic, which from has set at
			       time_ms */
	RECORD_BANS = 15,   /* of room: text, names alone; and raw, which says
			       all of it (room_mask_list.h) */
	RECORD_RANKED = 16, /* from, in room, has the ranks that size says */
	RECORD_TAKEOVER = 17, /* whoever asks for from, the name of to, is its
				 owner if own; id is the question's */
	RECORD_LOOKED = 18,   /* the answer to id: the name is free, if own */
	RECORD_CHANGED = 19,  /* the message of that name */
	RECORD_KILLED = 20,   /* the message of that name */
	RECORD_CARD = 21,     /* of by, called from: name stands before the "@",
				 room is the host, text the real name, raw why
				 they are away, account theirs, size a set of
				 enum card_flag; they are here since time_ms */
	RECORD_SAID_TO_RANKS = 22, /* as RECORD_SAID, for members who have one
				      of the ranks that size says */
	RECORD_LAST = RECORD_SAID_TO_RANKS,
};

/* A record and, borrowed, its texts.  What is zero or empty is not there. */
struct record {
	enum record_kind kind;
	bool own;
	uint8_t style;     /* of the text: an enum text_style, or a later one */
	struct address to; /* as on the node that receives the record */
	struct address by; /* as on the node that sends it */
	uint32_t work;
	uint32_t size;
	uint64_t time_ms; /* since 1970: when the message was sent */
	uint64_t id;      /* which one it is of its origin */
	uint64_t origin;  /* see core/stamp.h */
	struct slice room;
	struct slice from;
	struct slice text;
	struct slice raw;     /* its raw form, see core/chat_text.h; of a
				 RECORD_LEFT, why; of RECORD_BANS, masks */
	struct slice name;    /* what the receiver was called */
	struct slice account; /* whose name the sender's is, if anybody's */
};

/* The longest text: what message_max and line_max can allow. */
#define RECORD_TEXT_MAX_BYTES CHAT_TEXT_MAX_BYTES

/* The longest record on the wire, with all that is around its text. */
#define RECORD_MAX_BYTES (RECORD_TEXT_MAX_BYTES + 4096)

/* Note the stamp of what is said; or none, NULL. */
static inline void
record_set_stamp(struct record *record, const struct stamp *stamp)
{
	if (stamp == NULL)
		return;
	record->time_ms = stamp->time_ms;
	record->id = stamp->number;
	record->origin = stamp->origin;
}

/* Return the stamp of what is said. */
static inline struct stamp
record_stamp(const struct record *record)
{
	return (struct stamp){
		.time_ms = record->time_ms,
		.origin = record->origin,
		.number = record->id,
	};
}

/* Note what is said, borrowed. */
static inline void
record_set_text(struct record *record, const struct message *message)
{
	record->text = message->text;
	record->raw = message->raw;
	record->style = message->style;
}

/*
 * Return what is said.  In a style of a later version it is plain: that form is
 * for all who know no better.
 */
static inline struct chat_text
record_chat_text(const struct record *record)
{
	if (record->style >= TEXT_STYLES)
		return (struct chat_text){ .plain = record->text };
	return (struct chat_text){
		.style = (enum text_style)record->style,
		.plain = record->text,
		.raw = record->raw,
	};
}

/* Let message say the same. */
static inline void
record_give_text(const struct record *record, struct message *message)
{
	const struct chat_text text = record_chat_text(record);

	message->text = text.plain;
	message->raw = text.raw;
	message->style = (uint8_t)text.style;
}

/*
 * Make a record of message, with its texts borrowed and plain.  Return false if
 * it is of a kind that stays within its node.
 */
bool record_from_message(
    struct record *record_r, const struct message *message);

/*
 * Make a message of record, with its texts borrowed and plain, and without a
 * stamp.
 * Return false if it is of a kind that is none.
 */
bool record_to_message(const struct record *record, struct message *message_r);

/* What is around the texts of a record is no more than this. */
#define RECORD_FRINGE_BYTES 113

/* Return how much room record takes on the wire, or a few bytes more. */
static inline size_t
record_room(const struct record *record)
{
	return RECORD_FRINGE_BYTES + record->room.size + record->from.size +
	       record->text.size + record->raw.size + record->name.size +
	       record->account.size;
}

/*
 * Write record to to, which has as much room as it takes, and return the end of
 * it.
 */
char *record_write(char *to, const struct record *record);

enum record_reading {
	RECORD_READ,
	RECORD_UNKNOWN, /* of a kind that we do not know: it has been skipped */
	RECORD_FAULTY,  /* what follows cannot be read either */
};

/*
 * Read the record at the beginning of *rest, which is not empty, into
 * *record_r, with its texts where they lie, and leave what follows it in *rest.
 */
enum record_reading record_take(struct slice *rest, struct record *record_r);

#endif
