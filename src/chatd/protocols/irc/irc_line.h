/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_LINE_H
#define CHATD_IRC_LINE_H

/*
 * One line as a client of IRC sends it, taken apart where it lies:
 *
 *     @tag=value;other :source VERB first second :the rest, with spaces
 *
 * This is the grammar of RFC 2812 (2.3.1) and the Modern IRC document, with
 * tags as IRCv3's "message-tags" has them, except that several spaces may stand
 * wherever one may.  Only spaces separate; a TAB is a byte like any other.
 * Nothing is copied.  The work grows with the size of the text, which the
 * caller bounds; one that is longer than IRC allows is refused before it is
 * taken apart.
 *
 * Whether a line is UTF-8, and whether its verb is a command, is for others to
 * say.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* The longest line without its tags, and without its "\r\n": 512 with that. */
#define IRC_LINE_MAX_BYTES 510

/* The tags that one side may add to a line, between the "@" and the space. */
#define IRC_TAGS_MAX_BYTES 4094

/* The longest line of a client: "@", its tags, a space, and the line. */
#define IRC_CLIENT_LINE_MAX_BYTES                                              \
	(1 + IRC_TAGS_MAX_BYTES + 1 + IRC_LINE_MAX_BYTES)

/* The most parameters that a line has: the last of them is all that is left. */
#define IRC_PARAMETERS_MAX 15

/* Room for a verb that may be one; those that are known are shorter. */
#define IRC_VERB_BYTES 16

enum irc_line_status {
	IRC_LINE_VALID,
	IRC_LINE_EMPTY,     /* it has no verb, and is not answered */
	IRC_LINE_TOO_LONG,  /* it, or its tags: ERR_INPUTTOOLONG */
	IRC_LINE_MALFORMED, /* there is a NUL or the end of a line in it */
};

/*
 * The parameters of a line that are not taken yet.  Whoever is handed one of
 * them, and what follows it, goes on with { rest, 1 }.
 */
struct irc_parameters {
	struct slice rest;  /* as they were sent, with the space before them */
	unsigned int taken; /* those that came before */
};

/* Parts of the line, each empty where it is missing. */
struct irc_line {
	struct slice tags;   /* without the "@" */
	struct slice source; /* without the ":"; a client's says nothing */
	struct slice verb;   /* in capitals or not */
	struct irc_parameters parameters;
};

/* One tag as it was sent; value is empty where it has none. */
struct irc_tag {
	struct slice key; /* "+draft/reply", for instance: opaque */
	struct slice value;
};

/*
 * Take text, a line without its end, apart.  Leave *line_r alone unless it is
 * valid.
 */
enum irc_line_status irc_line_parse(struct slice text, struct irc_line *line_r);

/*
 * Take the next parameter.  Return false at the end, with *parameter_r left
 * alone: an empty parameter is one, too.
 */
bool irc_line_take_parameter(
    struct irc_parameters *parameters, struct slice *parameter_r);

/*
 * Return verb in capitals, written to room; or verb as it is if it is too long
 * for that, and so no command.
 */
struct slice irc_line_raise_verb(struct slice verb, char room[IRC_VERB_BYTES]);

/*
 * Take the next tag of *tags.  Return false at the end.  What has no key is
 * passed over.
 */
bool irc_line_take_tag(struct slice *tags, struct irc_tag *tag_r);

/*
 * Say whether tag is one that a client may add for others: a "+", and a key and
 * a value that can be shown.
 */
bool irc_line_is_client_tag(const struct irc_tag *tag);

/*
 * Find the tag that is called key, the last one if there are more.  Return
 * false, with *value_r left alone, if there is none.
 */
bool irc_line_find_tag(
    struct slice tags, const char *key, struct slice *value_r);

/*
 * Return what the value of a tag stands for, written to room, which has
 * value.size bytes.
 */
struct slice irc_line_unescape(struct slice value, char *room);

#endif
