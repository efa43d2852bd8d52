/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TRANSCRIPT_H
#define CHATD_CHATC_TRANSCRIPT_H

/*
 * A file to which a conversation is appended, each line after the date and the
 * time.
 */

#include "chatc/words/display.h"
#include "chatc/words/sentence.h"
#include "common/slice.h"

struct transcript {
	int fd; /* -1: nothing is written */
};

/* Open the file, or make it for the user alone.  Return 0, or -1 with errno. */
int transcript_open(struct transcript *transcript, const char *path);

/* Close the file, if one is open. */
void transcript_close(struct transcript *transcript);

/*
 * Append a sentence, worded as for scripts, with the time of style.  Return 0,
 * or -1 with errno: then the file is closed.  Nothing happens if none is open.
 */
int transcript_add(struct transcript *transcript,
    const struct display_style *style, const struct sentence *sentence);

/*
 * Append a line that our user has typed, if it is a text for somebody.  target
 * hears the texts without a name; it is empty if everybody does.  Return as
 * transcript_add() does.
 */
int transcript_add_typed(struct transcript *transcript,
    const struct display_style *style, struct slice target, struct slice line);

#endif
