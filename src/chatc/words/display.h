/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_DISPLAY_H
#define CHATD_CHATC_DISPLAY_H

/*
 * Every sentence that chatc says, and the only way in which bytes from outside
 * get into it.  Pure: the result is a text, and what becomes of it is the
 * caller's affair.
 */

#include <stdbool.h>
#include <time.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/sentence.h"
#include "common/slice.h"

/* How the text looks; scripts get all zero. */
struct display_style {
	bool people_words; /* the words that people like better */
	bool decorated;    /* for a terminal: time stamps, indented lists */
	bool colours;
	bool has_256_colours;
	bool ascii_only;       /* the terminal does not know UTF-8 */
	time_t now;            /* for the time stamp */
	struct slice own_name; /* is bold; empty if there is none yet */
};

/*
 * Append the lines that a sentence has, each with its "\n".  Its parts may hold
 * anything: bytes that could move a cursor, change a colour, turn the direction
 * of writing or stay invisible are written as \xHH.
 */
void display_render(const struct display_style *style,
    const struct sentence *sentence, struct buffer *out);

/* Append a line that parts what is above it from what is below. */
void display_append_rule(
    const struct display_style *style, struct slice words, struct buffer *out);

/* Append bytes from outside in a form that a terminal can show. */
void display_append_safely(
    struct buffer *out, struct slice bytes, bool ascii_only);

#endif
