/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_FORMATTING_H
#define CHATD_IRC_FORMATTING_H

/*
 * What users of IRC put into their texts besides words: CTCP, which is one
 * client talking to another ("\1ACTION waves\1"), and codes for colours and the
 * like.  The chat knows neither, and its texts have no control characters.
 *
 * The Modern IRC document's pages on CTCP and on formatting.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* How an action is written, for irc_words_add_filled(). */
#define IRC_ACTION_PATTERN "\1ACTION %\1"

/* The bytes of it that are not what was done. */
#define IRC_ACTION_BYTES (sizeof(IRC_ACTION_PATTERN) - sizeof("%"))

/* Parts of the text that irc_formatting_read_ctcp() was given. */
struct irc_ctcp {
	struct slice verb; /* in capitals or not; never empty */
	struct slice text; /* what follows it and one space; may be empty */
	bool is_action;
};

/*
 * Say whether text is CTCP, and take it apart.  It ends at the next "\1" or,
 * as some clients leave that out, at the end of text; what comes after it is
 * lost.  *ctcp_r is left alone if text is none.
 */
bool irc_formatting_read_ctcp(struct slice text, struct irc_ctcp *ctcp_r);

/* Say whether there are codes in text that irc_formatting_strip() takes out. */
bool irc_formatting_is_in(struct slice text);

/*
 * Return text without codes of formatting and the colours that follow them,
 * written to room, which has text.size bytes.
 */
struct slice irc_formatting_strip(struct slice text, char *room);

#endif
