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
#include "common/slice.h"

enum display_kind {
	DISPLAY_ASK_NAME,
	DISPLAY_LOGGED_IN,    /* name */
	DISPLAY_NAME_TAKEN,   /* name */
	DISPLAY_NAME_REFUSED, /* name */
	DISPLAY_FULL,
	DISPLAY_SENT,
	DISPLAY_NO_SUCH_USER,
	DISPLAY_BAD_HEADER,
	DISPLAY_BAD_BODY,
	DISPLAY_FROM,  /* name, text */
	DISPLAY_NAMES, /* text: a list for codec_next_name() */
	DISPLAY_HELP,  /* name: the usage, text: what it does */

	/* Scripts do not expect these, and find them on standard error. */
	DISPLAY_ASIDES,
	DISPLAY_SERVER_SAYS = DISPLAY_ASIDES, /* text */
	DISPLAY_WHAT,           /* for a line that is no command */
	DISPLAY_CANNOT_CONNECT, /* name: the host, text: why */
	DISPLAY_NO_ANSWER,
	DISPLAY_HUNG_UP,  /* during login */
	DISPLAY_LOST,     /* text: why */
	DISPLAY_TOO_LONG, /* a typed line */
	DISPLAY_BROKEN,
};

/* How the text looks; scripts get all zero. */
struct display_style {
	bool decorated; /* for a terminal: time stamps, indented lists */
	bool colours;
	bool ascii_only; /* the terminal does not know UTF-8 */
	time_t now;      /* for the time stamp */
};

/*
 * Append the lines that say kind about name and text, each with its "\n".  name
 * and text may hold anything: bytes that could move a cursor, change a colour,
 * turn the direction of writing or stay invisible are written as \xHH.
 */
void display_render(const struct display_style *style, enum display_kind kind,
    struct slice name, struct slice text, struct buffer *out);

/* Append bytes from outside in a form that a terminal can show. */
void display_append_safely(
    struct buffer *out, struct slice bytes, bool ascii_only);

#endif
