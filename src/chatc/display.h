/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_DISPLAY_H
#define CHATD_CHATC_DISPLAY_H

/*
 * Every word that chatc says, and the one way by which bytes from outside get
 * into them.  Pure: the result is a text, where it goes is the caller's affair.
 */

#include <stdbool.h>
#include <time.h>

#include "chatc/codecs/buffer.h"
#include "common/line.h"

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
	DISPLAY_NAMES, /* text: a list for wire_next_name() */
	DISPLAY_HELP,  /* name: the usage, text: what it does */

	/* What scripts do not expect; they find it on standard error. */
	DISPLAY_ASIDES,
	DISPLAY_SERVER_SAYS = DISPLAY_ASIDES, /* text */
	DISPLAY_WHAT,                         /* a line that is no command */
	DISPLAY_CANNOT_CONNECT,               /* name: the host, text: why */
	DISPLAY_NO_ANSWER,
	DISPLAY_HUNG_UP,  /* during login */
	DISPLAY_LOST,     /* text: why */
	DISPLAY_TOO_LONG, /* a typed line */
	DISPLAY_BROKEN,
};

/* How it looks; all zero is what scripts get. */
struct display_style {
	bool decorated; /* on a terminal: time stamps, names set off */
	bool colours;
	bool ascii_only; /* the terminal does not take UTF-8 */
	time_t now;      /* for the time stamp */
};

/*
 * Append the line or lines that say kind about name and text, each ended by
 * "\n".  name and text may hold anything: what could move a cursor, change a
 * colour, turn the direction of writing or hide is written as \xHH, byte by
 * byte.
 */
void display_render(const struct display_style *style, enum display_kind kind,
    struct slice name, struct slice text, struct buffer *out);

/* Append bytes from outside so that a terminal can show them. */
void display_append_safely(
    struct buffer *out, struct slice bytes, bool ascii_only);

#endif
