/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TYPED_H
#define CHATD_CHATC_TYPED_H

/*
 * The lines that a person has typed or pasted, until they are taken.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatc/codecs/buffer.h"
#include "chatc/user/paste.h"
#include "common/slice.h"

/* All zero: nothing has been typed. */
struct typed {
	struct buffer lines; /* each with "\n" */
	size_t taken;        /* of lines, by the last one that was taken */
	struct paste paste;  /* what is asked about */
	size_t discarded;    /* lines of a paste, not reported yet */
	bool quits;          /* the last line was "!quit" */
};

/* What became of a line. */
enum typed_result {
	TYPED_LINE,     /* it can be taken, and may be found again */
	TYPED_QUESTION, /* its lines wait until an answer is typed */
	TYPED_ANSWER,   /* it was one, or "!quit" */
	TYPED_UNCLEAR,  /* it should have been one, but was not */
};

/* Free what it holds. */
void typed_clear(struct typed *typed);

/*
 * Take a line, or the lines of a paste, which end in newlines or in "\r".  The
 * newlines at its end are cut off, and each other "\r" becomes one.
 */
enum typed_result typed_add(struct typed *typed, char *line);

/* Say whether an answer about a paste is due. */
bool typed_is_asking(const struct typed *typed);

/* Throw the paste away that is asked about. */
void typed_discard(struct typed *typed);

/* Throw everything away that has not been taken. */
void typed_discard_all(struct typed *typed);

/* Return how many lines have been thrown away since the last call. */
size_t typed_take_discarded(struct typed *typed);

/* Take the next line, borrowed until the next call.  False: there is none. */
bool typed_take(struct typed *typed, struct slice *line_r);

/* Return how many lines have not been taken, those of a paste included. */
size_t typed_count(const struct typed *typed);

#endif
